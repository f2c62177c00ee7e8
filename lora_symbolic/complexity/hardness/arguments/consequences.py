"""What the lower bound says elsewhere: of attention, of the forward pass, and against almost linear time.

Dictionary
    inner_hardness      Lemma E.1: the gradient of attention, 1/r inside
    forward_hardness    Lemma 1.1's side: the forward pass, beta = 1/d
    against_theorem_31  the same instance under the hypotheses of Theorem 3.1, or of its repairs
    few_calls           so many calls of an almost linear algorithm are still too fast
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import part, tends_to
from lora_symbolic.language.propositions import Proposition, every, formula, some
from lora_symbolic.language.propositions.algebra import as_sympy

from .claims import ADAPTERS, ATTENTION, PLAIN_ATTENTION, lower_bound, restricted
from .gap import TOLERANCE, forward_chain, gap_chain
from .nodes import ACCURACY, gauss_chain
from .quantifiers import (
    CITED,
    LOG_L,
    TIME,
    WIDTH,
    C,
    Z,
    bounded,
    hardness,
    in_z,
    order_of_time,
    prefix_of,
    quantified,
    source,
    squared_gamma,
)

ALMOST_LINEAR = "L**(1 + o(1))"
HYPOTHESES = {  # beta, what is bounded, and by which order
    "printed": ("1", "Gamma", "sqrt(log(L))"),
    "beta = 1/d": ("1/d", "Gamma", "sqrt(log(L))"),
    "logits o(log L)": ("1", "logits", "log(L)"),
}
_GROWING = "sqrt(log(L)) * kappa"


@cache
def inner_hardness() -> Argument:
    """Lemma E.1: the lower bound for the gradient of attention, with 1/r inside and B in place of Gamma."""
    bounds = (
        f"r <= {WIDTH}",
        f"maxabs(A1) <= {_GROWING}",
        f"maxabs(A2) <= {_GROWING}",
        "maxabs(A3) <= 1",
        "E = 0",
        "X = kron(t, eye(r))",
    )
    prefix = prefix_of(_GROWING)
    claim = lower_bound(restricted(ATTENTION, bounds, ACCURACY), TIME, prefix, CITED["approximate"])
    return Argument(
        claim,
        lambda: (
            *source("approximate"),
            quantified(claim.quantifiers, prefix),
            part(gap_chain("pair")),
            part(gauss_chain()),
            bounded("approximate", "printed", formula(_GROWING)),
            order_of_time("approximate"),
        ),
    )


@cache
def forward_hardness() -> Argument:
    """Some constant c(delta): no O(L^(2 - delta)) algorithm for attention with beta = 1/d, entries <= c sqrt(log L)."""
    entries = "c * sqrt(log(L))"
    bounds = (f"d <= {WIDTH}", f"maxabs(Q) <= {entries}", f"maxabs(K) <= {entries}", "maxabs(V) <= 1")
    prefix = (*every("delta > 0"), *some("C", "c"))
    exact = formula(str(TOLERANCE))
    return Argument(
        lower_bound(restricted(PLAIN_ATTENTION, bounds, exact), TIME, prefix, CITED["approximate"]),
        lambda: (
            *source("approximate"),
            quantified(prefix, prefix),
            part(gap_chain("pair")),
            part(forward_chain()),
            bounded("approximate", "printed", formula(entries)),
            order_of_time("approximate"),
        ),
    )


def few_calls() -> Step:
    """So many calls of an almost linear algorithm stay below the bound that SETH gives."""
    time = in_z(formula(ALMOST_LINEAR)) * sympy.exp(LOG_L / 4)
    return tends_to(
        "O((log L)^4) calls of L^(1 + o(1)) steps stay below L^(3/2)",
        "delta = 1/2; o(1) <= 1/4 from some L on",
        LOG_L**4 * sympy.exp(sympy.expand(sympy.expand_log(sympy.log(time), force=True)) - 3 * LOG_L / 2),
        Z,
        sympy.Integer(0),
    )


def claim_against(hypothesis: str, prefix: str = "every") -> Proposition:
    """No almost linear algorithm under the hypothesis, for every accuracy L^-p or for some."""
    beta, what, order = HYPOTHESES[hypothesis]
    entries = ("maxabs(C1 @ (W0 + B @ A)) <= Gamma", "maxabs(C2) <= Gamma", f"Gamma = o({order})")
    logits = (f"maxabs(C1 @ (W0 + B @ A) @ C2.T) = o({order})",)
    bounds = (f"beta = {beta}", *(entries if what == "Gamma" else logits), "d = O(log(L))", "r = L**o(1)")
    quantifiers = every("p > 0") if prefix == "every" else some("p > 0")
    cited = CITED["approximate" if prefix == "every" else "accurate"]
    return lower_bound(restricted(ADAPTERS, bounds, formula("L**-p")), ALMOST_LINEAR, quantifiers, cited)


def _fits(hypothesis: str) -> Step:
    """The instance against the hypothesis: its Gamma^2, with 1/d inside d times as large, or its largest logit."""
    beta, what, order = HYPOTHESES[hypothesis]
    bound = in_z(formula(order))
    size = squared_gamma("approximate", "even" if beta == "1" else "printed") if what == "Gamma" else 3 * Z / 2
    return tends_to(
        f"the instance has {what} = o({order}) and Wbar* = 0: it satisfies the hypothesis at beta = {beta}",
        "Gamma^2 < 4 theta at beta = 1, 4 theta r at beta = 1/d; the largest logit is at least x + y >= (3/2) log n",
        size / (bound**2 if what == "Gamma" else bound),
        Z,
        sympy.Integer(0),
    )


@cache
def against_theorem_31(hypothesis: str = "printed") -> Argument:
    """An L^(1 + o(1)) algorithm for all instances under the hypothesis would break the bound O(L^(3/2)) of SETH.

    The printed hypothesis admits the instance; the repaired ones do not, and then the argument fails.
    """
    return Argument(claim_against(hypothesis), lambda: _against_steps(hypothesis))


def _against_steps(hypothesis: str) -> tuple[Step, ...]:
    ratio = as_sympy(formula("L**-p"), {"L": sympy.exp(LOG_L)}) * LOG_L**4
    sizes = (
        tends_to("r = 2 C log n = L^o(1)", "log r/log L", sympy.log(2 * C * Z) / LOG_L, Z, sympy.Integer(0)),
        tends_to("d = r + 1 = O(log L)", "d/log L", (2 * C * Z + 1) / LOG_L, Z, 2 * C),
        tends_to("eps = L^-p is below K (log L)^-4", "their ratio", ratio, Z, sympy.Integer(0)),
    )
    return (*hardness("approximate", "even", "c").steps, *sizes, _fits(hypothesis), few_calls())

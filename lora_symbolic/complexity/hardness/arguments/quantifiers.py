"""The lower bounds with exact quantifiers: which sizes, which bounds on the entries, which outside theorem.

Two hard problems, on n vectors in {0,1}^m with m = C log n:

    orthogonal    for every delta there is C: no O(n^(2 - delta)), under SETH; the scores' gap is g = 1
    approximate   for every delta there are C and epsilon: no O(n^(2 - delta)) for closest pair up to the factor
                  1 + epsilon, under SETH (Rubinstein); near > eta m, so g >= epsilon eta C log n

With z = log n: theta g = x + y <= (3/2) z + log 4 + 1/32, r = 2m, L = 2n, d = r + 1.

    1/r inside (Lemma E.1)          B^2 < 4 theta r
    1/r on C2 (printed reduction)   Gamma = B
    1/r split evenly, beta = 1      Gamma^2 < 4 theta

    approximate: B^2/log L -> at most 12/(epsilon eta);  Gamma^2 -> at most 6/(epsilon eta C): a constant
    orthogonal:  B^2/(log L)^2 -> 12 C;                  Gamma^2/log L -> at most 6

Dictionary
    hardness            the lower bound for a problem, a split and an order of Gamma
    against_theorem_31  the same instance under the hypotheses of Theorem 3.1, or of its repairs
    forward_hardness    Lemma 1.1's side: the forward pass, beta = 1/d
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import outside, part, tends_to, verified

from .directions import lora_at_least_as_hard
from .gap import forward_chain, gap_chain, small_distances, split_chain
from .nodes import gauss_chain

Z = sympy.Symbol("z", positive=True)  # log n
C, EPSILON, ETA, DELTA = sympy.symbols("C epsilon eta delta", positive=True)
THETA_GAP = sympy.Rational(3, 2) * Z + sympy.log(4) + sympy.Rational(1, 32)
LOG_L = Z + sympy.log(2)

SETH = "SETH, Hypothesis 1: Impagliazzo and Paturi 2001"
VECTORS = "Williams 2005 with the sparsification lemma of Impagliazzo, Paturi and Zane 2001"
RUBINSTEIN = (
    "Rubinstein 2018, Hardness of approximate nearest neighbor search, "
    "in dimension C log n as Alman and Song 2023 quote it"
)

ORDERS = {  # order of Gamma -> the function of z that Gamma^2 is compared with
    "O(1)": sympy.Integer(1),
    "kappa": sympy.Integer(1),
    "O(sqrt(log L))": LOG_L,
    "sqrt(log L) kappa": LOG_L,
    "O(log L)": LOG_L**2,
}


def gap_of(problem: str) -> sympy.Expr:
    """g, or its lower bound."""
    return sympy.Integer(1) if problem == "orthogonal" else EPSILON * ETA * C * Z


def squared_gamma(problem: str, split: str) -> sympy.Expr:
    """The bound on Gamma^2: 4 theta r for the printed split and for 1/r inside, 4 theta for the even one."""
    theta = THETA_GAP / gap_of(problem)
    return 4 * theta if split == "even" else 4 * theta * 2 * C * Z


def _source(problem: str) -> tuple[Step, ...]:
    if problem == "orthogonal":
        return (
            outside("k-SAT on v variables takes 2^((1 - o(1)) v) steps as k grows", SETH),
            outside("under SETH, k-SAT with O(v) clauses is as hard, so m = C log n is enough", VECTORS),
            part(split_chain()),
        )
    return (
        outside("k-SAT on v variables takes 2^((1 - o(1)) v) steps as k grows", SETH),
        outside(
            "under SETH, for every delta > 0 there are C and epsilon > 0: closest pair up to the factor 1 + epsilon, "
            "m = C log n, takes more than O(n^(2 - delta)) steps",
            RUBINSTEIN,
        ),
        part(small_distances()),
    )


def order_of_time(problem: str) -> Step:
    """(log L)^4 calls of L^(2 - delta) steps each are below L^(2 - delta/2)."""
    calls = {
        "orthogonal": "O((log L)^3) nodes, since M = O((log L)^2)",
        "approximate": "O((log L)^2) nodes for each of m + 1 distances",
        "accurate": "O((log L)^2) nodes for each of 2m + 1 instances",
    }[problem]
    return tends_to(
        "at most O((log L)^4) calls of that time stay below L^(2 - delta/2)",
        f"{calls}; delta <= 1/2 without loss of generality; a call saves L^delta",
        LOG_L**4 * sympy.exp(-DELTA * Z / 2),
        Z,
        sympy.Integer(0),
    )


def _bounded(problem: str, split: str, order: str) -> Step:
    ratio = squared_gamma(problem, split) / ORDERS[order]
    limit = sympy.limit(ratio, Z, sympy.oo)
    grows = " for every kappa = omega(1), from some L on" if "kappa" in order else ""
    finite = bool(limit.is_finite)
    return Step(
        f"Gamma = {order}{grows}",
        f"Gamma^2 < {'4 theta' if split == 'even' else '4 theta r'}, theta = (x + y)/g",
        f"SymPy: Gamma^2 over {ORDERS[order]} tends to at most {limit}",
        finite,
    )


@cache
def hardness(problem: str = "approximate", split: str = "printed", order: str = "sqrt(log L) kappa") -> Argument:
    """For every delta > 0 there is C: no O(L^(2 - delta)) algorithm for ALoRAGC with these bounds.

    `order` is that of Gamma: it must bound |C1 B A| and |C2|; W0 = 0, Y = 0, d = r + 1 = O(log L), eps = (log L)^-4.
    """
    claim = (
        f"under SETH, for every delta > 0 there is C: no O(L^(2 - delta)) algorithm for ALoRAGC with d <= C log L, "
        f"Gamma = {order}, Wbar* = 0, Y = 0, eps = K (log L)^-4, beta = 1 ({split} split)"
    )
    steps = (
        *_source(problem),
        part(gap_chain("orthogonal" if problem == "orthogonal" else "pair")),
        part(gauss_chain(spread_power=2 if problem == "orthogonal" else 1)),
        part(lora_at_least_as_hard("0", "even" if split == "even" else "printed")),
        _bounded(problem, split, order),
        order_of_time(problem),
    )
    return Argument(claim, steps)


@cache
def inner_hardness() -> Argument:
    """Lemma E.1: the same with 1/r inside and B in place of Gamma."""
    base = hardness("approximate", "printed", "sqrt(log L) kappa")
    kept = tuple(step for step in base.steps if not step.statement.startswith("an algorithm for ALoRAGC"))
    return Argument(
        "under SETH, for every delta > 0 there is C: no O(L^(2 - delta)) algorithm for AAttLGC with r <= C log L, "
        "|A1|, |A2| <= sqrt(log L) kappa, |A3| <= 1, E = 0, X = lambda I, eps = K (log L)^-4",
        kept,
    )


HYPOTHESES = {
    "printed": "beta = 1, |C1 W|, |C2| <= Gamma = o(sqrt(log L))",
    "beta = 1/d": "beta = 1/d, |C1 W|, |C2| <= Gamma = o(sqrt(log L)): logits at most Gamma^2 = o(log L)",
    "logits o(log L)": "beta = 1, logits bounded by o(log L)",
}


def few_calls() -> Step:
    """So many calls of an almost linear algorithm stay below the bound that SETH gives."""
    return tends_to(
        "O((log L)^4) calls of L^(1 + o(1)) steps stay below L^(3/2)",
        "delta = 1/2; o(1) <= 1/4 from some L on",
        LOG_L**4 * sympy.exp(-LOG_L / 4),
        Z,
        sympy.Integer(0),
    )


@cache
def against_theorem_31(hypothesis: str = "printed") -> Argument:
    """An L^(1 + o(1)) algorithm for all instances under the hypothesis would break the bound O(L^(3/2)) of SETH.

    The printed hypothesis admits the instance; the repaired ones do not, and then the argument fails.
    """
    w = sympy.Symbol("w", positive=True)
    base = hardness("approximate", "even", "O(1)")
    time = few_calls()
    sizes = (
        tends_to("r = 2 C log n = L^o(1)", "log r/log L", sympy.log(2 * C * Z) / LOG_L, Z, sympy.Integer(0)),
        tends_to("d = r + 1 = O(log L)", "d/log L", (2 * C * Z + 1) / LOG_L, Z, 2 * C),
        tends_to("eps = 1/L is below K (log L)^-4", "their ratio", sympy.exp(-LOG_L) * LOG_L**4, Z, sympy.Integer(0)),
    )
    if hypothesis == "printed":
        fits = tends_to(
            "the instance has Gamma = O(1) = o(sqrt(log L)) and Wbar* = 0: it satisfies the hypothesis",
            "Gamma^2/log L",
            squared_gamma("approximate", "even") / LOG_L,
            Z,
            sympy.Integer(0),
        )
    else:
        fits = verified(
            "the instance's largest logit, at least x + y >= (3/2) log n, is within the bound log n/w for some w -> oo",
            "theta s1 >= theta g = x + y",
            f"SymPy: (3/2) z/(z/w) tends to {sympy.limit(sympy.Rational(3, 2) * w, w, sympy.oo)}: it is not",
            bool(sympy.limit(sympy.Rational(3, 2) * w, w, sympy.oo).is_finite),
        )
    return Argument(
        f"under SETH no L^(1 + o(1)) algorithm exists for all instances with {HYPOTHESES[hypothesis]}, "
        "d = O(log L), r = L^o(1), eps = 1/poly(L)",
        (*base.steps, *sizes, fits, time),
    )


@cache
def forward_hardness() -> Argument:
    """Some constant c(delta): no O(L^(2 - delta)) algorithm for attention with beta = 1/d, entries <= c sqrt(log L)."""
    return Argument(
        "under SETH, for every delta > 0 there are c, C: no O(L^(2 - delta)) algorithm computes attention with "
        "beta = 1/d, d <= C log L, |Q|, |K| <= c sqrt(log L), |V| <= 1, to within 1/9",
        (
            *_source("approximate"),
            part(gap_chain("pair")),
            part(forward_chain()),
            _bounded("approximate", "printed", "O(sqrt(log L))"),
            order_of_time("approximate"),
        ),
    )

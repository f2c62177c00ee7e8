"""What the lower bounds reach: how small entries may be, what escapes them, and what SETH must say.

Dictionary
    repetition          entries as small as one likes, for a larger constant in d = O(log L)
    exclusion           why the repaired hypotheses are not contradicted
    constant_keys       entries of any size whose gradient is zero: no bound on the entries is necessary for an input
    quantifiers         what SETH must say for the argument
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.arguments.steps import Setting, algebra, at_most, outside, part, tends_to
from lora_symbolic.language.propositions import (
    Proposition,
    Solvable,
    comparisons,
    every,
    formula,
    problem,
    some,
)
from lora_symbolic.language.propositions.algebra import as_sympy

from .claims import PAIRS, restricted
from .gap import X_LEAST, Y_LEAST, gap_chain, split_chain
from .quantifiers import DELTA, LOG_L, VECTORS, C, Z


@cache
def repetition() -> Argument:
    """Each coordinate s^2 times, divided by s: the same logits at X = lambda I, entries s times smaller."""
    setting = Setting(
        ("L", "r", "s"),
        {"A1": "L, r", "A2": "L, r", "l": "1, 1", "u": "s * s, 1"},
        {
            "W1": "kron(ones(1, s * s), A1) / s",
            "W2": "kron(ones(1, s * s), A2) / s",
        },
    )
    s, g = sympy.symbols("s c", positive=True)
    told = (
        "W1 @ kron(t, eye(k)) @ W2.T = A1 @ kron(t, eye(r)) @ A2.T",
        "maxabs(W1) <= maxabs(A1) / s",
        "maxabs(W2) <= maxabs(A2) / s",
        "k = s**2 * r",
    )
    inner = Proposition(some("W1: L, k", "W2: L, k"), then=comparisons(*told))
    return Argument(
        Proposition(every("s > 0", "t > 0", "A1: L, r", "A2: L, r"), then=(inner,)),
        lambda: (
            setting.equality(
                "a unit vector u picks one of the s^2 blocks",
                "W1 @ kron(u, eye(r))",
                "sum(u) * A1 / s",
                "every block of W1 is A1 over s",
            ),
            setting.equality("the same", "W2 @ kron(u, eye(r))", "sum(u) * A2 / s", "every block of W2 is A2 over s"),
            setting.equality("blocks", "W1 @ W2.T", "A1 @ A2.T", "the logits at X = I"),
            setting.equality(
                "blocks",
                "W1 @ kron(l, eye(s * s * r)) @ W2.T",
                "A1 @ kron(l, eye(r)) @ A2.T",
                "the logits at X = lambda I",
            ),
            tends_to("c/s is below every bound", "s grows", g / s, s, sympy.Integer(0)),
            tends_to("d stays O(log L)", "s is fixed", s**2 * 2 * C * Z / LOG_L, Z, 2 * C * s**2),
        ),
    )


@cache
def exclusion() -> Argument:
    """Logits bounded by log n/w with w -> oo, which 1/d inside or o(log L) give, are too small for the instance."""
    w, gamma, d, t, a, b = sympy.symbols("w Gamma d t a b", positive=True)
    spread = (f"theta * (rho - s0) >= {X_LEAST}", f"theta * (s1 - rho) >= {Y_LEAST}", "n = L / 2")
    late = Proposition(
        every("theta > 0"),
        comparisons("L >= L0", *spread),
        comparisons("maxabs(C1 @ W @ C2.T / d) < theta * (s1 - s0)"),
    )
    claim = Proposition(
        every("C1: L, d", "W: d, d", "C2: L, d"),
        comparisons("maxabs(C1 @ W) <= Gamma", "maxabs(C2) <= Gamma", "Gamma = o(sqrt(log(L)))"),
        (Proposition(some("L0"), then=(late,)),),
    )
    return Argument(
        claim,
        lambda: (
            at_most(
                "the logits of a query spread over at least theta g = x + y >= (3/2) log n",
                "x >= log(16 n)/2 and y >= log n, in z = log n",
                sympy.Rational(3, 2) * Z,
                Z / 2 + 2 * sympy.Symbol("l", positive=True) + Z + t,
            ),
            at_most(
                "with 1/d inside, |C1 W|, |C2| <= Gamma give logits of at most Gamma^2",
                "d products of entries Gamma/(1 + a) and Gamma/(1 + b), divided by d",
                d * gamma / (1 + a) * gamma / (1 + b) / d,
                gamma**2,
            ),
            tends_to("(3/2) log n over log n/w grows without bound", "w -> oo", sympy.Rational(3, 2) * w, w, sympy.oo),
            part(gap_chain("pair")),
        ),
    )


@cache
def constant_keys() -> Argument:
    """C2 = 1 k^T for any k: every row of the softmax is 1/L, the output is the mean value, the gradients are zero."""
    setting = Setting(
        ("L", "d", "r"),
        {"C1": "L, d", "k": "1, d", "C3": "L, d", "Y": "L, d", "W0": "d, d", "B": "d, r", "A": "r, d"},
        {
            "C2": "ones(L, 1) @ k",
            "f": "softmax(C1 @ (W0 + B @ A) @ C2.T)",
            "q": "(f @ C3 - Y) @ C3.T",
            "p": "f * q - diag(rowsum(f * q)) @ f",
            "loss": "sum((f @ C3 - Y) * (f @ C3 - Y)) / 2",
        },
    )
    unbounded = Proposition(
        some("k: 1, d", "C1: L, d", "C3: L, d", "Y: L, d"),
        comparisons("C2 = ones(L, 1) @ k"),
        comparisons(
            "maxabs(C2) > Gamma",
            "f @ C3 = ones(L, 1) @ colsum(C3) / L",
            "dA = 0",
            "dB = 0",
            "time(f @ C3, dA, dB) = O(L * d)",
        ),
    )
    large, d, r, t = sympy.symbols("Gamma d r t", positive=True)
    return Argument(
        Proposition(every("Gamma > 0"), then=(unbounded,)),
        lambda: (
            at_most("k may have the entry Gamma + 1, more than Gamma", "any k", large, large + 1),
            at_most(
                "equal rows are seen in L d comparisons, and 2 d r zeros are written: O(L d)",
                "r <= L, L = r + t",
                2 * d * r + (r + t) * d,
                3 * (r + t) * d,
            ),
            setting.equality("rows of equal logits", "f", "ones(L, L) / L", "the attention"),
            setting.equality("hence", "f @ C3", "ones(L, 1) @ colsum(C3) / L", "the forward pass"),
            setting.equality("p 1 = 0", "B.T @ C1.T @ p @ C2", "zeros(r, d)", "the gradient in A_Q"),
            setting.equality("p 1 = 0", "C1.T @ p @ C2 @ A.T", "zeros(d, r)", "the gradient in B_Q"),
            setting.equality("the loss itself", "grad(loss, A)", "zeros(r, d)", "the gradient by differentiation"),
        ),
    )


@cache
def quantifiers() -> Argument:
    """SETH: for every e > 0 there is k with no O(2^((1 - e) v)) algorithm for k-SAT. Each delta uses one e."""
    v = sympy.Symbol("v", positive=True)
    time = formula("2**((1 - delta / 4) * v)")
    pairs = Solvable(restricted(PAIRS, ("m = C * log(n)",)), formula("n**(2 - delta)"), possible=True)
    decided = Solvable(problem("k-SAT", bounds=("variables = v",)), time, possible=True)
    e = sympy.simplify(1 - sympy.log(as_sympy(time), 2) / v)
    return Argument(
        Proposition(
            every("delta > 0"),
            (Proposition(every("C > 0"), then=(pairs,)),),
            (Proposition(every("k >= 3"), then=(decided,)),),
        ),
        lambda: (
            outside("k-SAT reduces to 2^(e v) formulas of O_k(v/e^O(k)) clauses", VECTORS),
            part(split_chain()),
            algebra(
                "2^(e v) 2^((1 - delta/2) v) = 2^((1 - e) v)",
                f"e = {e} for every k: the exponents",
                (e * v + (1 - DELTA / 2) * v, (1 - e) * v),
            ),
        ),
    )

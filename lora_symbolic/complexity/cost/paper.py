"""The costs of the paper's algorithms, as terms that are counted and run: Appendix F, Lemmas 3.3-3.7 and D.5-D.9.

Sizes: L tokens, d head width, r adapter rank, k1 the width of U1 and V1, k2 = 2d that of U2 and V2 in Lemma 3.5.
Inputs of a step are variables, so that a count says what the step itself adds.

Dictionary
    Count           an algorithm by name: its terms, and what is done outside the term language
    COUNTS          all of them
    exact_steps     Theorem F.1 step by step, with what is printed for each step
    exact_shared    Theorem F.1 as a whole: both gradients of Section 3, bracketed as there
    exact_plans     all bracketings of it that may be cheapest
    almost_linear_cost      U1 to V4 and both gradients, as terms and monomials
    almost_linear_total     U1 to V4 and both gradients
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import sympy

from lora_symbolic.evaluation import rational_at
from lora_symbolic.language import (
    Term,
    block,
    commutation,
    diag,
    matrix,
    ones,
    reciprocal,
    rowkron,
    rowsum,
    softmax,
    vec,
)
from lora_symbolic.language.size import symbol
from lora_symbolic.language.statement.kinds.cost import Cost as CostClaim
from lora_symbolic.language.statement.kinds.cost import Features
from lora_symbolic.rank.features import features, rank_bound
from lora_symbolic.rank.ranks import taylor_coefficients

from .compare import Order
from .count import ONE, ZERO, Cost, T_mat, cost_of
from .counting import CountingNumbers, Tally, counted
from .operations import Operations, operations_of
from .order import Plan, together

ORDER: Order = ("r", "d", "L")
SAMPLE_SIZES = ({"L": 3, "d": 2, "r": 1}, {"L": 5, "d": 3, "r": 2}, {"L": 2, "d": 2, "r": 2}, {"L": 1, "d": 1, "r": 1})
DEGREE = 2  # of the features that are run; k1 is then C(d + 2, 2)

C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
W0, W = matrix("W0", "d", "d"), matrix("W", "d", "d")
B, A = matrix("B", "d", "r"), matrix("A", "r", "d")
f, q, p = (matrix(name, "L", "L") for name in ("f", "q", "p"))
c = matrix("c", "L", "d")
fj, qj = matrix("fj", "L", 1), matrix("qj", "L", 1)
U, V, U1, V1 = (matrix(name, "L", "k1") for name in ("U", "V", "U1", "V1"))
U2, V2 = matrix("U2", "L", "k2"), matrix("V2", "L", "k2")
U3, V3 = matrix("U3", "L", "k3"), matrix("V3", "L", "k3")
U4, V4 = matrix("U4", "L", "k4"), matrix("V4", "L", "k4")


@dataclass(frozen=True)
class Count:
    """An algorithm whose operations are counted.

    `times` repeats the terms, `outside` is a number of multiplications outside the term language, which `run_outside`
    makes with counting numbers.
    """

    title: str
    terms: tuple[Term, ...]
    times: sympy.Expr = ONE
    outside: sympy.Expr = ZERO
    run_outside: Callable[[Mapping[str, int]], Tally] | None = None

    @property
    def cost(self) -> Cost:
        """The cost of one repetition."""
        return cost_of(*self.terms)

    @property
    def multiplications(self) -> sympy.Expr:
        """All multiplications, exactly, when T_mat(a, b, c) = a b c."""
        return sympy.expand(self.times * self.cost.multiplications + self.outside)

    @property
    def in_t_mat(self) -> sympy.Expr:
        """The same with T_mat."""
        return sympy.expand(self.times * self.cost.in_t_mat + self.outside)

    @property
    def operations(self) -> Operations:
        """All operations and words moved, of one repetition."""
        return operations_of(*self.terms, more=self.outside)

    def run(self, sizes: Mapping[str, int]) -> int:
        """The multiplications of a run with numbers that count them."""
        made = counted(sizes, *self.terms).multiplications * int(rational_at(self.times, sizes))
        return made + (self.run_outside(sizes).multiplications if self.run_outside else 0)


def fitting(sizes: Mapping[str, int]) -> dict[str, int]:
    """Sizes at which everything can be run: k1 is the number of monomials, k2 = 2 d, and so on.

    >>> fitting({"L": 4, "d": 2, "r": 1})["k1"]
    6
    """
    d = sizes["d"]
    k1 = rank_bound(d, DEGREE)
    return {**sizes, "k1": k1, "k2": 2 * d, "k3": 2 * d * k1, "k4": k1}


def run_features(sizes: Mapping[str, int]) -> Tally:
    """The monomials of both factors, and the weights of all but the constant one, with counting numbers."""
    numbers = CountingNumbers()
    made = features(taylor_coefficients(DEGREE), sizes["d"])
    rows = numbers.array([[str(3 + i + 2 * j) for j in range(sizes["d"])] for i in range(sizes["L"])])
    made.left(rows)
    made.right(rows)
    return numbers.tally


def _softmax_of_products(weight: Term) -> Term:
    return softmax((C1 @ weight) @ C2.T)


def _rows_without_rank(f: Term, q: Term) -> Term:
    return f * q - diag(rowsum(f * q)) @ f


def _low_rank_gradients(left: tuple[Term, Term], right: tuple[Term, Term], outer: tuple[Term, Term]) -> Term:
    """C1^T (U3 V3^T - U4 V4^T) C2 from thin products only; left = (U3, U4), right = (V3, V4), outer = (C1, C2)."""
    (first, second), (third, fourth) = left, right
    return (outer[0].T @ first) @ (third.T @ outer[1]) - (outer[0].T @ second) @ (fourth.T @ outer[1])


@dataclass(frozen=True)
class Factors:
    """U1, ..., V4 as terms of U, V, C3, Y: the corrected factors, which give p by rows."""

    U1: Term
    V1: Term
    U2: Term
    V2: Term
    U3: Term
    V3: Term
    U4: Term
    V4: Term


def factors() -> Factors:
    """All factors from those of exp.

    >>> made = factors()
    >>> made.U3.shape, made.U4.shape
    ((L, 2*d*k1), (L, k1))
    """
    left = diag(reciprocal(U @ (V.T @ ones("L", 1)))) @ U
    second_left, second_right = block([[left @ (V.T @ C3), Y]]), block([[C3, -C3]])
    rows = rowsum((left @ (V.T @ second_right)) * second_left)
    return Factors(
        left,
        V,
        second_left,
        second_right,
        rowkron(left, second_left),
        rowkron(V, second_right),
        diag(rows) @ left,
        V,
    )


def partial_gradients() -> tuple[Term, Term]:
    """dL/dA_Q and dL/dB_Q from the factors."""
    made = factors()
    inner = _low_rank_gradients((made.U3, made.U4), (made.V3, made.V4), (C1, C2))
    return B.T @ inner, inner @ A.T


def full_gradients() -> tuple[Term, ...]:
    """All four gradients of Appendix A; p by rows serves both, transposed for the keys."""
    made = factors()
    XQ, XK, WQ, WK = matrix("XQ", "L", "d"), matrix("XK", "L", "d"), matrix("WQ", "d", "d"), matrix("WK", "d", "d")
    BQ, BK, AQ, AK = matrix("BQ", "d", "r"), matrix("BK", "d", "r"), matrix("AQ", "r", "d"), matrix("AK", "r", "d")
    of_queries = _low_rank_gradients((made.U3, made.U4), (made.V3, made.V4), (XQ, XK @ WK))
    of_keys = _low_rank_gradients((made.V3, made.V4), (made.U3, made.U4), (XK, XQ @ WQ))
    return BQ.T @ of_queries, of_queries @ AQ.T, BK.T @ of_keys, of_keys @ AK.T


def _outside_features() -> sympy.Expr:
    L, k1 = symbol("L"), symbol("k1")
    return sympy.expand(3 * L * (k1 - 1))


def _with_features(title: str, terms: tuple[Term, ...]) -> Count:
    return Count(title, terms, outside=_outside_features(), run_outside=run_features)


@cache
def counts() -> Mapping[str, Count]:
    """Every algorithm by name."""
    L = symbol("L")
    norm = diag(reciprocal(U @ (V.T @ ones("L", 1)))) @ U
    scores = rowsum((U1 @ (V1.T @ V2)) * U2)
    return {
        "one-row-naive": Count("(diag(f_j) - f_j f_j^T) q_j, dense", ((diag(fj) - fj @ fj.T) @ qj,)),
        "p-naive": Count("p, one dense matrix for each row", ((diag(fj) - fj @ fj.T) @ qj,), times=L),
        "p": Count("p as f * q - diag(rowsum(f * q)) f", (_rows_without_rank(f, q),)),
        "W": Count("W0 + B A", (W0 + B @ A,)),
        "f": Count("f of a given W", (_softmax_of_products(W),)),
        "f-times-C3": Count("f C3 of a given W, step 1 as printed", (_softmax_of_products(W) @ C3,)),
        "c": Count("c of a given f", (f @ C3 - Y,)),
        "q": Count("q of a given c", (c @ C3.T,)),
        "products": Count("both gradients of a given p", _products()),
        "exact": Count("both gradients of Section 3, exactly, with C1^T (p C2) shared", exact_shared()),
        "exact-cheapest": Count("the same, cheapest when r is far below d", exact_plans()[0].terms),
        "factors-of-f": _with_features("U1 and V1 from C1, W, C2", (C1 @ W, norm)),
        "c-from-factors": Count("U1 (V1^T C3) - Y", (U1 @ (V1.T @ C3) - Y,)),
        "factors-of-q": Count("U2 and V2", (block([[U1 @ (V1.T @ C3), Y]]), block([[C3, -C3]]))),
        "factors-of-p1": Count("U3 and V3", (rowkron(U1, U2), rowkron(V1, V2))),
        "factors-of-p2": Count("r and U4", (diag(scores) @ U1,)),
        "gradients-from-factors": Count("both gradients of Section 3 from U3, V3, U4, V4", _from_factors()),
        "almost-linear": _with_features("U1 to V4 and both gradients of Section 3", (C1 @ W, *partial_gradients())),
        "almost-linear-full": _with_features("U1 to V4 and the four gradients of Appendix A", full_gradients()),
        "permutation": Count("vec(A^T) from vec(A) for A of r d entries", (commutation("r", "d") @ vec(A),)),
    }


def almost_linear_cost() -> CostClaim:
    """U1 to V4 and both gradients of Section 3, U and V made of monomials, for r <= d <= L."""
    made = Features((U, V), (C1 @ W, C2), ("C1 @ W", "C2"))
    return CostClaim(partial_gradients(), (), (), features=made, ascending=ORDER)


def _products() -> tuple[Term, Term]:
    inner = C1.T @ (p @ C2)
    return B.T @ inner, inner @ A.T


def _from_factors() -> tuple[Term, Term]:
    inner = _low_rank_gradients((U3, U4), (V3, V4), (C1, C2))
    return B.T @ inner, inner @ A.T


def _exact_rows() -> Term:
    weights = softmax((C1 @ (W0 + B @ A)) @ C2.T)
    return _rows_without_rank(weights, (weights @ C3 - Y) @ C3.T)


def exact_shared() -> tuple[Term, Term]:
    """Both gradients as Theorem F.1 brackets them."""
    inner = C1.T @ (_exact_rows() @ C2)
    return B.T @ inner, inner @ A.T


@cache
def exact_plans() -> tuple[Plan, ...]:
    """The plans for both gradients of Section 3 that may be cheapest for r <= d <= L."""
    rows = _exact_rows()
    return together((B.T @ C1.T @ rows @ C2, C1.T @ rows @ C2 @ A.T), ORDER)


@dataclass(frozen=True)
class PrintedStep:
    """A step of Theorem F.1: what it is counted to cost and what is printed for it; both in T_mat."""

    name: str
    counted: sympy.Expr
    printed: sympy.Expr
    remark: str


def exact_steps() -> tuple[PrintedStep, ...]:
    """Theorem F.1 step by step.

    >>> [step.name for step in exact_steps()]
    ['W', 'f', 'f-times-C3', 'c', 'q', 'p', 'products']
    """
    L, d, r = symbol("L"), symbol("d"), symbol("r")
    table = counts()
    into_f = T_mat(d, d, L) + T_mat(d, L, L) + L**2
    rows = [
        ("W", T_mat(d, d, r), "printed in the total alone; no step names it, and f needs it unless W is given"),
        ("f", into_f, "complete when W is given"),
        ("f-times-C3", into_f, "the product with C3 is superfluous: step 2 multiplies by C3 again"),
        ("c", T_mat(d, L, L), "complete"),
        ("q", T_mat(d, L, L), "complete"),
        ("p", L**2, "complete"),
        ("products", T_mat(d, L, L) + T_mat(d, d, L) + T_mat(d, d, r), "complete; C1^T (p C2) serves both gradients"),
    ]
    return tuple(PrintedStep(name, table[name].in_t_mat, printed, remark) for name, printed, remark in rows)


def printed_total() -> sympy.Expr:
    """T_mat(d, L, L) + T_mat(d, d, L) + T_mat(d, d, r) for T_mat(a, b, c) = a b c."""
    L, d, r = symbol("L"), symbol("d"), symbol("r")
    return sympy.expand(d * L**2 + d**2 * L + d**2 * r)


def almost_linear_total() -> sympy.Expr:
    """The multiplications of U1 to V4 and both gradients of Section 3, in L, d, r, k1."""
    return counts()["almost-linear"].multiplications

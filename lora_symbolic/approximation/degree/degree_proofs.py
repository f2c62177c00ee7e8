"""Why the explicit degree suffices, and what remains true of the printed Theta.

Dictionary
    degree_argument, theta_argument    the arguments; steps are checked as in closed_form_proofs
    closed_form_arguments              these, and those of closed_form_proofs and relative_proofs
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.ranges import induction
from lora_symbolic.arguments.steps import algebra, computed, nonnegative, tends, textbook
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.propositions import Proposition, comparisons, every

from ..polynomials.chebyshev import bessel_tail, bessels
from .closed_form_proofs import BITS, GRID, N, bernstein_argument, bessel_argument, on_boxes, s
from .closed_forms import B, lambert_degree, theta_bounds
from .least import least_degree
from .relative_proofs import relative_argument

w = sympy.Symbol("w", positive=True)


def _generating_function() -> Step:
    def cases() -> Iterator[bool]:
        with ctx.workprec(BITS):
            for bound in (Fraction(1, 2), Fraction(4)):
                for rho in (Fraction(1), Fraction(3, 2), Fraction(8)):
                    values, z = bessels(bound, 150), as_ball(rho)
                    both = values[0] + sum(v * (z**j + z**-j) for j, v in enumerate(values) if j)
                    x = as_ball(bound)
                    yield bool(abs(both - (x * (z + 1 / z) / 2).exp()) < arb(2) ** -100)

    return textbook(
        "sum over all integers k of I_k(B) rho^k = exp(B (rho + 1/rho) / 2)",
        "the generating function of the Bessel functions, I_{-k} = I_k",
        cases(),
        "6 points",
    )


@lru_cache(maxsize=1)
def degree_argument() -> Argument:
    """E_n <= eps for n + 1 = ceil(lam / W(2 lam / (e B))), lam = log(2/eps) + B/(2e), for all B > 0, 0 < eps < 1.

    >>> degree_argument().holds
    True
    """
    e = sympy.E
    rho = 2 * N / B
    chosen = sympy.log(2) - N * sympy.log(rho) + B * (rho + 1 / rho) / 2
    claimed = sympy.log(2) + N * sympy.log(e * B / (2 * N)) + B**2 / (4 * N)
    lam = e * B * w * sympy.exp(w) / 2
    solution = lam / w
    suffices = all(_tail_is_at_most(bound, eps, lambert_degree(bound, eps)) for bound, eps in GRID)
    relative = all(
        least_degree(bound, eps).degree <= lambert_degree(bound, eps, "relative")
        for bound, eps in GRID
        if bound != "16"
    )
    return Argument(
        Proposition(
            every("B > 0", "eps > 0"),
            comparisons("eps < 1", "lam = log(2 / eps) + B / (2 * e)", "n + 1 = ceil(lam / W(2 * lam / (e * B)))"),
            comparisons("E(n, B) <= eps"),
        ),
        (
            _generating_function(),
            nonnegative(
                "E_n <= 2 sum_{k>=N} I_k <= 2 rho^(-N) exp(B (rho + 1/rho)/2) for every rho >= 1",
                "the Bessel sandwich, I_k > 0, and log rho^(k-N) = d s >= 0 with rho = e^s, d = k - N",
                sympy.Symbol("d", integer=True, nonnegative=True) * s,
            ),
            algebra(
                "rho = 2N/B >= 1 gives E_n <= 2 (e B / (2N))^N exp(B^2 / (4N)) for N >= B/2",
                "put in, and take logarithms",
                (chosen, claimed),
            ),
            nonnegative(
                "B^2 / (4N) <= B / (2e) for N >= e B / 2",
                "N = e B/2 + s with s >= 0",
                sympy.factor(sympy.together(B / (2 * e) - B**2 / (4 * (e * B / 2 + s)))),
            ),
            algebra(
                "N* = lam / W(2 lam/(e B)) solves N log(2N / (e B)) = lam",
                "w = W(2 lam/(e B)) means lam = e B w e^w / 2, so N* = e B e^w / 2",
                (solution * (sympy.log(2 * solution) - 1 - sympy.log(B)), lam),
            ),
            nonnegative(
                "N* >= e B / 2, and N log(2N/(e B)) grows from there on",
                "log(2N*/(e B)) = w > 0 since lam > 0; the derivative at N = e B e^s / 2 is s + 1",
                sympy.expand_log(sympy.log(2 * solution / (e * B)), force=True),
                sympy.expand_log(sympy.log(e * B * sympy.exp(s) / 2 * 2 / (e * B)), force=True) + 1,
            ),
            computed(
                "so every N >= N* has log(2/eps) + B^2/(4N) - N log(2N/(e B)) <= 0, that is E_n <= eps",
                "the three steps before",
                suffices,
                f"2 sum_(k>n) I_k <= eps certified in balls on {len(GRID)} pairs (B, eps)",
            ),
            computed(
                "relative error: the same with lam + B",
                "sup |p/exp - 1| <= exp(B) sup |p - exp|, so eps exp(-B) in the place of eps",
                relative,
                "never below the certified least degree on the same pairs",
            ),
        ),
    )


def _tail_is_at_most(bound: str, eps: str, degree: int) -> bool:
    with ctx.workprec(BITS):
        return bool(2 * bessel_tail(Fraction(bound), degree) <= as_ball(Fraction(eps)))


def _lower_steps() -> tuple[Step, ...]:
    """Why N is at least max{B/2, l/((1 + log 2) log(l/B))}."""
    return (
        induction(
            "eps >= E_n >= 2 I_N(B) >= 2 (B/2)^N / N! >= 2 (B/(2N))^N for all N >= 1",
            "the first term of the Bessel sandwich, the first of its series, N! <= N^N: from N to N + 1 the quotient "
            "takes the factor (1 + 1/N)^N",
            "N",
            sympy.S.Zero,
            nonnegative("", "", N * sympy.log(1 + 1 / N)),
        ),
        algebra(
            "so N log(2N/B) >= l + log 2 > 0, hence N > B/2",
            "logarithms; for N <= B/2 the left side is not positive",
            (sympy.log(2 * (B / (2 * N)) ** N), sympy.log(2) - N * sympy.log(2 * N / B)),
        ),
        algebra(
            "N >= l / W(2l/B): N log(2N/B) = l at N = B e^w / 2 with w e^w = 2l/B, and it grows there",
            "the same substitution as for the degree formula",
            (B * sympy.exp(w) / 2 * (sympy.log(B * sympy.exp(w)) - sympy.log(B)), B * w * sympy.exp(w) / 2),
        ),
        nonnegative(
            "W(z) <= log z for z >= e, so N >= l / log(2l/B) for l >= e B",
            "log(z) e^(log z) = z log z >= z with z = e^(1+s)",
            sympy.exp(1 + s) * (1 + s) - sympy.exp(1 + s),
        ),
        nonnegative(
            "log(2u) <= (1 + log 2) log u for u >= e: the lower constant",
            "u = e^(1+s): the difference is s log 2",
            sympy.expand((1 + sympy.log(2)) * (1 + s) - sympy.log(2) - 1 - s),
        ),
    )


def _upper_steps() -> tuple[Step, ...]:
    """Why N is at most (10/3) l/log(l/B) + 1, or (e^2/2) B + log 2 + 1."""
    return (
        textbook(
            "log y <= y / e for y > 0",
            "1 + v <= e^v with v = log(y) - 1",
            _tangent(),
            "40 points",
        ),
        on_boxes(
            "log(20/(3e)) + v - log v >= (1 - 1/e) v for v >= 1, with v = log u",
            "log v <= v/e, and 20/3 > e",
            lambda v: (20 / (3 * arb(1).exp())).log() + v / arb(1).exp() - v.log(),
            1.0,
            64.0,
            64,
        ),
        computed(
            "(10/3)(1 - 1/e) >= 2 + 1/(2 e^2): with M = (10/3) l / log u, u = l/B >= e, M log(2M/(e B)) >= lam",
            "log(2M/(eB)) = log(20/(3e)) + log u - log log u >= (1 - 1/e) log u; lam = l + log 2 + B/(2e) <= "
            "(2 + 1/(2e^2)) l; M >= e B/2 since u >= e log u",
            _upper_constant(),
            "certified in balls",
        ),
        computed(
            "l < e B: M = (e^2/2) B + log 2 has log(2M/(e B)) >= 1 and M >= lam",
            "e + 1/(2e) <= e^2/2",
            _flat_constant(),
            "certified in balls",
        ),
    )


def _printed_steps() -> tuple[Step, ...]:
    """Where the printed formula is no bound, and what the certified degrees say."""
    length = sympy.Symbol("l", positive=True)
    inside = all(
        (found := theta_bounds(bound, eps)).low <= least_degree(bound, eps, "absolute").degree + 1 <= found.high
        for bound, eps in GRID
        if Fraction(eps) <= Fraction(1, 2)
    )
    return (
        tends(
            "the printed formula is no lower bound near l = B: its second term is unbounded, N <= (e^2/2)B + 1.7",
            "log(l/B) vanishes",
            length / sympy.log(length / 1),
            length,
            1,
            sympy.oo,
        ),
        nonnegative(
            "and for l < B its second term is negative",
            "l/B = e^(-w)",
            -sympy.log(sympy.exp(-w)),
        ),
        computed(
            "the certified least degrees lie between",
            "both bounds",
            inside,
            "least degrees on the grid of pairs with eps <= 1/2",
        ),
    )


@lru_cache(maxsize=1)
def theta_argument() -> Argument:
    """What is true of Theta(max{B, log(1/eps) / log(log(1/eps)/B)}): two constants, and where the formula is no bound.

    >>> theta_argument().holds
    True
    """
    return Argument(
        Proposition(
            every("B > 0", "eps > 0"),
            comparisons("eps <= 1/2", "l = log(1 / eps)", "N = least_degree(absolute, eps, B) + 1"),
            (
                Proposition(
                    given=comparisons("l >= e * B"),
                    then=comparisons(
                        "max(B / 2, l / ((1 + log(2)) * log(l / B))) <= N", "N <= 10 / 3 * l / log(l / B) + 1"
                    ),
                ),
                Proposition(
                    given=comparisons("l < e * B"), then=comparisons("B / 2 < N", "N <= e**2 / 2 * B + log(2) + 1")
                ),
            ),
        ),
        (*_lower_steps(), *_upper_steps(), *_printed_steps()),
    )


def _tangent() -> Iterator[bool]:
    with ctx.workprec(BITS):
        for j in range(1, 41):
            v = arb(j - 20) / 7
            yield bool(v.exp() - 1 - v >= 0) or j == 20


def _upper_constant() -> bool:
    with ctx.workprec(BITS):
        e = arb(1).exp()
        return bool(arb(10) / 3 * (1 - 1 / e) > 2 + 1 / (2 * e * e) and arb(20) / 3 > e)


def _flat_constant() -> bool:
    with ctx.workprec(BITS):
        e = arb(1).exp()
        return bool(e + 1 / (2 * e) < e * e / 2)


def closed_form_arguments() -> tuple[Argument, ...]:
    """All arguments.

    >>> [argument.holds for argument in closed_form_arguments()]
    [True, True, True, True, True]
    """
    return (bessel_argument(), bernstein_argument(), degree_argument(), theta_argument(), relative_argument())

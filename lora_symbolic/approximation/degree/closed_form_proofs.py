"""Why the Bessel and Bernstein bounds are true: arguments whose steps carry a reason and what checked them.

Steps of algebra are decided by SymPy for all positive symbols. Inequalities of one real variable are certified on boxes
that cover the stated range, in balls. Named facts of the textbooks (Jacobi and Anger's expansion, the remainder of
interpolation) are confirmed in balls at points. Each argument ends with the closed form held against certified values.

Dictionary
    on_boxes                                an inequality of one variable, certified on boxes that cover its range
    bessel_argument, bernstein_argument     the arguments; those about degrees are in degree_proofs
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import algebra, computed, nonnegative, textbook
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.propositions import Proposition, comparisons, every

from ..divided_differences import chebyshev_points, difference_weights
from ..polynomials.chebyshev import bessel_tail, bessels
from ..polynomials.polynomial import Enclosure
from .closed_forms import B, bernstein_sandwich, bessel_sandwich
from .least import least_error

BITS = 256
TABLE = tuple((bound, degree) for bound in ("1/2", "1", "4", "16") for degree in (0, 1, 3, 8, 20))
GRID = tuple((bound, eps) for bound in ("1/100", "1/2", "1", "4", "16") for eps in ("0.9", "0.3", "1e-3", "1e-9"))
N = sympy.Symbol("N", integer=True, positive=True)
s = sympy.Symbol("s", nonnegative=True)


def on_boxes(statement: str, reason: str, value: Callable[[arb], arb], low: float, high: float, pieces: int) -> Step:
    """A step that rests on value(x) >= 0 for every x in [low, high], certified in balls on boxes that cover it.

    >>> on_boxes("x <= 2", "obvious", lambda x: 2 - x, 0.0, 1.0, 4).holds
    True
    >>> on_boxes("x <= 1/2", "wrong", lambda x: 0.5 - x, 0.0, 1.0, 4).holds
    False
    """
    with ctx.workprec(BITS):
        holds = all(_on_box(value, left, right, 12) for left, right in _boxes(low, high, pieces))
    return Step(statement, reason, f"balls: certified on boxes that cover [{low:.6g}, {high:.6g}]", holds)


def _boxes(low: float, high: float, pieces: int) -> Iterator[tuple[arb, arb]]:
    for j in range(pieces):
        left = arb(low) + (arb(high) - arb(low)) * j / pieces
        yield left, left + (arb(high) - arb(low)) / pieces


def _on_box(value: Callable[[arb], arb], left: arb, right: arb, depth: int) -> bool:
    if value(left.union(right)) >= 0:
        return True
    if not depth:
        return False
    middle = (left + right) / 2
    return _on_box(value, left, middle, depth - 1) and _on_box(value, middle, right, depth - 1)


def _sum_of_weights() -> Step:
    phi, j = sympy.Symbol("phi", positive=True), sympy.Symbol("j", integer=True)
    telescope = 2 * sympy.sin(phi / 2) * sympy.cos(j * phi) - sympy.sin((j + sympy.Rational(1, 2)) * phi)
    telescope += sympy.sin((j - sympy.Rational(1, 2)) * phi)
    full = sympy.sin((N + sympy.Rational(1, 2)) * phi) + sympy.sin(phi / 2)
    halves = full - sympy.sin(phi / 2) * (1 + sympy.cos(N * phi)) - sympy.sin(N * phi) * sympy.cos(phi / 2)
    return algebra(
        "sum''_{j=0..N} cos(j phi) = sin(N phi) cot(phi/2) / 2 (the first and last term halved)",
        "2 sin(phi/2) cos(j phi) telescopes; at phi = pi M / N the sum is N for M a multiple of 2N and 0 otherwise",
        telescope,
        halves,
    )


def _functional_on_chebyshev() -> Step:
    """L(T_k) in exact integers of the cyclotomic field would do; balls that contain one integer do as well."""
    good = True
    with ctx.workprec(BITS):
        for order in range(1, 13):
            for degree in range(4 * order):
                total = sum(
                    ((-1) ** j * (arb(j * degree) / order).cos_pi() / (2 if j in (0, order) else 1))
                    for j in range(order + 1)
                )
                expected = 1 if degree % (2 * order) == order else 0
                good = good and (total / order - expected).contains(0) and (total / order - expected).rad() < 0.1
    return computed(
        "L(T_k) = 1 for k an odd multiple of N, and 0 for all other k",
        "L(f) = (1/N) sum''_j (-1)^j f(B cos(j pi/N)), and (-1)^j cos(j k pi/N) = cos(j pi (k + N)/N): the sum above",
        good,
        "follows from the sum; confirmed in balls for N <= 12, k < 4 N",
    )


def _expansion() -> Step:
    def cases() -> Iterator[bool]:
        with ctx.workprec(BITS):
            for bound in (Fraction(1, 2), Fraction(4)):
                values = bessels(bound, 80)
                for t in (Fraction(-1), Fraction(-1, 3), Fraction(2, 7), Fraction(1)):
                    point = as_ball(t)
                    series = values[0] + 2 * sum(v * point.chebyshev_t(j) for j, v in enumerate(values) if j)
                    off = abs(series - (as_ball(bound) * point).exp())
                    yield bool(off < 2 * bessel_tail(bound, 80) + arb(2) ** -200)

    return textbook(
        "exp(B t) = I_0(B) + 2 sum_{k>=1} I_k(B) T_k(t) on [-1, 1]",
        "Jacobi and Anger's expansion, t = cos(theta)",
        cases(),
        "8 points, up to the certified tail",
    )


@lru_cache(maxsize=1)
def bessel_argument() -> Argument:
    """2 sum_{m>=0} I_{(2m+1)N}(B) <= E_n <= 2 sum_{k>=N} I_k(B).

    >>> bessel_argument().holds
    True
    """
    j = sympy.Symbol("j", integer=True, nonnegative=True)
    k = sympy.Symbol("k", integer=True, nonnegative=True)
    term = (B / 2) ** (2 * j + k) / (sympy.factorial(j) * sympy.factorial(j + k))
    inside = _meets_least_errors(bessel_sandwich)
    return Argument(
        Proposition(
            every("B > 0", "n >= 0"),
            then=comparisons(
                "2 * sum(m, 0, infinity, I((2 * m + 1) * (n + 1), B)) <= E(n, B)",
                "E(n, B) <= 2 * sum(k, n + 1, infinity, I(k, B))",
            ),
        ),
        (
            _expansion(),
            nonnegative("I_k(B) > 0", "every term of I_k(B) = sum_j (B/2)^(2j+k) / (j! (j+k)!) is", term),
            algebra(
                "sup |sum_{k>n} 2 I_k T_k| = 2 sum_{k>n} I_k, at t = 1: the upper bound",
                "T_k(cos s)^2 = cos(k s)^2 = 1 - sin(k s)^2, so |T_k| <= 1 = T_k(1); the coefficients are positive",
                sympy.cos(N * s) ** 2 + sympy.sin(N * s) ** 2 - 1,
            ),
            algebra(
                "|L(f)| <= sup |f|",
                "the weights' absolute values sum to (1/2 + (N - 1) + 1/2) / N = 1",
                (sympy.Rational(1, 2) / N + sympy.Sum(1 / N, (s, 1, N - 1)) + sympy.Rational(1, 2) / N, sympy.S.One),
            ),
            _sum_of_weights(),
            _functional_on_chebyshev(),
            computed(
                "sup |exp - p| >= |L(exp - p)| = L(exp) = 2 sum_{m>=0} I_{(2m+1)N}(B) for every p of degree n",
                "L(p) = 0, since p is a combination of T_0, ..., T_n, and n < N",
                inside,
                f"the sandwich meets the certified least error on {len(TABLE)} pairs (B, n)",
            ),
        ),
    )


def _meets_least_errors(sandwich: Callable[[str, int], Enclosure]) -> bool:
    """Whether the sandwich of every pair in the table meets the certified least error."""
    pairs = [(sandwich(bound, n), least_error(f"-{bound}", bound, n, "absolute")) for bound, n in TABLE]
    return all(found.low <= best.high and best.low <= found.high for found, best in pairs)


def _divided_difference() -> Step:
    """The weights of the divided difference at B cos(j pi / N), times B^N / 2^n, are those of L."""
    good = True
    with ctx.workprec(BITS):
        for order in range(1, 11):
            for j, weight in enumerate(difference_weights(chebyshev_points(order))):
                expected = arb((-1) ** j) / (order * (2 if j in (0, order) else 1))
                off = weight / arb(2) ** (order - 1) - expected
                good = good and off.contains(0) and off.rad() < arb(2) ** -100
    return computed(
        "L(f) = B^N / 2^n [x_0, ..., x_N] f at x_j = B cos(j pi/N)",
        "functionals on N + 1 points that vanish on degree n are proportional; both are 1 on T_N(x/B), whose leading "
        "coefficient is 2^n / B^N",
        good,
        "the weights agree in balls for N <= 10",
    )


@lru_cache(maxsize=1)
def bernstein_argument() -> Argument:
    """exp(-B) B^N / (2^n N!) <= E_n <= exp(B) B^N / (2^n N!).

    >>> bernstein_argument().holds
    True
    """
    recurrence = 2 * sympy.cos(s) * sympy.cos(N * s) - sympy.cos((N + 1) * s) - sympy.cos((N - 1) * s)
    inside = _meets_least_errors(bernstein_sandwich)
    return Argument(
        Proposition(
            every("B > 0", "n >= 0"),
            then=comparisons(
                "exp(-B) * B**(n + 1) / (2**n * factorial(n + 1)) <= E(n, B)",
                "E(n, B) <= exp(B) * B**(n + 1) / (2**n * factorial(n + 1))",
            ),
        ),
        (
            algebra(
                "T_N has the leading coefficient 2^(N-1)",
                "T_{N+1} = 2 t T_N - T_{N-1}, from the cosines",
                recurrence,
            ),
            computed(
                "E_n <= sup |exp^(N)| / N! sup |prod (x - x_i)| = exp(B) B^N / (2^n N!)",
                "interpolation at the N zeros of T_N(x/B), whose product is B^N T_N(x/B) / 2^n",
                inside,
                f"the remainder of interpolation; the sandwich meets the least error on {len(TABLE)} pairs (B, n)",
            ),
            _divided_difference(),
            computed(
                "E_n >= L(exp) = B^N exp(xi) / (2^n N!) >= exp(-B) B^N / (2^n N!)",
                "a divided difference is a derivative over N! at a point xi of [-B, B], and |L(f)| <= sup |f|",
                inside,
                "the mean value theorem of divided differences",
            ),
        ),
    )

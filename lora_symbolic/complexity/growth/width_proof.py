"""Why no polynomial does with a lower degree than `degree_needed`: both bounds, with checked steps.

Dictionary
    needed_argument     the steps, for all B > 0 and accuracies e^-x
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import sympy
from flint import arb

from lora_symbolic.approximation import least_error
from lora_symbolic.approximation.divided_differences import chebyshev_points, difference_weights
from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import algebra, textbook
from lora_symbolic.evaluation.rationals import as_ball, rational
from lora_symbolic.language.propositions import Proposition, comparisons, every

from .width import working

DEGREES = range(1, 13)
BOUNDS = (Fraction(1, 2), Fraction(1), Fraction(4), Fraction(16))


def difference_steps() -> tuple[Step, ...]:
    """n >= (x - B) / W(2 (x - B)/B) for a polynomial of degree n - 1, when x > B."""
    n, B, v = sympy.symbols("n B v", positive=True)
    root = (B / 2) * sympy.exp(v)  # n = m/v with m = (B/2) v e^v = x - B
    return (
        textbook(
            "the divided difference of order n at x_k = B cos(k pi/n) is sum f(x_k)/w'(x_k); it is 0 for degree n - 1, "
            "and sum 1/|w'(x_k)| = 2^(n-1)/B^n",
            "it is the leading coefficient of T_n(x/B), which is 1 and -1 in turn at these points",
            _weights(),
            "n = 1, ..., 12, B = 1",
        ),
        textbook(
            "that of exp is at least 1/n!",
            "Hermite and Genocchi: it is the mean of exp over the simplex, divided by n!; Jensen, and the x_k sum to 0",
            _differences(),
            "n = 1, ..., 12, B = 1/2, 1, 4, 16",
        ),
        textbook(
            "so |P - exp| <= e^-x exp on [-B, B] gives e^(B - x) 2^(n-1)/B^n >= 1/n!",
            "|P - exp| <= e^(B - x) there",
            _certified_errors(),
            "n = 1, ..., 12 against certified best errors",
        ),
        algebra(
            "with n! <= n^n: n log(2 n/B) >= x - B",
            "take logarithms; log 2 is dropped",
            (sympy.log(n**n * 2**n / B**n), n * sympy.log(2 * n / B)),
        ),
        algebra(
            "the left side is m = x - B at n = m / W(2 m/B), and grows from B/(2 e) on, below which it is negative",
            "n = (B/2) e^v with v e^v = 2 m/B; the derivative is 1 + log(2 n/B)",
            (root * (sympy.log(2 * root) - sympy.log(B)), (B / 2) * v * sympy.exp(v)),
            (sympy.Derivative(n * sympy.log(2 * n / B), n), 1 + sympy.log(2 * n / B)),
        ),
    )


def growth_steps() -> tuple[Step, ...]:
    """g >= (B - log((1 + e^-x)/(1 - e^-x))) / log(3 + 2 sqrt 2) for a polynomial of degree g."""
    g, small = sympy.symbols("g epsilon", positive=True)
    base = 3 + 2 * sympy.sqrt(2)
    return (
        textbook(
            "|P(B)| <= T_g(3) max |P| over [-B, 0]",
            "Chebyshev: of all polynomials bounded by 1 on [-1, 1] T_g grows most; B lies at 3 when [-B, 0] is [-1, 1]",
            _growth(),
            "g = 1, ..., 12: T_g(3) <= (3 + 2 sqrt 2)^g",
        ),
        algebra(
            "P(B) >= (1 - e^-x) e^B and |P| <= 1 + e^-x on [-B, 0], so (3 + 2 sqrt 2)^g >= e^B (1 - e^-x)/(1 + e^-x)",
            "take logarithms",
            (sympy.log(base**g * (1 + small)), g * sympy.log(base) + sympy.log(1 + small)),
        ),
    )


def _weights() -> Iterator[bool]:
    for n in DEGREES:
        with working():
            total = sum(map(abs, difference_weights(chebyshev_points(n))), arb(0))
            gap = total - arb(2) ** (n - 1)
            yield bool(abs(gap) < arb(2) ** -200) and bool(gap.contains(0))


def _differences() -> Iterator[bool]:
    for n in DEGREES:
        for bound in BOUNDS:
            with working():
                nodes = chebyshev_points(n)
                B = as_ball(bound)
                values = [(B * x).exp() * weight for x, weight in zip(nodes, difference_weights(nodes), strict=True)]
                yield bool(sum(values, arb(0)) / B**n >= 1 / arb(math.factorial(n)))


def _certified_errors() -> Iterator[bool]:
    for bound in BOUNDS:
        for n in DEGREES:
            best = least_error(-bound, bound, n - 1, "relative").high
            with working():
                B = as_ball(bound)
                yield bool(rational(best) * B.exp() * arb(2) ** (n - 1) / B**n >= 1 / arb(math.factorial(n)))


def _growth() -> Iterator[bool]:
    below, value = 1, 3
    for g in DEGREES:
        with working():
            yield bool(arb(value) <= (3 + 2 * arb(2).sqrt()) ** g)
        below, value = value, 6 * value - below


@cache
def needed_argument() -> Argument:
    """Both lower bounds on the degree.

    >>> needed_argument().holds
    True
    """
    return Argument(
        Proposition(every("B > 0", "x > 0"), then=comparisons("least_degree(relative, exp(-x), B) >= needed(B, x)")),
        (*difference_steps(), *growth_steps()),
    )

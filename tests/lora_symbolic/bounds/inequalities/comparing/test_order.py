"""The order of bounds is decided on whole ranges, and what fails at one point is never decided."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from lora_symbolic.bounds.inequalities.comparing.box import Box, Interval
from lora_symbolic.bounds.inequalities.comparing.order import BY_BALLS, at_most

eps = sympy.Symbol("eps", positive=True)
tau = sympy.Symbol("tau", nonnegative=True)
a, b = sympy.symbols("a b", nonnegative=True)
c = sympy.Symbol("c", real=True)
n = sympy.Symbol("n", integer=True, positive=True)
BOX = Box({eps: Interval(Fraction(0), Fraction(1), False, False), tau: Interval(Fraction(0))})
sqrt, exp, tanh, tan, asin = sympy.sqrt, sympy.exp, sympy.tanh, sympy.tan, sympy.asin


@pytest.mark.parametrize(
    "left, right",
    [
        (tanh(tau / 2), tau / 2),
        (2 * tanh(tau / 2), exp(tau) - 1),
        (eps / (1 + sqrt(1 - eps**2)), eps),
        (eps / (1 + sqrt(1 - eps**2)), tan(asin(eps) / 2)),
        (eps**2, eps),
        (a * b, a * b * n),
        (a * tanh(tau), a * tau),
        (sqrt(n) * a, n * a),
        (sympy.Max(a, b), a + b),
        (a, sympy.Max(a, b)),
        (2 * a * b, a**2 + b**2 + 2 * a * b),
        (1 + tau + tau**2 / 2, exp(tau)),
    ],
)
def test_true_on_the_whole_range(left: sympy.Expr, right: sympy.Expr) -> None:
    assert at_most(left, right, BOX) is not None


@pytest.mark.parametrize(
    "left, right",
    [
        (tau / 2, tanh(tau / 2)),
        (tau, tau**2),
        (exp(tau), 1 + tau + tau**2),
        (2 * eps / (1 - eps), 3 * eps),
        (a * n, a),
        (n * a, sqrt(n) * a),
        (tau, 100 + 0 * tau),
        (eps, eps - eps**9 / 10**9),
        (a + b, sympy.Max(a, b)),
        (sqrt(a) * sqrt(c**2), sqrt(a) * c),
    ],
)
def test_false_somewhere_is_never_decided(left: sympy.Expr, right: sympy.Expr) -> None:
    assert at_most(left, right, BOX) is None


def test_strict_needs_more_than_weak_where_the_ends_belong() -> None:
    closed = Box({tau: Interval(Fraction(0), Fraction(1))})
    half_open = Box({tau: Interval(Fraction(0), Fraction(1), False, True)})
    assert at_most(tau**2, tau, closed) is not None
    assert at_most(tau**2, tau, closed, strict=True) is None
    assert at_most(tau**2, 2 * tau, half_open, strict=True) is not None
    assert at_most(tau**2, 2 * tau, closed, strict=True) is None


def test_other_functions_are_decided_by_balls_on_bounded_ranges_only() -> None:
    x = sympy.Symbol("x", positive=True)
    box = Box({x: Interval(Fraction(1, 2), Fraction(3, 4))})
    assert at_most(sympy.atan(x), x, box) == BY_BALLS
    assert at_most(x, sympy.atan(x), box) is None
    assert at_most(sympy.atan(x), x, Box({x: Interval(Fraction(1, 2))})) is None

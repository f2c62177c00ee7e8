"""Inequalities on a whole range: true ones are proved, false ones and those with a pole are not."""

from __future__ import annotations

import math

import pytest
import sympy

from lora_symbolic.arguments.ranges import induction, rises
from lora_symbolic.arguments.steps import at_most

x, n = sympy.symbols("x n", positive=True)
TRUE = [
    (x - sympy.log(1 + x), 0),
    (x - sympy.log(1 + x**2), 0),
    (sympy.exp(x) - 1 - x - x**2 / 2, 0),
    (sympy.log(1 + x) - x / (1 + x), 0),
    (x - sympy.log(x), 1),
]
FALSE = [
    (sympy.log(1 + x) - x, 0),
    (sympy.log(1 + x**2) - x, 0),
    (1 + x + x**2 - sympy.exp(x), 0),
    (sympy.log(x), sympy.Rational(1, 2)),
    (1 / (1 - x), 0),  # positive at 0, with a positive derivative, and below 0 beyond its pole
    (sympy.sqrt(4 - x), 0),
    (-sympy.S.One / 2 + sympy.log(2 - x), 0),
    (sympy.S.Zero, 0),
]


@pytest.mark.parametrize(("value", "start"), TRUE)
def test_what_rises_from_a_number_that_is_not_negative_is_proved_and_is_so_at_points(
    value: sympy.Expr, start: int
) -> None:
    assert rises("", "", value, x, sympy.Integer(start)).holds
    at = sympy.lambdify(x, value, math)
    assert all(at(start + k / 7) >= -1e-12 for k in range(200))


@pytest.mark.parametrize(("value", "start"), FALSE)
def test_what_falls_below_zero_somewhere_is_not(value: sympy.Expr, start: sympy.Expr) -> None:
    assert not rises("", "", value, x, sympy.sympify(start)).holds


def test_an_induction_needs_its_first_value_and_its_step() -> None:
    grows, falls = at_most("", "", n, n + 1), at_most("", "", n + 1, n)
    assert induction("", "", "n", sympy.S.Zero, grows).holds
    assert not induction("", "", "n", sympy.S.NegativeOne, grows).holds
    assert not induction("", "", "n", sympy.S.Zero, falls).holds
    assert "n" in induction("", "", "n", sympy.S.Zero, grows).names

"""Sizes and rational expressions in sizes at given integers."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.evaluation import EvaluationError, rational_at, size_at
from lora_symbolic.language import size

POLYNOMIALS = ["L", "4", "L * d", "d - r", "2 * L * d + r**2", "(d - r) * (d + r)", "L**3 - d + 1"]


@given(st.sampled_from(POLYNOMIALS), st.tuples(*[st.integers(1, 9)] * 3))
def test_a_size_is_what_substitution_gives(text: str, integers: tuple[int, int, int]) -> None:
    sizes = dict(zip(("L", "d", "r"), integers, strict=True))
    expression = size(text)
    expected = expression.subs({size(name): value for name, value in sizes.items()})
    assert rational_at(expression, sizes) == Fraction(int(expected))
    if expected >= 1:
        assert size_at(expression, sizes) == int(expected)
    else:
        with pytest.raises(EvaluationError, match="expected an integer >= 1"):
            size_at(expression, sizes)


def test_a_quotient_of_sizes_is_a_fraction_but_no_size() -> None:
    half = size("L") / (size("d") * sympy.Integer(2))
    assert rational_at(half, {"L": 3, "d": 1}) == Fraction(3, 2)
    with pytest.raises(EvaluationError, match="is 3/2"):
        size_at(half, {"L": 3, "d": 1})


def test_division_by_a_size_that_is_zero_is_refused() -> None:
    with pytest.raises(EvaluationError, match="divides by zero at d = 2, r = 2"):
        rational_at(1 / size("d - r"), {"d": 2, "r": 2})

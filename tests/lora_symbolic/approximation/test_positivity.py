"""The least value of a polynomial, from below."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation import (
    ExpPolynomial,
    NotCertified,
    chebyshev,
    least_degree,
    minimax,
    positivity,
    taylor,
)
from tests.examples import examples


@pytest.mark.parametrize(("bound", "degree"), [(1, 3), (4, 9), (16, 24), (32, 45)])
def test_a_small_relative_error_keeps_the_polynomial_positive(bound: int, degree: int) -> None:
    best = minimax(-bound, bound, degree)
    least = positivity(best)
    value = best(Fraction(-bound))
    assert 0 < least <= value
    assert least > value / 2


def test_odd_taylor_polynomials_turn_negative() -> None:
    assert positivity(taylor(-4, 4, 3)) < 0
    assert positivity(taylor(-4, 4, 4)) > 0


def test_a_small_absolute_error_is_not_enough() -> None:
    found = least_degree(8, "1e-2", "absolute")
    assert found.error.high <= Fraction(1, 100)
    assert positivity(found.polynomial) < 0
    assert positivity(chebyshev(-8, 8, 8)) < 0


def test_a_double_zero_is_not_told_from_zero() -> None:
    with pytest.raises(NotCertified, match="not told from 0"):
        positivity(ExpPolynomial((Fraction(0), Fraction(0), Fraction(1)), Fraction(-1), Fraction(2)))


@given(st.lists(st.fractions(min_value=-5, max_value=5, max_denominator=20), min_size=1, max_size=7))
@examples(60)
def test_no_sampled_value_is_below(values: list[Fraction]) -> None:
    polynomial = ExpPolynomial(tuple(values), Fraction(-1), Fraction(2))
    sampled = [polynomial(Fraction(k, 40)) for k in range(-40, 81)]
    try:
        least = positivity(polynomial)
    except NotCertified:
        assert min(sampled) <= Fraction(1, 10)
        return
    assert least <= min(sampled)
    assert min(sampled) - least <= Fraction(1, 2) * max(1, max(abs(value) for value in sampled))

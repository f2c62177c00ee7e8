"""The product of the two feature matrices is the polynomial of the logits, exactly."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.rank.features import exponents, features, multinomial, rank_bound

numbers = st.fractions(min_value=-4, max_value=4, max_denominator=5)


def polynomial_of_logits(coefficients: list[Fraction], left: list[list[Fraction]], right: list[list[Fraction]]) -> list:
    """The same by the definition, entry by entry."""
    return [
        [sum(c * sum(a * b for a, b in zip(u, v, strict=True)) ** t for t, c in enumerate(coefficients)) for v in right]
        for u in left
    ]


@given(st.data(), st.integers(1, 3), st.lists(numbers, min_size=1, max_size=5))
def test_features_are_exact(data: st.DataObject, width: int, coefficients: list[Fraction]) -> None:
    rows = st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=3)
    left, right = data.draw(rows), data.draw(rows)
    made = features(coefficients, width)
    expected = polynomial_of_logits(coefficients, left, right)
    assert (made.left(left) @ made.right(right).T).tolist() == expected if made.rank else not np.any(expected)


def test_a_changed_weight_is_seen() -> None:
    coefficients = [Fraction(1), Fraction(-2), Fraction(3)]
    left, right = [[Fraction(1), Fraction(2)]], [[Fraction(5), Fraction(-1)]]
    made = features(coefficients, 2)
    wrong = features([Fraction(1), Fraction(2), Fraction(3)], 2)
    expected = polynomial_of_logits(coefficients, left, right)
    assert (made.left(left) @ made.right(right).T).tolist() == expected
    assert (wrong.left(left) @ wrong.right(right).T).tolist() != expected


def test_the_sign_is_on_one_side() -> None:
    made = features([Fraction(-1), Fraction(-1)], 1)
    assert made.left([[1]]).tolist() == [[1, 1]]
    assert made.right([[1]]).tolist() == [[-1, -1]]


@pytest.mark.parametrize(("width", "degree"), [(1, 0), (1, 5), (2, 4), (3, 3), (6, 2)])
def test_every_exponent_occurs_once(width: int, degree: int) -> None:
    found = [exponent for exponent, _, _ in exponents(width, degree)]
    every = {point for point in product(range(degree + 1), repeat=width) if sum(point) <= degree}
    assert set(found) == every
    assert len(found) == len(every) == rank_bound(width, degree)


def test_each_monomial_costs_one_multiplication() -> None:
    for exponent, parent, variable in exponents(3, 4)[1:]:
        before = exponents(3, 4)[parent][0]
        assert sum(exponent) == sum(before) + 1
        assert exponent[variable] == before[variable] + 1


def test_multinomials_sum_to_powers() -> None:
    assert sum(multinomial(e) for e, _, _ in exponents(3, 4) if sum(e) == 4) == 3**4


def test_zero_coefficients_need_no_columns() -> None:
    assert features([Fraction(1), Fraction(0), Fraction(1)], 2).rank == 1 + 3


def test_floats_stay_floats() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.uniform(-1, 1, (5, 3)), rng.uniform(-1, 1, (4, 3))
    made = features([Fraction(1, math.factorial(t)) for t in range(15)], 3)
    assert made.left(left).dtype == np.float64
    np.testing.assert_allclose(made.left(left) @ made.right(right).T, np.exp(left @ right.T), rtol=1e-9)


@pytest.mark.parametrize(
    ("coefficients", "width", "message"),
    [([Fraction(1)], 0, "width >= 1"), ([], 2, "degree >= 0"), ([Fraction(1)] * 60, 60, "columns; expected at most")],
)
def test_bad_input_is_told(coefficients: list[Fraction], width: int, message: str) -> None:
    with pytest.raises(ApproximationError, match=message):
        features(coefficients, width)


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ApproximationError, match=r"expected \(any, 2\)"):
        features([Fraction(1)], 2).left([[1, 2, 3]])

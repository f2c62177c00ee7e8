"""Sizes and rational expressions in sizes at given integers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.evaluation import EvaluationError, evaluate, rational_at, size_at
from lora_symbolic.language import matrix, scalar, size, sum_entries
from lora_symbolic.language.size import in_sympy

POLYNOMIALS = ["L", "4", "L * d", "d - r", "2 * L * d + r**2", "(d - r) * (d + r)", "L**3 - d + 1"]


@given(st.sampled_from(POLYNOMIALS), st.tuples(*[st.integers(1, 9)] * 3))
def test_a_size_is_what_substitution_gives(text: str, integers: tuple[int, int, int]) -> None:
    sizes = dict(zip(("L", "d", "r"), integers, strict=True))
    expression = size(text)
    expected = in_sympy(expression).subs({size(name): value for name, value in sizes.items()})
    assert rational_at(expression, sizes) == Fraction(int(expected))
    if expected >= 1:
        assert size_at(expression, sizes) == int(expected)
    else:
        with pytest.raises(EvaluationError, match="expected an integer >= 1"):
            size_at(expression, sizes)


def test_a_quotient_of_sizes_is_a_fraction_but_no_size() -> None:
    half = size("L") / (size("d") * 2)
    assert rational_at(half, {"L": 3, "d": 1}) == Fraction(3, 2)
    with pytest.raises(EvaluationError, match="is 3/2"):
        size_at(half, {"L": 3, "d": 1})


def test_division_by_a_size_that_is_zero_is_refused() -> None:
    with pytest.raises(EvaluationError, match="divides by zero at d = 2, r = 2"):
        rational_at(1 / size("d - r"), {"d": 2, "r": 2})


X, P, A = matrix("X", "m", "n"), matrix("P", "m", "d - r"), matrix("A", "r", "d * n")


def test_sizes_are_read_off_the_arrays() -> None:
    assert evaluate(X / size("m * n"), {"X": [[6, 12]]}).tolist() == [[3, 6]]
    assert evaluate(sum_entries(P) * scalar(size("d")), {"P": [[1, 2]], "A": [[0]]}, {"r": 3}).tolist() == [[15]]


def test_a_polynomial_tells_its_size_once_the_others_are_known() -> None:
    value = sum_entries(P) * sum_entries(A) * sum_entries(X) * scalar(size("d + 10 * r + 100 * n + 1000 * m"))
    arrays = {"P": [[1, 0]], "A": [[1] + [0] * 14] + [[0] * 15] * 2, "X": [[1, 0, 0]]}
    assert evaluate(value, arrays).tolist() == [[1335]]


def test_given_sizes_win_and_a_contradiction_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="X is 1 x 2; expected m x n = 3 x 2"):
        evaluate(X, {"X": [[1, 2]]}, {"m": 3})
    with pytest.raises(EvaluationError, match="P is 2 x 1; expected m x d - r = 1 x 1"):
        evaluate(X @ X.T @ P, {"X": [[1]], "P": [[1], [2]]}, {"d": 2, "r": 1})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"P": [[1]]}, "size [dr] has no value"),
        ({"P": [[1]], "A": [[1, 2, 3]]}, "size [dr] has no value"),
    ],
)
def test_a_size_that_no_array_tells_is_asked_for(values: dict[str, object], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        evaluate(sum_entries(P), values)


def test_a_size_in_the_second_degree_is_not_guessed() -> None:
    with pytest.raises(EvaluationError, match="size k has no value"):
        evaluate(matrix("Q", "k**2", 1), {"Q": [[1], [2], [3], [4]]})

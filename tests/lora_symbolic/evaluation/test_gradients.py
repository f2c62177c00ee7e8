"""Gradient nodes: dual numbers against central differences and against formulas written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.evaluation import FLOAT, RATIONAL, EvaluationError, ball_numbers, evaluate, mpmath_numbers
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language import Term, grad, matrix, sum_entries, variables
from tests.strategies import scalars

X, V, M = matrix("X", "m", "n"), matrix("V", "m", "n"), matrix("M", "m", "n")
SHAPES = [{"m": 1, "n": 1}, {"m": 1, "n": 3}, {"m": 3, "n": 1}, {"m": 2, "n": 3}]


def random_values(sizes: dict[str, int], seed: int = 0) -> dict[str, Array]:
    random = np.random.default_rng(seed)
    shape = (sizes["m"], sizes["n"])
    return {"X": random.normal(size=shape), "V": random.normal(size=shape), "M": random.uniform(0.5, 1, size=shape)}


def by_differences(
    loss: Term, name: str, values: dict[str, Any], sizes: dict[str, int], step: Any, numbers: Any
) -> Array:
    """Central differences of the loss, entry by entry."""
    base = numbers.array(values[name])
    result = np.empty(base.shape, dtype=object)
    for index in np.ndindex(*base.shape):
        ends = []
        for sign in (1, -1):
            moved = base.copy()
            moved[index] = moved[index] + sign * step
            ends.append(evaluate(loss, {**values, name: moved}, sizes, numbers)[0, 0])
        result[index] = (ends[0] - ends[1]) / (2 * step)
    return result


LOSSES = {
    "square": sum_entries(X * X),
    "quartic": lang.trace(X @ X.T @ X @ X.T),
    "softmax": sum_entries(lang.softmax(X) * V),
    "softmax in its weights": sum_entries(lang.softmax(V, X * X + lang.ones("m", "n")) * M),
    "softmax in both": sum_entries(lang.softmax(X, X * X * M) * V),
    "logarithm": sum_entries(lang.log(X * X + M) * V),
    "reciprocal": sum_entries(lang.reciprocal(lang.exp(X) + M)),
    "kron": sum_entries(lang.kron(X, X.T) @ lang.kron(X.T, X)),
    "rowkron": sum_entries(lang.rowkron(X, lang.exp(X)) @ lang.colkron(X.T, V.T)),
    "diag": lang.trace(lang.diag(lang.rowsum(X * X)) @ lang.diag(lang.rowsum(X))),
    "block": sum_entries(lang.block([[X, V], [V * X, X * X]]) * lang.block([[X, X], [V, V]])),
    "stacks": sum_entries(lang.vec(X) * lang.colvec(X) + lang.commutation("m", "n") @ lang.vec(X * X)),
    "its own gradient": sum_entries(V * grad(sum_entries(lang.exp(X * X)), X)),
}


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
@pytest.mark.parametrize("name", LOSSES)
def test_a_dual_gradient_is_the_central_difference(name: str, sizes: dict[str, int]) -> None:
    numbers = mpmath_numbers(60)
    values = random_values(sizes)
    gradient = evaluate(grad(LOSSES[name], X), values, sizes, numbers)
    expected = by_differences(LOSSES[name], "X", values, sizes, numbers.context.mpf(10) ** -20, numbers)
    assert gradient.shape == expected.shape
    assert max(abs(entry) for entry in (gradient - expected).ravel()) < 1e-34


@pytest.mark.parametrize("name", LOSSES)
def test_float_gradients_equal_high_precision_ones(name: str) -> None:
    sizes = SHAPES[-1]
    values = random_values(sizes)
    floats = evaluate(grad(LOSSES[name], X), values, sizes, FLOAT)
    many = evaluate(grad(LOSSES[name], X), values, sizes, mpmath_numbers(40)).astype(float)
    np.testing.assert_allclose(floats, many, rtol=1e-11, atol=1e-12)


@given(scalars(4), st.sampled_from(["L", "d"]), st.integers(0, 1000))
def test_random_losses_have_the_gradient_of_their_differences(loss: Term, rows: str, seed: int) -> None:
    sizes = {"L": 1, "d": 2, "r": 1}
    random = np.random.default_rng(seed)
    side = {"L": 1, "d": 2, "r": 1, "d - r": 1, "1": 1}
    numbers = mpmath_numbers(80)
    values = {
        variable.name: random.integers(-4, 5, size=tuple(side[str(s)] for s in variable.shape)) / 8
        for variable in variables(loss)
    }
    for variable in variables(loss)[:2]:
        gradient = evaluate(grad(loss, variable), values, sizes, numbers)
        step = numbers.context.mpf(10) ** -30
        expected = by_differences(loss, variable.name, values, sizes, step, numbers)
        for one, other in zip(gradient.ravel(), expected.ravel(), strict=True):
            assert abs(one - other) <= 1e-40 * (1 + abs(one)) ** 3


def test_the_hessian_of_a_quadratic_form_is_its_matrix() -> None:
    S, x, v = matrix("S", "n", "n"), matrix("x", "n", 1), matrix("v", "n", 1)
    hessian_times_v = grad(sum_entries(v * grad(sum_entries(x * (S @ x)), x)), x)
    values = {"S": [[1, 2], [5, 7]], "x": [[3], [4]], "v": [[1], [-1]]}
    actual = evaluate(hessian_times_v, values, {"n": 2}, RATIONAL)
    assert actual.ravel().tolist() == [2 - 7, 7 - 14]  # (S + S.T) v


def test_a_third_derivative_nests() -> None:
    x = matrix("x", 1, 1)
    term = sum_entries(x @ x @ x @ x)
    for _ in range(3):
        term = sum_entries(grad(term, x))
    assert evaluate(term, {"x": [[5]]}, {}, RATIONAL)[0, 0] == 24 * 5


def test_mixed_derivatives_keep_their_variables_apart() -> None:
    # d/dV sum(V .* d/dX sum(X .* X .* V)) = d/dV sum(2 X .* V .* V) = 4 X .* V
    mixed = grad(sum_entries(V * grad(sum_entries(X * X * V), X)), V)
    values = {"X": [[3, 1]], "V": [[2, 5]]}
    assert evaluate(mixed, values, {"m": 1, "n": 2}, RATIONAL).tolist() == [[24, 20]]
    assert evaluate(mixed, values, {"m": 1, "n": 2}, RATIONAL).tolist() != [[12, 10]]


def test_a_gradient_in_an_absent_variable_is_zero() -> None:
    sizes = {"m": 2, "n": 3}
    actual = evaluate(grad(sum_entries(V * V), X), random_values(sizes), sizes)
    assert np.array_equal(actual, np.zeros((2, 3)))


def test_the_variable_of_a_gradient_needs_a_value() -> None:
    with pytest.raises(EvaluationError, match="X has no value"):
        evaluate(grad(sum_entries(V * V), X), {"V": [[1]]}, {"m": 1, "n": 1})


def test_a_gradient_at_a_tie_of_logits_is_exact_over_the_rationals() -> None:
    # softmax of equal logits is 1/n; its derivative is diag(f) - f f^T
    gradient = evaluate(
        grad(sum_entries(lang.softmax(X) * V), X), {"X": [[2, 2]], "V": [[1, 0]]}, {"m": 1, "n": 2}, RATIONAL
    )
    assert [str(entry) for entry in gradient.ravel()] == ["1/4", "-1/4"]


def test_a_wrong_gradient_is_seen_by_balls() -> None:
    values, sizes = random_values({"m": 2, "n": 2}), {"m": 2, "n": 2}
    right, wrong = lang.softmax(X) * (V - lang.rowsum(lang.softmax(X) * V) @ lang.ones(1, "n")), lang.softmax(X) * V
    true = evaluate(grad(sum_entries(lang.softmax(X) * V), X), values, sizes, ball_numbers(128))
    assert all(
        a.overlaps(b)
        for a, b in zip(true.ravel(), evaluate(right, values, sizes, ball_numbers(128)).ravel(), strict=True)
    )
    assert not any(
        a.overlaps(b)
        for a, b in zip(true.ravel(), evaluate(wrong, values, sizes, ball_numbers(128)).ravel(), strict=True)
    )

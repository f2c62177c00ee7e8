"""Jacobians, Hessians, the Frobenius norm and slices: the true is proved, the false refuted, values are NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import LanguageError, Term, grad, jacobian, matrix, parse, sum_entries
from lora_symbolic.proving import find_counterexample, prove_equal

SHAPES = {"A": ("a", "m"), "X": ("m", "n"), "B": ("n", "b"), "S": ("n", "n"), "V": ("m", "n")}
NAMES = {name: matrix(name, *sides) for name, sides in SHAPES.items()}


def read(text: str) -> Term:
    return parse(text, NAMES, ("a", "b", "m", "n", "k", "l"))


TRUE = [
    ("jacobian(A @ X @ B, X)", "kron(A, B.T)"),
    ("jacobian(X.T, X)", "commutation(m, n)"),
    ("jacobian(exp(X), X)", "diag(vec(exp(X)))"),
    ("jacobian(rowsum(X * X), X) @ vec(V)", "2 * rowsum(X * V)"),
    ("jacobian(inv(S), S)", "-kron(inv(S), inv(S).T)"),
    ("hessian(sum(X * X) / 2, X)", "eye(m * n)"),
    ("hessian(trace(S @ S), S)", "2 * commutation(n, n)"),
    ("norm(X)**2", "trace(X.T @ X)"),
    ("norm(2 * X)", "2 * norm(X)"),
    ("grad(norm(X), X)", "X / norm(X)"),
    ("X[:, :k] @ B[:k] + X[:, k:] @ B[k:]", "X @ B"),
    ("X[1:][0]", "X[1]"),
    ("X[:, :k][:, l:]", "X[:, l:k]"),
    ("sum(X)", "sum(X[:, 0]) + sum(X[:, 1]) + sum(X[:, 2:])"),
    ("block([[S[:k, :l], S[:k, l:]], [S[k:, :l], S[k:, l:]]])", "S"),
    ("grad(X[0, 0], X)", "block([[ones(1, 1), zeros(1, n - 1)], [zeros(m - 1, 1), zeros(m - 1, n - 1)]])"),
]
FALSE = [
    ("jacobian(A @ X @ B, X)", "kron(A, B.T) + kron(A, B.T)"),
    ("jacobian(S.T, S)", "eye(n * n)"),
    ("jacobian(exp(X), X)", "diag(vec(X))"),
    ("hessian(sum(X * X) / 2, X)", "ones(m * n, m * n)"),
    ("norm(2 * X)", "4 * norm(X)"),
    ("grad(norm(X), X)", "X"),
    ("X[:, :k] @ B[:k]", "X @ B"),
    ("X[1:][0]", "X[0]"),
    ("sum(X)", "sum(X[:, 0]) + sum(X[:, 2:])"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_the_true_is_proved(left: str, right: str) -> None:
    proof = prove_equal(read(left), read(right))
    assert proof.proved, proof.reason


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_the_false_is_refuted(left: str, right: str) -> None:
    assert not prove_equal(read(left), read(right)).proved
    assert find_counterexample(read(left), read(right)) is not None


def test_a_jacobian_has_a_row_for_each_entry_and_a_column_for_each_entry() -> None:
    random = np.random.default_rng(3)
    X, B = random.uniform(-1, 1, (2, 3)), random.uniform(-1, 1, (3, 2))
    found = evaluate(read("jacobian(sin(X @ B), X)"), {"X": X, "B": B})
    step = 1e-6
    for place, (i, j) in enumerate(np.ndindex(2, 3)):
        moved = np.zeros((2, 3))
        moved[i, j] = step
        slope = (np.sin((X + moved) @ B) - np.sin((X - moved) @ B)) / (2 * step)
        np.testing.assert_allclose(found[:, place], slope.ravel(), atol=1e-8)


def test_a_gradient_of_a_jacobian_is_taken_forward() -> None:
    X, V = NAMES["X"], NAMES["V"]
    loss = sum_entries(jacobian(X * X, X)) + sum_entries(X * V)
    assert prove_equal(grad(loss, X), read("2 + V")).proved


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X[m]", "expected a begin before an end inside"),
        ("X[2:1]", "expected a begin before an end inside"),
        ("X[::2]", "a slice without a step"),
        ("X[0, 0, 0]", "one or two places"),
        ("jacobian(X, A @ X)", "the name of a matrix"),
        ("hessian(X, X)", "expected a scalar"),
    ],
)
def test_what_means_nothing_is_told_in_a_line(text: str, message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("X[1:, 0]", [[4], [8]]), ("X[:2, 1]", [[1], [5]]), ("X[1, 2]", [[6]]), ("X[m - 1]", [[8, 9, 10, 11]])],
)
def test_slices_are_those_of_numpy(text: str, value: list[list[int]]) -> None:
    assert evaluate(read(text), {"X": np.arange(12).reshape(3, 4)}).tolist() == value


@pytest.mark.parametrize(
    "text",
    [
        "X[0]",
        "X[:, 1:]",
        "X[1:3]",
        "X[0, 0]",
        "X[:1, 0]",
        "X.T[:k, l]",
        "(X + V)[:, 0]",
        "norm(X)",
        "hessian(sum(X), X)",
    ],
)
def test_slices_norms_and_hessians_read_back_as_they_are_written(text: str) -> None:
    assert str(read(text)) == text

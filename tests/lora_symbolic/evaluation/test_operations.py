"""Every operation equals the loop that its docstring describes, on floats, at sizes that include 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from lora_symbolic import language as lang
from lora_symbolic.evaluation import EvaluationError, evaluate
from lora_symbolic.language import Term, matrix

Array = NDArray[np.float64]
Entry = Callable[..., float]

SHAPES = [(1, 1, 1), (1, 3, 2), (3, 1, 2), (2, 3, 1), (2, 2, 2), (3, 2, 4)]

# X is m x n, Z is m x n and positive, W is n x k, R is m x k, S is n x n, u is m x 1
X, Z, W = matrix("X", "m", "n"), matrix("Z", "m", "n"), matrix("W", "n", "k")
PHI = lang.coefficients("phi")
R, S, u = matrix("R", "m", "k"), matrix("S", "n", "n"), matrix("u", "m", 1)


def values_at(m: int, n: int, k: int) -> dict[str, Array]:
    random = np.random.default_rng([m, n, k])
    shapes = {"X": (m, n), "W": (n, k), "R": (m, k), "S": (n, n), "u": (m, 1)}
    values = {name: random.normal(size=shape) for name, shape in shapes.items()}
    values["phi_coefficients"] = random.normal(size=(1, 5))
    values["Z"] = random.uniform(0.5, 2, size=(m, n))
    return values


def built(rows: int, cols: int, entry: Entry) -> Array:
    return np.array([[entry(i, j) for j in range(cols)] for i in range(rows)], dtype=float)


def stacked(rows: Iterable[Iterable[float]]) -> Array:
    return np.array([[x] for row in rows for x in row])


def _leibniz(s: Array) -> float:
    """The sum over all permutations, each with its sign."""
    side = len(s)
    return sum(
        (-1) ** sum(p[i] > p[j] for i in range(side) for j in range(i + 1, side))
        * float(np.prod([s[i, p[i]] for i in range(side)]))
        for p in permutations(range(side))
    )


def _gauss_jordan(s: Array) -> Array:
    """Elimination beside the identity, without pivoting."""
    side = len(s)
    rows = np.hstack([s, np.eye(side)])
    for i in range(side):
        rows[i] = rows[i] / rows[i, i]
        for j in range(side):
            if j != i:
                rows[j] = rows[j] - rows[j, i] * rows[i]
    return rows[:, side:]


def loops(v: dict[str, Array], m: int, n: int, k: int) -> dict[str, tuple[Term, Array]]:
    """Each operation as a term and as loops over its definition."""
    x, z, w, r, s, one = v["X"], v["Z"], v["W"], v["R"], v["S"], v["u"]
    phi = v["phi_coefficients"][0]
    e = [[float(np.exp(x[i, j])) for j in range(n)] for i in range(m)]
    return {
        "matmul": (X @ W, built(m, k, lambda i, j: sum(x[i, l] * w[l, j] for l in range(n)))),
        "hadamard": (X * Z, built(m, n, lambda i, j: x[i, j] * z[i, j])),
        "add": (X + Z, built(m, n, lambda i, j: x[i, j] + z[i, j])),
        "subtract": (X - Z, built(m, n, lambda i, j: x[i, j] - z[i, j])),
        "negate": (-X, built(m, n, lambda i, j: -x[i, j])),
        "scale": (lang.trace(S) * X, built(m, n, lambda i, j: sum(s[l, l] for l in range(n)) * x[i, j])),
        "number": (Fraction(3, 2) * X, built(m, n, lambda i, j: 1.5 * x[i, j])),
        "size": (lang.scalar(lang.size("m * n")) * X, built(m, n, lambda i, j: m * n * x[i, j])),
        "divide": (X / lang.size("m + k"), built(m, n, lambda i, j: x[i, j] / (m + k))),
        "transpose": (X.T, built(n, m, lambda i, j: x[j, i])),
        "exp": (lang.exp(X), built(m, n, lambda i, j: e[i][j])),
        "log": (lang.log(Z), built(m, n, lambda i, j: float(np.log(z[i, j])))),
        "reciprocal": (lang.reciprocal(Z), built(m, n, lambda i, j: 1 / z[i, j])),
        "cos": (lang.cos(X), built(m, n, lambda i, j: math.cos(x[i, j]))),
        "sin": (lang.sin(X), built(m, n, lambda i, j: math.sin(x[i, j]))),
        "erf": (lang.erf(X), built(m, n, lambda i, j: math.erf(x[i, j]))),
        "pi": (lang.pi() * X, built(m, n, lambda i, j: math.pi * x[i, j])),
        "apply": (
            lang.apply(PHI, X, 1),
            built(
                m, n, lambda i, j: phi[1] + 2 * phi[2] * x[i, j] + 3 * phi[3] * x[i, j] ** 2 + 4 * phi[4] * x[i, j] ** 3
            ),
        ),
        "step": (lang.step(X), built(m, n, lambda i, j: 1.0 if x[i, j] > 0 else 0.0)),
        "softmax": (lang.softmax(X), built(m, n, lambda i, j: e[i][j] / sum(e[i]))),
        "softmax with weights": (
            lang.softmax(X, Z),
            built(m, n, lambda i, j: z[i, j] * e[i][j] / sum(z[i, l] * e[i][l] for l in range(n))),
        ),
        "sum": (lang.sum_entries(X), np.array([[sum(x[i, j] for i in range(m) for j in range(n))]])),
        "rowsum": (lang.rowsum(X), built(m, 1, lambda i, j: sum(x[i, l] for l in range(n)))),
        "colsum": (lang.colsum(X), built(1, n, lambda i, j: sum(x[l, j] for l in range(m)))),
        "trace": (lang.trace(S), np.array([[sum(s[i, i] for i in range(n))]])),
        "diag": (lang.diag(u), built(m, m, lambda i, j: one[i, 0] if i == j else 0.0)),
        "diagonal": (lang.diag(S), built(n, 1, lambda i, j: s[i, i])),
        "vec": (lang.vec(X), stacked([[x[i, j] for j in range(n)] for i in range(m)])),
        "colvec": (lang.colvec(X), stacked([[x[i, j] for i in range(m)] for j in range(n)])),
        "inverse": (lang.inv(S + 4 * lang.eye("n")), _gauss_jordan(s + 4 * np.eye(n))),
        "det": (lang.det(S), np.array([[_leibniz(s)]])),
        "kron": (lang.kron(X, W), built(m * n, n * k, lambda i, j: x[i // n, j // k] * w[i % n, j % k])),
        "rowkron": (lang.rowkron(X, R), built(m, n * k, lambda i, j: x[i, j // k] * r[i, j % k])),
        "colkron": (lang.colkron(X, S), built(m * n, n, lambda i, j: x[i // n, j] * s[i % n, j])),
        "commutation": (
            lang.commutation("m", "n") @ lang.vec(X),
            stacked([[x[i, j] for i in range(m)] for j in range(n)]),
        ),
        "ones": (lang.ones("m", "k"), built(m, k, lambda i, j: 1.0)),
        "zeros": (lang.zeros("m", "k"), built(m, k, lambda i, j: 0.0)),
        "eye": (lang.eye("n"), built(n, n, lambda i, j: float(i == j))),
        "lower": (lang.lower("m", "n", 1), built(m, n, lambda i, j: float(j <= i + 1))),
        "block": (
            lang.block([[X, R], [S, W]]),
            built(
                m + n,
                n + k,
                lambda i, j: (
                    (x[i, j] if j < n else r[i, j - n]) if i < m else (s[i - m, j] if j < n else w[i - m, j - n])
                ),
            ),
        ),
    }


OPERATIONS = tuple(loops(values_at(1, 1, 1), 1, 1, 1))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("m, n, k", SHAPES)
def test_an_operation_equals_its_loop(operation: str, m: int, n: int, k: int) -> None:
    values = values_at(m, n, k)
    term, expected = loops(values, m, n, k)[operation]
    actual = evaluate(term, values, {"m": m, "n": n, "k": k})
    assert actual.shape == expected.shape
    assert actual.dtype == np.float64
    np.testing.assert_allclose(actual, expected, rtol=1e-13, atol=1e-13)


def test_row_major_and_column_major_differ() -> None:
    values, sizes = values_at(2, 3, 1), {"m": 2, "n": 3}
    assert not np.allclose(evaluate(lang.vec(X), values, sizes), evaluate(lang.colvec(X), values, sizes))
    assert not np.allclose(evaluate(lang.vec(X.T), values, sizes), evaluate(lang.vec(X), values, sizes))
    assert np.allclose(evaluate(lang.vec(X.T), values, sizes), evaluate(lang.colvec(X), values, sizes))


def test_the_transposed_commutation_goes_the_other_way() -> None:
    sizes = {"m": 2, "n": 3}
    there = evaluate(lang.commutation("m", "n"), {}, sizes)
    back = evaluate(lang.commutation("n", "m"), {}, sizes)
    assert np.array_equal(there.T, back)
    assert not np.array_equal(there, back)


def test_softmax_survives_logits_that_overflow_exp() -> None:
    values = {"X": [[1000.0, 1001.0]], "Z": [[1, 0]]}
    sizes = {"m": 1, "n": 2}
    assert np.allclose(evaluate(lang.softmax(X), values, sizes), [[1 / (1 + np.e), np.e / (1 + np.e)]])
    assert np.array_equal(evaluate(lang.softmax(X, Z), values, sizes), [[1, 0]])


def test_a_masked_entry_weighs_nothing_however_large_its_logit() -> None:
    values = {"X": [[0.0, 0.0, 5000.0]], "Z": [[1, 1, 0]]}
    assert np.array_equal(evaluate(lang.softmax(X, Z), values, {"m": 1, "n": 3}), [[0.5, 0.5, 0]])


def test_a_deep_term_needs_no_recursion() -> None:
    term = X
    for _ in range(5000):
        term = term + X
    assert evaluate(term, {"X": [[2]]}, {"m": 1, "n": 1})[0, 0] == 10002


def test_a_shared_subterm_is_evaluated_once() -> None:
    term = X
    for _ in range(200):  # 2^200 paths
        term = term / 2 + term / 2
    assert evaluate(term, {"X": [[3]]}, {"m": 1, "n": 1})[0, 0] == 3


@pytest.mark.parametrize(
    "values, sizes, message",
    [
        ({}, {"m": 2, "n": 2}, "X has no value; expected a m x n matrix"),
        ({"X": [[1, 2]]}, {"m": 2, "n": 2}, "X is 1 x 2; expected m x n = 2 x 2"),
        ({"X": [1, 2]}, {"m": 1, "n": 2}, "X: expected a matrix of m x n"),
        ({"X": [[1, 2]]}, {"n": 1}, "X is 1 x 2; expected m x n = 1 x 1"),
        ({"X": [["one"]]}, {"m": 1, "n": 1}, "entry 'one'"),
    ],
)
def test_values_that_do_not_fit_are_refused(values: dict[str, object], sizes: dict[str, int], message: str) -> None:
    with pytest.raises(EvaluationError, match=message.replace("(", r"\(")):
        evaluate(X, values, sizes)


def test_sizes_of_the_form_d_minus_r_must_be_positive() -> None:
    narrow = matrix("N", "d - r", 1)
    assert evaluate(narrow, {"N": [[1], [2]]}, {"d": 3, "r": 1}).shape == (2, 1)
    with pytest.raises(EvaluationError, match="d - r is 0 at d = 1, r = 1; expected an integer >= 1"):
        evaluate(narrow, {"N": [[1]]}, {"d": 1, "r": 1})

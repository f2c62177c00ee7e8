"""tril and triu for every size: the true is proved, the false refuted, and causal attention has no condition."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import LanguageError, Term, matrix, parse, to_latex, to_text
from lora_symbolic.proving import conditions, decide, find_counterexample, prove_equal, prove_equal_by_sympy

NAMES = {
    **{name: matrix(name, "n", "n") for name in ("X", "Y", "Z", "S", "G")},
    "R": matrix("R", "m", "n"),
    "B": matrix("B", "m", "m"),
    "x": matrix("x", "n"),
    "y": matrix("y", "n"),
}
MASK = "tril(ones(n, n))"
CAUSAL = f"softmax(S, {MASK})"


def read(text: str) -> Term:
    return parse(text, NAMES, ("m", "n"))


TRUE = [
    ("tril(X) + triu(X) - diag(diag(X))", "X"),
    ("tril(X, -1) + triu(X)", "X"),
    ("tril(R, 2) + triu(R, 3)", "R"),
    ("tril(y.T) + triu(y.T, 1)", "y.T"),
    ("tril(x) + triu(x, 1)", "x"),
    ("tril(X).T", "triu(X.T)"),
    ("tril(R, 3).T", "triu(R.T, -3)"),
    ("tril(tril(X))", "tril(X)"),
    ("tril(tril(X, 2), 1)", "tril(X, 1)"),
    ("tril(X) * triu(Y)", "X * Y * eye(n)"),
    ("tril(tril(X) @ tril(Y) @ tril(Z))", "tril(X) @ tril(Y) @ tril(Z)"),
    ("tril(tril(X, 1) @ tril(Y, 2), 3)", "tril(X, 1) @ tril(Y, 2)"),
    ("triu(tril(X) @ tril(Y))", "diag(diag(X) * diag(Y))"),
    ("triu(tril(X) @ tril(Y), 1)", "zeros(n, n)"),
    (f"sum({MASK})", "n * (n + 1) / 2"),
    (f"sum(x.T @ {MASK} @ x)", "(sum(x)**2 + sum(x * x)) / 2"),
    (f"x.T @ {MASK} @ y + y.T @ {MASK} @ x", "x.T @ ones(n, n) @ y + x.T @ y"),
    ("trace(tril(X) @ tril(Y, -1))", "0"),
    (f"tril({CAUSAL})", CAUSAL),
    (f"rowsum({CAUSAL})", "ones(n, 1)"),
    ("tril(softmax(S, triu(ones(n, n))), -1)", "zeros(n, n)"),
    (f"grad(sum({CAUSAL} * G), S)", f"{CAUSAL} * (G - rowsum(G * {CAUSAL}))"),
    ("grad(sum(tril(X @ X) * Y), X)", "tril(Y) @ X.T + X.T @ tril(Y)"),
    ("exp(S.T * tril(ones(n, n)))", "exp(tril(S.T))"),
    ("exp(tril(X)).T", "exp(triu(X.T))"),
    ("step(exp(tril(X)))", "ones(n, n)"),
    ("exp(tril(X) + triu(X, 1))", "exp(X)"),
    ("log(1 + exp(triu(X) + tril(X, -1)))", "log(1 + exp(X))"),
]
STRUCTURED = [
    ("tril(kron(B, X))", "kron(tril(B, -1), X) + kron(diag(diag(B)), tril(X))"),
    ("tril(block([[B, R], [R.T, X]]))", "block([[tril(B), zeros(m, n)], [R.T, tril(X)]])"),
]
FALSE = [
    ("tril(X)", "X"),
    ("tril(X)", "triu(X)"),
    ("tril(X) + triu(X)", "X"),
    ("tril(X, 1)", "tril(X)"),
    ("tril(R).T", "triu(R.T, 1)"),
    ("tril(X) @ tril(Y)", "tril(X @ Y)"),
    ("tril(tril(X) @ triu(Y))", "tril(X) @ triu(Y)"),
    (f"sum({MASK})", "n * (n - 1) / 2"),
    (CAUSAL, "tril(softmax(S))"),
    (f"grad(sum({CAUSAL} * G), S)", f"{CAUSAL} * G"),
    ("tril(kron(B, X))", "kron(tril(B), tril(X))"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_an_identity_is_proved_on_two_routes(left: str, right: str) -> None:
    assert prove_equal(read(left), read(right)).proved
    assert prove_equal_by_sympy(read(left), read(right)).proved
    assert find_counterexample(read(left), read(right), seconds=0.3, tuples=4) is None


@pytest.mark.parametrize(("left", "right"), STRUCTURED)
def test_a_triangle_of_blocks_is_made_of_triangles(left: str, right: str) -> None:
    assert prove_equal(read(left), read(right)).proved
    assert find_counterexample(read(left), read(right), seconds=0.3, tuples=4) is None


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_false_identity_is_refuted(left: str, right: str) -> None:
    assert decide(read(left), read(right), seconds=3.0).verdict == "refuted"


@pytest.mark.parametrize("diagonal", [-4, -1, 0, 2, 5])
def test_values_are_numpy_s(diagonal: int) -> None:
    point = np.random.default_rng(0).normal(size=(4, 3))
    for name, function in (("tril", np.tril), ("triu", np.triu)):
        found = evaluate(read(f"{name}(R, {diagonal})"), {"R": point}, {"m": 4, "n": 3})
        np.testing.assert_array_equal(found, function(point, diagonal))


def test_causal_attention_holds_without_a_condition_and_an_empty_row_does_not() -> None:
    assert conditions(read(CAUSAL)) == conditions(read("softmax(S, triu(ones(n, n)))")) == ()
    assert conditions(read("softmax(S, tril(exp(X)))")) == ()
    assert len(conditions(read("softmax(S, tril(ones(n, n), -1))"))) == 1
    assert len(conditions(read("softmax(R, triu(ones(m, n)))"))) == 1
    first = prove_equal(read("softmax(S, tril(ones(n, n), -1))"), read("softmax(S, tril(ones(n, n), -1))"))
    assert not first.proved
    assert first.vacuous


def test_triangles_are_written_by_their_names() -> None:
    for text in ("tril(X)", "triu(X @ Y, 2)", "tril(ones(n, n), -1)", "triu(ones(m, n))", CAUSAL, "2 * tril(X)"):
        assert to_text(read(text)) == text
    for text in ("ones(m, n) * tril(ones(m, n))", "tril(X).T", "sum(x) * tril(ones(m, n))", "tril(sum(x))"):
        assert read(to_text(read(text))) is read(text)
    assert to_latex(read("tril(X, -1)")) == r"\operatorname{tril}(X, -1)"


@pytest.mark.parametrize("diagonal", ["1/2", "n", "X", "10000000"])
def test_the_diagonal_is_an_integer(diagonal: str) -> None:
    with pytest.raises(LanguageError, match=r"tril: the diagonal .* expected an integer"):
        read(f"tril(X, {diagonal})")

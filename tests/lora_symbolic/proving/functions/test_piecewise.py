"""step, relu, sign, abs, maximum, minimum: the true is proved where no argument is 0, the false refuted."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import FLOAT, RATIONAL, SCREEN, DomainError, Numbers, ball_numbers, evaluate
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language import Term, grad, matrix, parse, sum_entries, to_latex, to_text
from lora_symbolic.proving import (
    conditions,
    decide,
    find_counterexample,
    identity_test,
    prove_equal,
    prove_equal_by_sympy,
)

NAMES = {
    **{name: matrix(name, "m", "n") for name in ("X", "Y")},
    "W": matrix("W", "n", "k"),
    "x": matrix("x", "m"),
    "y": matrix("y", 1, "n"),
    "t": matrix("t", 1, 1),
}


def read(text: str) -> Term:
    return parse(text, NAMES, ("m", "n", "k"))


VALUES: dict[str, Callable[[Array], Array]] = {
    "step(X)": lambda x: (x > 0).astype(float),
    "relu(X)": lambda x: np.maximum(x, 0),
    "sign(X)": np.sign,
    "abs(X)": np.abs,
    "maximum(X, 1/2)": lambda x: np.maximum(x, 0.5),
    "minimum(1/2, X)": lambda x: np.minimum(x, 0.5),
}
TRUE = [
    ("abs(X)", "X * (2 * step(X) - 1)"),
    ("relu(X) * relu(X)", "X * relu(X)"),
    ("maximum(X, Y) + minimum(X, Y)", "X + Y"),
    ("maximum(X, Y)", "maximum(Y, X)"),
    ("maximum(X, Y) - minimum(X, Y)", "abs(X - Y)"),
    ("maximum(X, Y) * minimum(Y, X)", "X * Y"),
    ("maximum(X, 0)", "relu(X)"),
    ("step(X)**3", "step(X)"),
    ("step(-X)", "1 - step(X)"),
    ("step(2/3 * X)", "step(X)"),
    ("step(n * exp(Y) * X)", "step(X)"),
    ("step(2 * x - y)", "1 - step(y - 2 * x)"),
    ("step(x + y) * step(y + x)", "step(x + y)"),
    ("relu(X) - relu(-X)", "X"),
    ("abs(X * Y)", "abs(X) * abs(Y)"),
    ("abs(X)**2", "X**2"),
    ("sign(X) * abs(X)", "X"),
    ("step(X * X + 1)", "ones(m, n)"),
    ("relu(relu(X))", "relu(X)"),
    ("step(X.T)", "step(X).T"),
    ("log(abs(X) + 1) + log(exp(relu(X)))", "relu(X) + log(1 + abs(-X))"),
]
FALSE = [
    ("abs(X)", "X"),
    ("abs(X)", "X * (2 * step(X) + 1)"),
    ("relu(X) * relu(X)", "X * X"),
    ("maximum(X, Y) + minimum(X, Y)", "X - Y"),
    ("maximum(X, Y)", "minimum(Y, X)"),
    ("step(-X)", "step(X)"),
    ("step(t * X)", "step(X)"),
    ("abs(X + Y)", "abs(X) + abs(Y)"),
    ("step(X * Y)", "step(X) * step(Y)"),
    ("step(exp(X) - 1)", "1 - step(X)"),
    ("relu(X @ W)", "relu(X) @ W"),
    ("step(x - y)", "step(y - x)"),
]
GRADIENTS = [
    ("sum(relu(X))", "X", "step(X)"),
    ("sum(abs(X))", "X", "sign(X)"),
    ("sum(relu(X @ W)**2) / 2", "W", "X.T @ relu(X @ W)"),
    ("sum(maximum(X, Y))", "Y", "step(Y - X)"),
    ("sum(step(X @ W)) + sum(X)", "X", "ones(m, n)"),
    ("sum(exp(relu(X)) * X)", "X", "exp(relu(X)) * (1 + relu(X))"),
]


@pytest.mark.parametrize("text", VALUES)
@pytest.mark.parametrize("numbers", [FLOAT, SCREEN, RATIONAL, ball_numbers(64)], ids=lambda numbers: numbers.name)
def test_values_are_numpy_s_in_every_kind_of_numbers(text: str, numbers: Numbers) -> None:
    point = np.array([[0.75, -0.25, 3.0], [-8.0, 0.375, -1.5]])
    found = evaluate(read(text), {"X": point}, {"m": 2, "n": 3}, numbers)
    np.testing.assert_array_equal(found.astype(float), VALUES[text](point))


def test_at_zero_there_is_no_value() -> None:
    x, step = {"X": [[0]]}, read("step(X)")
    for numbers in (FLOAT, RATIONAL, ball_numbers(64)):
        with pytest.raises(DomainError, match="step at 0"):
            evaluate(step, x, {"m": 1, "n": 1}, numbers)
    assert np.isnan(evaluate(step, x, {"m": 1, "n": 1}, SCREEN)).all()
    assert np.isnan(evaluate(read("step(log(-X**2))"), {"X": [[1]]}, {"m": 1, "n": 1}, SCREEN)).all()


def test_a_ball_that_contains_zero_has_no_step() -> None:
    x = {"X": [[Fraction(1, 3)]]}
    with pytest.raises(DomainError, match=r"step at .*; expected a number that is certainly not zero"):
        evaluate(read("step(exp(X) * exp(-X) - 1)"), x, {"m": 1, "n": 1}, ball_numbers(64))


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_an_identity_is_proved_on_two_routes(left: str, right: str) -> None:
    one, other = read(left), read(right)
    assert prove_equal(one, other).proved
    assert prove_equal_by_sympy(one, other).proved
    assert find_counterexample(one, other, seconds=0.3, tuples=3) is None


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_false_identity_is_not_proved_and_has_a_counterexample(left: str, right: str) -> None:
    answer = decide(read(left), read(right))
    assert answer.verdict == "refuted"
    assert not identity_test(read(left), read(right)).agrees


@pytest.mark.parametrize(("value", "variable", "gradient"), GRADIENTS)
def test_a_gradient_is_proved_on_both_routes_and_twice_it_is_refuted(value: str, variable: str, gradient: str) -> None:
    loss, wrt, right = read(value), NAMES[variable], read(gradient)
    assert prove_equal(grad(loss, wrt), right).proved
    assert prove_equal(derive_gradient(loss, wrt).gradient, right).proved
    assert prove_equal_by_sympy(grad(loss, wrt), right).proved
    assert decide(grad(loss, wrt), 2 * right).verdict == "refuted"


def test_the_condition_is_named_once_and_has_an_instance() -> None:
    proof = prove_equal(read("relu(X - 1) + 1"), read("maximum(X, 1)"))
    assert str(proof) == "proved: both sides have one canonical form; where no entry of X - ones(m, n) is 0"
    assert proof.instance is not None
    assert proof.instance.matrices["X"] == (("2",),)


@pytest.mark.parametrize("text", ["step(exp(X))", "relu(X**2 + 1)", "step(-1 - abs(X - 1)) + step(X - 1)"])
def test_where_the_sign_is_seen_no_condition_is_asked(text: str) -> None:
    assert [str(each) for each in conditions(read(text)) if "X - " not in str(each)] == []


def test_a_positive_factor_leaves_the_step() -> None:
    assert prove_equal(read("step((X - Y) * (1 + (X * Y)**2))"), read("step(X - Y)")).proved
    assert not prove_equal(read("step((X - Y) * ((X * Y)**2 - 1))"), read("step(X - Y)")).proved


@pytest.mark.parametrize("text", ["step(X - X)", "step(x @ y - x * y)", "relu(0 * X)"])
def test_a_step_of_zero_means_nothing(text: str) -> None:
    proof = prove_equal(read(text), read(text))
    assert not proof.proved
    assert proof.vacuous


def test_nothing_is_claimed_of_a_matrix_less_its_transpose() -> None:
    square = matrix("S", "n", "n")
    term = parse("maximum(S, S.T)", {"S": square})
    assert decide(term, term.T).verdict == "undecided"


def test_they_are_written_by_their_names() -> None:
    for text in ("maximum(X, Y)", "minimum(X, x)", "abs(X @ W)", "sign(t)", "relu(t) * X", "X * step(Y)"):
        assert read(to_text(read(text))) is read(text)
    assert to_text(read("maximum(X, Y) - relu(sum(t)) * X")) == "maximum(X, Y) - relu(sum(t)) * X"
    assert to_latex(read("abs(X - Y)")) == r"\lvert X - Y \rvert"
    assert to_text(read("Y + X * step(X)")) == "Y + relu(X)"


def test_a_derivation_has_no_step_through_a_step() -> None:
    derivation = derive_gradient(sum_entries(read("relu(X @ W)")), NAMES["W"])
    assert all(step.rule != "step" for step in derivation.steps)
    assert to_text(derivation.gradient) == "X.T @ step(X @ W)"

"""cos, sin, erf, gelu and pi: values, identities, derivatives; nothing real is concluded from complex exponentials."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import FLOAT, RATIONAL, EvaluationError, Numbers, ball_numbers, evaluate, mpmath_numbers
from lora_symbolic.language import Term, grad, matrix, parse, to_latex, to_text
from lora_symbolic.proving import decide, find_counterexample, identity_test, prove_equal, prove_equal_by_sympy

NAMES = {
    **{name: matrix(name, "m", "n") for name in ("X", "Y")},
    "W": matrix("W", "n", "k"),
    "a": matrix("a", 1, 1),
    "c": matrix("c", "m"),
}


def read(text: str) -> Term:
    return parse(text, NAMES, ("m", "n", "k"))


VALUES: dict[str, Callable[[float], float]] = {
    "cos(X)": math.cos,
    "sin(X)": math.sin,
    "erf(X)": math.erf,
    "gelu(X)": lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
    "sin(pi * X)": lambda x: math.sin(math.pi * x),
}
TRUE = [
    ("sin(X)**2 + cos(X)**2", "ones(m, n)"),
    ("cos(a) * cos(a) + sin(a) * sin(a)", "1"),
    ("sin(X + Y)", "sin(X) * cos(Y) + cos(X) * sin(Y)"),
    ("cos(X - c)", "cos(X) * cos(c) + sin(X) * sin(c)"),
    ("cos(3 * X)", "4 * cos(X)**3 - 3 * cos(X)"),
    ("cos(X @ W)", "cos(-X @ W)"),
    ("sin(X - Y)", "-sin(Y - X)"),
    ("exp(cos(X)) * exp(-cos(X))", "ones(m, n)"),
    ("cos(X) / cos(X)", "ones(m, n)"),
    ("step(sin(X))", "1 - step(-sin(X))"),
    ("abs(cos(X))", "cos(X) * sign(cos(X))"),
    ("erf(-X)", "-erf(X)"),
    ("erf(X - c)", "-erf(c - X)"),
    ("gelu(X)", "X * (1 + erf(X / sqrt(2))) / 2"),
    ("gelu(X) - gelu(-X)", "X"),
    ("sqrt(pi) * sqrt(pi)", "pi"),
    ("log(exp(sin(X)))", "sin(X)"),
    ("log(exp(Y) * (2 + cos(X)))", "Y + log(2 + cos(X))"),
]
FALSE = [
    ("sin(X)**2 + cos(X)**2", "2 * ones(m, n)"),
    ("sin(X + Y)", "sin(X) * cos(Y) - cos(X) * sin(Y)"),
    ("cos(-X)", "-cos(X)"),
    ("step(cos(2 * X))", "ones(m, n)"),
    ("step(cos(X)**2)", "step(cos(X))"),
    ("abs(cos(X))", "cos(X)"),
    ("sqrt(1 - sin(X)**2)", "cos(X)"),
    ("exp(cos(X))", "cos(X)"),
    ("erf(X + Y)", "erf(X) + erf(Y)"),
    ("erf(X)", "2 / sqrt(pi) * X"),
    ("gelu(X)", "X * sigmoid(X)"),
    ("cos(X) * Y", "cos(X * Y)"),
    ("pi", "22/7"),
    ("log(exp(sin(X)))", "cos(X)"),
    ("log(exp(Y) * (2 + cos(X)))", "Y + cos(X)"),
    ("log(1 + exp(sin(X)))", "log(1 + exp(-sin(X)))"),
]
GRADIENTS = [
    ("sum(cos(X @ W))", "X", "-sin(X @ W) @ W.T"),
    ("sum(sin(X)**2)", "X", "sin(2 * X)"),
    ("sum(sin(cos(X)))", "X", "-cos(cos(X)) * sin(X)"),
    ("sum(log(2 + cos(X)))", "X", "-sin(X) / (2 + cos(X))"),
    ("sum(erf(X))", "X", "2 / sqrt(pi) * exp(-X**2)"),
    ("sum(gelu(X))", "X", "(1 + erf(X / sqrt(2))) / 2 + X * exp(-X**2 / 2) / sqrt(2 * pi)"),
    ("sum(erf(X @ W)**2)", "W", "4 / sqrt(pi) * (X.T @ (erf(X @ W) * exp(-(X @ W)**2)))"),
    ("sum(softmax(cos(X)) * Y)", "X", "0 * X - sin(X) * softmax(cos(X)) * (Y - rowsum(Y * softmax(cos(X))))"),
]


@pytest.mark.parametrize("text", VALUES)
@pytest.mark.parametrize("numbers", [FLOAT, ball_numbers(80), mpmath_numbers(30)], ids=lambda numbers: numbers.name)
def test_values_are_those_of_python(text: str, numbers: Numbers) -> None:
    point = np.array([[0.75, -0.25, 3.0], [0.0, 0.375, -1.5]])
    found = evaluate(read(text), {"X": point}, {"m": 2, "n": 3}, numbers)
    np.testing.assert_allclose(found.astype(float), np.vectorize(VALUES[text])(point), rtol=1e-12, atol=1e-14)


def test_exact_numbers_know_the_values_at_zero_alone() -> None:
    sizes = {"m": 1, "n": 1}
    assert evaluate(read("cos(X) + sin(X) + erf(X)"), {"X": [[0]]}, sizes, RATIONAL)[0, 0] == 1
    for text in ("cos(X)", "sin(X)", "erf(X)", "pi * X"):
        with pytest.raises(EvaluationError, match="expected"):
            evaluate(read(text), {"X": [[1]]}, sizes, RATIONAL)


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_an_identity_is_proved_on_two_routes(left: str, right: str) -> None:
    assert prove_equal(read(left), read(right)).proved
    assert prove_equal_by_sympy(read(left), read(right)).proved
    assert find_counterexample(read(left), read(right), seconds=0.3, tuples=3) is None


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_false_identity_is_refuted(left: str, right: str) -> None:
    assert decide(read(left), read(right)).verdict == "refuted"
    assert not identity_test(read(left), read(right)).agrees


@pytest.mark.parametrize(("value", "variable", "gradient"), GRADIENTS)
def test_a_gradient_is_proved_on_each_route_and_twice_it_is_refuted(value: str, variable: str, gradient: str) -> None:
    loss, wrt, right = read(value), NAMES[variable], read(gradient)
    assert prove_equal(grad(loss, wrt), right).proved
    assert prove_equal(derive_gradient(loss, wrt).gradient, right).proved
    assert prove_equal_by_sympy(grad(loss, wrt), right).proved
    assert decide(grad(loss, wrt), 2 * right).verdict == "refuted"


@pytest.mark.parametrize("text", ["log(cos(X)**2)", "log(cos(2 * X) + cos(2 * Y))", "step(cos(2 * X) * cos(2 * Y))"])
def test_complex_factors_are_not_taken_for_positive_ones(text: str) -> None:
    for other in ("0 * X", "0 * X + 1", "2 * log(cos(X))"):
        assert not prove_equal(read(text), read(other)).proved


def test_powers_of_exponentials_of_real_numbers_merge() -> None:
    assert prove_equal(read("sqrt(exp(2 * sin(X)))"), read("exp(sin(X))")).proved
    assert not prove_equal(read("sqrt(exp(2 * sin(X)))"), read("exp(2 * sin(X))")).proved


def test_pi_is_a_name_like_others_where_a_matrix_has_it() -> None:
    mine = matrix("pi", "m", "m")
    assert parse("pi", {"pi": mine}) is mine
    assert parse("2 * pi", {}).is_scalar
    assert to_latex(read("sin(2 * pi * X)")) == r"\sin(2 \pi X)"
    assert to_text(read("sin(2 * pi * X)")) == "sin(2 * pi * X)"

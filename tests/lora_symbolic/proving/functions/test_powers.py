"""Quotients and powers of positive terms: the true is proved under its conditions, the false refuted."""

from __future__ import annotations

import pytest

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.language import Term, grad, matrix, parse
from lora_symbolic.proving import conditions, find_counterexample, prove_equal
from lora_symbolic.proving.conditions.positive_entries import must_be_positive

NAMES = {
    **{name: matrix(name, "m", "n") for name in ("X", "Y")},
    **{name: matrix(name, 1, 1) for name in "ab"},
    "c": matrix("c", "m"),
}
P = "(1 + rowsum(X * X))"


def read(text: str) -> Term:
    return parse(text, NAMES, ("m", "n"))


TRUE = [
    ("a * exp(-log(a) / 2)", "exp(log(a) / 2)"),
    ("a**(3/2)", "a * sqrt(a)"),
    (f"sqrt({P}) * reciprocal({P})", f"{P}**(-1/2)"),
    (f"sqrt({P}) * sqrt({P})", P),
    (f"{P}**(7/3)", f"{P}**2 * {P}**(1/3)"),
    ("log(X * Y)", "log(X) + log(Y)"),
    ("log(1 / X)", "-log(X)"),
    (f"log(1 / {P})", f"-log({P})"),
    ("log(1 / (1 + 4 * X**2))", "-log(1 + 4 * X**2)"),
    (f"exp(3 * log({P}))", f"{P}**3"),
    (f"exp(-2 * log({P}))", f"{P}**-2"),
    ("sqrt(a * b) + 0 * log(a)", "sqrt(a) * sqrt(b) + 0 * log(b)"),
    ("sqrt(n) * X / sqrt(n)", "X"),
    ("sqrt(4 * m)", "2 * sqrt(m)"),
    ("X / c * c", "X"),
    ("(X + 1) * (X - 1)", "X**2 - 1"),
    ("rowsum(softmax(X + c))", "ones(m, 1)"),
]
FALSE = [
    ("a * exp(-log(a) / 2)", "exp(log(a) / 3)"),
    (f"sqrt({P}) * sqrt({P})", f"sqrt({P})"),
    (f"{P}**(7/3)", f"{P}**(8/3)"),
    ("log(X * Y)", "log(X) - log(Y)"),
    ("log(1 / X)", "log(X)"),
    ("log(1 / (1 + 4 * X**2))", "-log(1 + X**2)"),
    ("sqrt(X * X)", "X"),
    ("sqrt(n) * X / sqrt(m)", "X"),
    ("X / c * c", "X + 1"),
    ("X / Y", "Y / X"),
    ("(X + 1) * (X - 1)", "X**2 + 1"),
]
GRADIENTS = [
    ("sqrt(sum(X * X))", "X", "X / sqrt(sum(X * X))"),
    ("sum(sqrt(X))", "X", "1/2 * X**(-1/2)"),
    ("sum(X**3)", "X", "3 * X**2"),
    ("sum(log(a * b))", "a", "1 / a + 0 * log(b)"),
    ("sum(X / c)", "c", "-rowsum(X) / c**2"),
    ("sum(X / Y)", "Y", "-X / Y**2"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_an_equality_of_powers_is_proved(left: str, right: str) -> None:
    assert prove_equal(read(left), read(right)).proved


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_false_equality_of_powers_is_not_proved_and_has_a_counterexample(left: str, right: str) -> None:
    assert not prove_equal(read(left), read(right)).proved
    assert find_counterexample(read(left), read(right)) is not None


@pytest.mark.parametrize(("value", "variable", "gradient"), GRADIENTS)
def test_a_gradient_of_powers_is_proved_on_both_routes_and_twice_it_is_not(
    value: str, variable: str, gradient: str
) -> None:
    left, right = grad(read(value), NAMES[variable]), read(gradient)
    assert prove_equal(left, right).proved
    assert prove_equal(derive_gradient(read(value), NAMES[variable]).gradient, right).proved
    assert not prove_equal(left, 2 * right).proved
    assert find_counterexample(left, 2 * right) is not None


def test_what_must_be_positive_is_said() -> None:
    assert list(map(str, conditions(read("X / Y")))) == ["every entry of Y is positive"]
    assert list(map(str, conditions(read("sqrt(X) + a")))) == ["every entry of X is positive"]
    assert list(map(str, conditions(read("X**2 + c")))) == []


def test_only_variables_that_a_statement_takes_as_positive_are_replaced() -> None:
    assert [v.name for v in must_be_positive(read("log(X) + Y / c + sqrt(2 * a)"))] == ["X", "c", "a"]
    assert list(must_be_positive(read("log(X * Y) + log(X - Y) + log(-X)"))) == []

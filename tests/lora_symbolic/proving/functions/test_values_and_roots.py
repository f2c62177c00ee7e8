"""Values at rational multiples of pi, roots of squares, functions of what is 0 or 1, logarithms of factors."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from lora_symbolic.language import Equation, Term, eye, inv, matrix, parse
from lora_symbolic.language.operations import spread
from lora_symbolic.proving import find_counterexample, prove_equal
from lora_symbolic.proving.index_form import memory
from lora_symbolic.proving.index_form.functions.roots_of_unity import Root, root_of, turn
from lora_symbolic.proving.index_form.normalise import merged

SHAPES = {"X": ("m", "n"), "Y": ("m", "n"), "r": (1, "n"), "c": (1, 1), "S": ("n", "n"), "B": ("n", "n")}
NAMES = {name: matrix(name, *sides) for name, sides in {**SHAPES, "W": ("n", 4), "U": (3, "n")}.items()}


def sides(left: str, right: str) -> tuple[Term, Term]:
    one, other = (parse(text, NAMES, ("m", "n")) for text in (left, right))
    if one.is_scalar and not other.is_scalar:
        one = spread(one, *other.shape)
    return one, spread(other, *one.shape) if other.is_scalar and not one.is_scalar else other


TRUE = [
    ("cos(pi)", "-1"),
    ("cos(pi / 3)", "1/2"),
    ("cos(pi / 4)", "sqrt(2) / 2"),
    ("sin(pi / 3)", "sqrt(3) / 2"),
    ("4 * cos(pi / 5)", "1 + sqrt(5)"),
    ("sin(X + pi / 2)", "cos(X)"),
    ("cos(2 * pi / 5) + cos(4 * pi / 5)", "-1/2"),
    ("cos(pi / 12) * sin(pi / 12)", "1/4"),
    ("sqrt(X * X)", "abs(X)"),
    ("sqrt((X - Y)**2)", "abs(X - Y)"),
    ("(X * X)**(3/2)", "abs(X)**3"),
    ("norm(c * X)", "norm(X) * abs(sum(c))"),
    ("log(1 / (1 + tanh(Y)**2))", "-log(1 + tanh(Y)**2)"),
    ("log(1 - X**2)", "log(1 - X) + log(1 + X)"),
    ("log(det(S @ B))", "log(det(S)) + log(det(B))"),
    ("step(X**2 - Y**2)", "(1 + sign(X - Y) * sign(X + Y)) / 2"),
    ("step(X * (1 + (Y - r)**2))", "step(X)"),
    ("step(eye(n) - 1/2)", "eye(n)"),
    ("exp(eye(n))", "1 + (exp(1) - 1) * eye(n)"),
    ("exp(relu(X))", "1 - step(X) + step(X) * exp(X)"),
    ("tril(W, 5)", "W"),
    ("triu(U, -2)", "U"),
    ("log(sigmoid(sin(X)))", "-softplus(-sin(X))"),
    ("abs(sin(X)) * sign(sin(X))", "sin(X)"),
]
FALSE = [
    ("cos(pi)", "1"),
    ("cos(pi / 5)", "1/2"),
    ("cos(pi / 4)", "sqrt(3) / 2"),
    ("sqrt(X * X)", "X"),
    ("sqrt((X - Y)**2)", "X - Y"),
    ("log(1 - X**2)", "log(1 - X) - log(1 + X)"),
    ("step(X**2 - Y**2)", "step(X - Y)"),
    ("step(eye(n) - 1/2)", "1 - eye(n)"),
    ("exp(relu(X))", "exp(X)"),
    ("triu(U, -1)", "U"),
    ("log(sigmoid(sin(X)))", "softplus(-sin(X))"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_the_true_is_proved(left: str, right: str) -> None:
    proof = prove_equal(*sides(left, right))
    assert proof.proved, proof.reason


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_the_false_is_refuted(left: str, right: str) -> None:
    assert not prove_equal(*sides(left, right)).proved
    assert find_counterexample(*sides(left, right)) is not None


def value(polynomial: list[tuple[object, dict[object, object]]]) -> complex:
    """A polynomial in roots of unity and i as a complex number."""
    total = 0j
    for coefficient, monomial in polynomial:
        part = complex(coefficient)  # type: ignore[call-overload]
        for (head, _), exponent in monomial.items():  # type: ignore[misc]
            turns = exponent if isinstance(head, Root) else exponent / 4  # type: ignore[operator]
            part *= complex(math.cos(2 * math.pi * turns), math.sin(2 * math.pi * turns))
        total += part
    return total


@pytest.mark.parametrize("text", ["1/2", "1/3", "3/4", "5/8", "7/12", "11/15", "-1/9", "13/30"])
def test_a_turn_has_its_value(text: str) -> None:
    memory.use(memory.Memory())
    fraction = Fraction(text)
    found = value(merged(turn(fraction)))  # type: ignore[arg-type]
    assert abs(found - complex(math.cos(2 * math.pi * fraction), math.sin(2 * math.pi * fraction))) < 1e-12


@pytest.mark.parametrize("prime", [2, 3, 5, 7, 11, 13])
def test_the_root_of_a_prime_is_positive(prime: int) -> None:
    memory.use(memory.Memory())
    assert abs(value(merged(root_of(prime))) - math.sqrt(prime)) < 1e-12  # type: ignore[arg-type]


def test_a_left_inverse_of_a_square_matrix_is_a_right_one() -> None:
    S, A, K, B = NAMES["S"], matrix("A", "m", "n"), matrix("K", "n", "n"), NAMES["B"]
    assert prove_equal(S @ S.T, eye("n"), [Equation("", S.T @ S, eye("n"))]).proved
    assert not prove_equal(A @ A.T, eye("m"), [Equation("", A.T @ A, eye("n"))]).proved
    # an inverse that occurs in a hypothesis alone
    assert prove_equal(K @ S, B, [Equation("", K, B @ inv(S))]).proved
    assert not prove_equal(S @ K, B, [Equation("", K, B @ inv(S))]).proved

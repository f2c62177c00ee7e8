"""Operands that are no terms, replacements of another shape, truth values and short texts: one clear line each."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.complexity.cost.count import cost_of
from lora_symbolic.errors import NoTruthValue
from lora_symbolic.language import (
    LanguageError,
    LoraSymbolicError,
    ShapeError,
    Term,
    matrix,
    ones,
    scalar,
    size,
    softmax,
    substitute,
    sum_entries,
    to_text,
    trace,
    zeros,
)
from lora_symbolic.language.operations import lift
from lora_symbolic.proving import Proof, decide, find_counterexample, prove_equal

X, Y, S, T = matrix("X", "m", "n"), matrix("Y", "m", "n"), matrix("S", "n", "n"), matrix("T", "n", "n")
s = sum_entries(X)
NUMBERS: list[Any] = [3, Fraction(3), np.int64(3), sympy.Integer(3)]
NO_OPERANDS: dict[str, tuple[Any, str]] = {
    "float": (0.5, '0.5 is a float: expected an exact number, Fraction(1, 2) or "1/2" in a text'),
    "rounded": (0.1, '0.1 is a float: expected an exact number, Fraction(1, 10) or "1/10" in a text'),
    "infinity": (float("inf"), "inf is a float: expected a term, an integer, a Fraction or a size"),
    "numpy's float": (np.float64(0.5), "is a float64: expected an exact number, Fraction(1, 2)"),
    "sympy's float": (sympy.Float("0.5"), "is a Float: expected a term"),
    "complex": (1j, "1j is a complex: expected a term"),
    "text": ("X", "'X' is a str: expected a term, an integer, a Fraction or a size"),
    "bool": (True, "True is a bool: expected a term"),
    "nothing": (None, "None is a NoneType: expected a term"),
    "array": (
        np.eye(2),
        "is a ndarray: expected a term; write matrix(name, rows, cols) and give its entries to evaluate",
    ),
    "list": ([[1]], "[[1]] is a list: expected a term"),
}
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "@": operator.matmul,
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: type(number).__name__)
def test_an_exact_number_stands_for_a_scalar(number: Any) -> None:
    assert number * X is X * number
    assert number * X is scalar(3) * X
    assert s + number is s + scalar(3)
    assert number - s is scalar(3) - s
    assert X / number is X / scalar(3)


def test_a_size_stands_for_a_scalar() -> None:
    assert size("m") * X is scalar(size("m")) * X
    assert lift(X) is X


@pytest.mark.parametrize("sign", OPERATORS)
@pytest.mark.parametrize("name", NO_OPERANDS)
def test_what_is_no_exact_number_is_refused_in_words(name: str, sign: str) -> None:
    operand, message = NO_OPERANDS[name]
    for left, right in ((X, operand), (operand, X)):
        with pytest.raises(LanguageError, match=re.escape(message)):
            OPERATORS[sign](left, right)


def test_a_float_is_refused_below_the_line_too() -> None:
    with pytest.raises(LanguageError, match=r"0.25 is a float: expected an exact number, Fraction\(1, 4\)"):
        X / 0.25


def test_an_exponent_is_an_exact_number() -> None:
    assert X ** np.int64(2) is X * X
    assert X ** Fraction(1, 2) is X ** sympy.Rational(1, 2)
    with pytest.raises(LanguageError, match=r"0\.5 is a float: expected an exact number, Fraction\(1, 2\)"):
        X**0.5
    for base, exponent in ((X, S), (2, X), (X, size("m"))):
        with pytest.raises(LanguageError, match=r"\*\*: the exponent is .*; expected a rational number"):
            base**exponent


def test_a_scalar_is_no_factor_of_a_matrix_product() -> None:
    for build in (lambda: X @ 3, lambda: 3 @ X):
        with pytest.raises(ShapeError, match=r"expected two matrices \(write \* for a scalar\)"):
            build()


@pytest.mark.parametrize("ask", [prove_equal, decide, find_counterexample], ids=lambda ask: ask.__name__)
def test_a_question_takes_numbers_and_refuses_what_is_no_term(ask: Callable[..., Any]) -> None:
    with pytest.raises(LanguageError, match=r"0\.5 is a float"):
        ask(s, 0.5)
    with pytest.raises(LanguageError, match="'X' is a str"):
        ask("X", X)
    ask(trace(ones(2, 2)), 2)


def test_a_number_is_proved_equal_to_a_term() -> None:
    assert prove_equal(trace(ones(2, 2)), 2).proved
    assert not prove_equal(trace(ones(2, 2)), 3).proved
    assert prove_equal(X, 3).reason == "shapes differ: m x n and 1 x 1"


def test_a_replacement_of_another_shape_is_refused() -> None:
    with pytest.raises(ShapeError, match="substitute: X is m x n, S is n x n; expected a repl"):
        substitute(X @ S, {X: S})
    with pytest.raises(ShapeError, match="3 is a scalar"):
        substitute(X @ S, {X: 3})  # type: ignore[dict-item]
    with pytest.raises(LanguageError, match=r"0\.5 is a float"):
        substitute(X @ S, {X: 0.5})  # type: ignore[dict-item]
    assert substitute(X @ S, {X: Y}) is Y @ S
    assert substitute(s * X, {s: 3}) is 3 * X  # type: ignore[dict-item]


# --- truth


@pytest.mark.parametrize(
    "value",
    [X, scalar(0), cost_of(X @ S), derive_gradient(s, X)],
    ids=["a matrix", "a scalar", "a cost", "a derivation"],
)
def test_what_is_neither_true_nor_false_refuses_to_be_a_bool(value: object) -> None:
    with pytest.raises(NoTruthValue, match="is neither true nor false: "):
        bool(value)
    assert issubclass(NoTruthValue, LoraSymbolicError)
    assert issubclass(NoTruthValue, TypeError)


def test_equality_of_terms_is_that_of_objects() -> None:
    assert (bool(X == X), bool(X == Y), X != Y) == (True, False, True)
    assert (bool(X + Y == X + Y), X in [Y, X], len({X, Y, X})) == (True, True, 2)


def test_a_proof_is_true_when_it_is_one() -> None:
    assert prove_equal(trace(S @ T), trace(T @ S))
    assert not prove_equal(S @ T, T @ S)
    assert [bool(Proof(proved, "", (), 0)) for proved in (True, False)] == [True, False]


def test_an_answer_that_is_not_proved_is_no_bool() -> None:
    assert decide(trace(S @ T), trace(T @ S))
    refuted = decide(S @ T, T @ S)
    assert refuted.verdict == "refuted"
    with pytest.raises(NoTruthValue, match="an Answer that is refuted is no bool: read its verdict"):
        bool(refuted)
    undecided = decide(softmax(X), softmax(X + zeros("m", "n") * Y) + (X - Y), seconds=0.0)
    assert undecided.verdict == "undecided"
    with pytest.raises(NoTruthValue, match="undecided"):
        assert undecided


# --- short texts


def test_repr_is_one_short_line_and_str_is_full() -> None:
    long: Term = S
    for _ in range(40):
        long = long @ T
    derivation = derive_gradient(trace(long), T)
    proof, answer = prove_equal(long, T), decide(S @ T, T @ S)
    for value in (long, derivation, derivation.steps[0], proof, answer):
        text = repr(value)
        assert len(text) < 130, text
        assert "\n" not in text
        assert text.startswith("<")
    assert str(long) == to_text(long)
    assert len(str(derivation)) > 200
    assert repr(X) == "<X : m x n>"
    assert repr(answer) == "<refuted: at n = 2, entry (2, 1)>"
    assert str(prove_equal(S, S)) == "proved: both sides have one canonical form"

"""Conditions: together they say exactly where a statement is defined, and a proof has an instance of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.evaluation import EvaluationError, ball_numbers, evaluate, shape_at
from lora_symbolic.evaluation.sizes import rational_at
from lora_symbolic.language import Term, exp, log, matrix, ones, reciprocal, scalar, size, softmax, variables
from lora_symbolic.proving import Condition, conditions, prove_equal
from tests.strategies import terms

BALLS = ball_numbers(256)
DIVISORS = [size(text) for text in ("d - 1", "L - r", "d * r - 2", "2 * L - d - 1", "L * L - 4", "2 * d - 1", "d + r")]
X, a = matrix("X", "m", "n"), matrix("a", 1, 1)
n, d, r = size("n"), size("d"), size("r")


def is_defined(term: Term, point: Mapping[str, Any], sizes: Mapping[str, int]) -> bool:
    try:
        evaluate(term, point, sizes, BALLS)
    except EvaluationError:
        return False
    return True


def holds(condition: Condition, point: Mapping[str, Any], sizes: Mapping[str, int]) -> bool | None:
    """Whether a condition certainly holds, or certainly does not; None where balls cannot tell."""
    if condition.size is not None:
        return rational_at(condition.size, sizes) != 0
    assert condition.term is not None
    try:
        value = evaluate(condition.term, point, sizes, BALLS)
    except EvaluationError:
        return None
    with BALLS.activated():
        if condition.kind == "positive":
            verdicts = [True if entry > 0 else False if entry <= 0 else None for entry in value.ravel()]
        else:
            verdicts = [True if entry != 0 else False if entry == 0 else None for entry in value.ravel()]
    return False if False in verdicts else None if None in verdicts else True


@given(
    term=terms(depth=3, shape=(size("L"), d), safe=False),
    other=terms(depth=2, shape=(size("L"), d), safe=False),
    divisors=st.tuples(st.sampled_from(DIVISORS), st.sampled_from(DIVISORS)),
    sizes=st.tuples(st.integers(1, 3), st.integers(2, 4), st.integers(1, 3)),
    seed=st.integers(0, 10**6),
)
def test_a_statement_is_defined_exactly_where_its_conditions_hold(
    term: Term, other: Term, divisors: tuple[Any, Any], sizes: tuple[int, int, int], seed: int
) -> None:
    statement = exp(term / divisors[0]) + other / divisors[1]
    at = dict(zip(("L", "d", "r"), sizes, strict=True))
    assume(at["d"] > at["r"])
    random = np.random.default_rng(seed)
    point = {variable.name: random.integers(-1, 3, size=shape_at(variable, at)) for variable in variables(statement)}
    verdicts = [holds(condition, point, at) for condition in conditions(statement)]
    if all(verdict is True for verdict in verdicts):
        assert is_defined(statement, point, at)
    if False in verdicts:
        assert not is_defined(statement, point, at)


PROVED = {
    "a division by n - 1": (scalar(n - 1) * (X / (n - 1)), X, ["n - 1 is not 0"]),
    "a scalar over n - 1": (scalar(n - 1) * (scalar(1) / (n - 1)), scalar(1), ["n - 1 is not 0"]),
    "a division by m - n": (scalar(size("m") - n) * (X / (size("m") - n)), X, ["m - n is not 0"]),
    "a division by n + 1": (scalar(n + 1) * (X / (n + 1)), X, []),
    "a difference of sizes below a logarithm": (
        exp(log(ones(1, 1) / (d - r))),
        ones(1, 1) / (d - r),
        ["r - d is not 0", "every entry of ones(1, 1) / (d - r) is positive"],
    ),
    "the same where d - r is a side": (
        exp(log(ones(d - r, 1) / (d - r))),
        ones(d - r, 1) / (d - r),
        [],
    ),
    "a side of at least 11": (ones(d - 10, 1) @ ones(1, r), ones(d - 10, r), []),
    "a positive argument that needs a search": (
        exp(log(a - 5 * ones(1, 1))),
        a - 5 * ones(1, 1),
        ["every entry of a - 5 * ones(1, 1) is positive"],
    ),
}


@pytest.mark.parametrize("name", PROVED)
def test_a_proof_names_its_conditions_and_shows_an_instance(name: str) -> None:
    left, right, expected = PROVED[name]
    proof = prove_equal(left, right)
    assert proof.proved
    assert sorted(map(str, proof.conditions)) == sorted(expected)
    if expected:
        assert proof.instance is not None
        given_values = {v.name: [["1"] * shape_at(v, proof.instance.sizes)[1]] for v in variables(left)}
        point = {**given_values, **proof.instance.matrices}
        assert is_defined(left, point, proof.instance.sizes)
        assert all(holds(condition, point, proof.instance.sizes) for condition in proof.conditions)


VACUOUS = {
    "log of minus exp": (exp(log(-exp(a))), -exp(a)),
    "reciprocal of minus one": (reciprocal(-ones(1, 1)), -ones(1, 1)),
    "reciprocal of minus a square": (reciprocal(-(a * a)) * (a * a), -ones(1, 1)),
    "reciprocal of zero": (reciprocal(a - a), reciprocal(a - a)),
    "softmax without weight": (lang.rowsum(softmax(X, lang.zeros("m", "n"))), ones("m", 1)),
    "two conditions that exclude each other": (exp(log(a)) * exp(log(-a)), -(a * a)),
    "sides that exclude each other": (ones(d - r, 1) @ ones(1, r - d), ones(d - r, r - d)),
    "a side that is never positive": (ones(r - r * d, 1) @ ones(1, 2), ones(r - r * d, 2)),
}


@pytest.mark.parametrize("name", VACUOUS)
def test_what_is_defined_nowhere_is_not_proved(name: str) -> None:
    proof = prove_equal(*VACUOUS[name])
    assert not proof.proved
    assert proof.vacuous
    assert "never" in proof.reason or "nothing was found" in proof.reason


@given(scale=st.integers(-3, 3), shift=st.integers(-3, 3))
def test_a_logarithm_of_a_line_is_vacuous_exactly_where_the_line_is_nowhere_positive(scale: int, shift: int) -> None:
    line = scale * a + shift * ones(1, 1)
    proof = prove_equal(exp(log(line)), line)
    assert proof.proved == (scale != 0 or shift > 0)
    if proof.instance is not None:
        value = Fraction(proof.instance.matrices["a"][0][0]) if "a" in proof.instance.matrices else 0
        assert scale * value + shift > 0

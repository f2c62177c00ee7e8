"""The threshold lies at logits of order log L: thin factors below it, with constants; none at it, with a family."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.rank.threshold.decide import FAILS, HOLDS, OPEN, decide_rank
from lora_symbolic.rank.threshold.orders import read_growth, read_hypotheses

CASES = [
    ("o(sqrt(log L))", "O(log L)", "1", "every", FAILS),
    ("o(sqrt(log L))", "O(log L)", "1", "some", FAILS),
    ("o(sqrt(log L))", "O(log L)", "1/d", "every", HOLDS),
    ("O(sqrt(log L))", "O(log L)", "1/d", "every", FAILS),
    ("o(sqrt(log L / d))", "O(log L)", "1", "every", HOLDS),
    ("O(sqrt(log L / d))", "O(log L)", "1", "every", FAILS),
    ("O(1)", "O(log L)", "1", "every", FAILS),
    ("O(1)", "O(log L)", "1", "some", OPEN),
    ("o(1)", "O(log L)", "1", "every", HOLDS),
    ("o(sqrt(log L))", "O(1)", "1", "every", HOLDS),
    ("o(sqrt(log L))", "o(log L)", "1", "every", FAILS),
    ("o(sqrt(log L))", "o(log L)", "1", "some", FAILS),
    ("O((log L)^1/5)", "o(log L)", "1", "every", OPEN),
    ("O((log L)^3/4)", "o(log L)", "1/d", "some", FAILS),
    ("O(1)", "o(log L)", "1", "every", HOLDS),
]


@pytest.mark.parametrize(("gamma", "width", "beta", "accuracy", "outcome"), CASES)
def test_the_outcome_follows_from_the_growth_of_the_logits(
    gamma: str, width: str, beta: str, accuracy: str, outcome: str
) -> None:
    found = decide_rank(read_hypotheses(gamma, width, beta), accuracy)
    assert found.outcome == outcome
    assert found.argument.holds
    assert found.argument.failures == ()


@pytest.mark.parametrize(("beta", "word"), [("1", "entry takes a step"), ("1/d", "monomial extends another")])
def test_time_follows_rank(beta: str, word: str) -> None:
    found = decide_rank(read_hypotheses("o(sqrt(log L))", "O(log L)", beta), "every", "time")
    assert any(word in step.reason for step in found.argument.steps)


def test_a_step_that_fails_fails_the_argument() -> None:
    argument = decide_rank(read_hypotheses("o(1)", "O(log L)", "1")).argument
    broken = replace(argument, derivation=(replace(argument.steps[0], holds=False), *argument.steps[1:]))
    assert not broken.holds
    assert broken.failures[0].to_dict()["check"].startswith("FAILED")
    assert not replace(argument, derivation=()).holds


@pytest.mark.parametrize(
    "text", ["", "o(L)", "Theta(1)", "o(sqrt(log L)", "O((log L)^1/0)", "o(sqrt(log L))x", "O(-1)"]
)
def test_other_orders_of_growth_are_refused(text: str) -> None:
    with pytest.raises(ApproximationError, match="growth"):
        read_growth(text)


def test_powers_of_log_are_read() -> None:
    assert read_growth("O((log L)^3/4)").log == Fraction(3, 4)


def test_other_questions_are_refused() -> None:
    given = read_hypotheses("o(1)", "O(1)", "1")
    with pytest.raises(ApproximationError, match="expected"):
        decide_rank(given, "most")
    with pytest.raises(ApproximationError, match="expected one of 1, 1/d"):
        read_hypotheses("o(1)", "O(1)", "2")

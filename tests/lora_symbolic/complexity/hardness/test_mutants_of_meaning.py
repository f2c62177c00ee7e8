"""Mutants of meaning: a lower bound or a reduction with one field changed fails at a step that reads the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.complexity.hardness.arguments import counting, directions, gap, problems, settings
from lora_symbolic.complexity.hardness.arguments.claims import restricted
from lora_symbolic.complexity.hardness.arguments.nodes import ACCURACY
from lora_symbolic.complexity.hardness.arguments.quantifiers import claim_of, hardness_of
from lora_symbolic.language.propositions import Proposition, Solvable, every, formula, sentence, some

GAMMA = "sqrt(log(L)) * kappa"
CLAIM = claim_of("approximate", GAMMA)
BOUNDS = ("d <= C * log(L)", f"maxabs(C1 @ B @ A) <= {GAMMA}", f"maxabs(C2) <= {GAMMA}", "W0 = 0", "Y = 0")


def _fact(claim: Proposition) -> Solvable:
    [fact] = claim.then
    assert isinstance(fact, Solvable)
    return fact


def _with(bounds: tuple[str, ...] = BOUNDS, accuracy: str = "", time: str = "") -> Proposition:
    fact = _fact(CLAIM)
    problem = restricted(fact.problem, bounds, formula(accuracy) if accuracy else ACCURACY)
    return replace(CLAIM, then=(replace(fact, problem=problem, time=formula(time) if time else fact.time),))


def _swapped(old: str, new: str) -> tuple[str, ...]:
    return tuple(bound.replace(old, new) for bound in BOUNDS)


def test_the_claim_itself_is_argued() -> None:
    assert hardness_of(CLAIM, "approximate", "printed", GAMMA).holds
    assert _with() == CLAIM


@pytest.mark.parametrize(
    ("mutant", "step"),
    [
        (replace(CLAIM, quantifiers=(*some("C"), *every("delta > 0", "kappa = omega(1)", "K > 0"))), "quantifiers"),
        (replace(CLAIM, quantifiers=every("delta > 0", "C", "kappa = omega(1)", "K > 0")), "quantifiers"),
        (replace(CLAIM, quantifiers=(*every("delta > 0"), *some("C"), *every("kappa = O(1)", "K > 0"))), "quantifiers"),
        (replace(CLAIM, quantifiers=(*every("delta > 0"), *some("C"), *every("kappa = omega(1)"))), "quantifiers"),
        (_with(time="O(L**2)"), "calls of"),
        (_with(time="O(L**(2 - delta / 4))"), "calls of"),
        (_with(accuracy="K"), "calls(dX)"),
        (_with(accuracy="K * log(L)**-1"), "calls(dX)"),
        (_with(_swapped(GAMMA, "kappa")), "Gamma = kappa"),
        (_with(_swapped(GAMMA, "sqrt(log(L))")), "Gamma = sqrt(log L)"),
        (_with(_swapped("C * log(L)", "C * sqrt(log(L))")), "d = r + 1"),
        (_with(_swapped("C * log(L)", "log(L)")), "d = r + 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else sentence(value)[60:200],
)
def test_a_lower_bound_with_one_field_changed_is_not_argued(mutant: Proposition, step: str) -> None:
    found = hardness_of(mutant, "approximate", "printed", GAMMA)
    assert not found.holds
    assert any(step in failed.statement for failed in found.failures)
    assert found.sentence != sentence(CLAIM)


INSTANCES: list[tuple[Any, str, str, str, Callable[[], Argument]]] = [
    (directions, "INSTANCE", "C2", "block([[A2, zeros(L, d - r)]])", lambda: directions.lora_at_least_as_hard("0")),
    (directions, "INSTANCE", "W0", "eye(d)", lambda: directions.lora_at_least_as_hard("0")),
    (directions, "INSTANCE", "A", "zeros(r, d)", lambda: directions.lora_at_least_as_hard("0")),
    (directions, "EVEN", "C1", "block([[A1, zeros(L, d - r)]])", lambda: directions.lora_at_least_as_hard("0", "even")),
    (directions, "WIDE", "A2", "C2", directions.attention_at_least_as_hard),
    (problems, "WITH_KEYS", "BK", "ones(d, r)", problems.key_adapted),
    (problems, "WITH_VALUES", "WV", "zeros(d, d)", problems.value_adapted),
    (problems, "HALF_READS", "dA", "dAQ", problems.key_adapted),
    (problems, "WIDE", "AQ", "block([[zeros(r, d), A, zeros(r, d)]])", problems.three_times_wide),
    (settings, "ONE_WIDE", "XQ", "block([[A1, s * A2 / r, A3]])", settings.self_attention),
    (settings, "TWO_INPUTS", "WK", "zeros(2 * r, 2 * r)", settings.cross_attention),
]


@pytest.mark.parametrize(
    ("module", "table", "name", "term", "build"), INSTANCES, ids=[f"{row[1]}-{row[2]}-{row[3]}" for row in INSTANCES]
)
def test_a_reduction_with_one_term_changed_is_not_argued(
    monkeypatch: pytest.MonkeyPatch, module: Any, table: str, name: str, term: str, build: Callable[[], Argument]
) -> None:
    functions = [one for one in vars(module).values() if hasattr(one, "cache_clear")]
    for function in functions:
        function.cache_clear()
    right = build().sentence
    monkeypatch.setitem(getattr(module, table), name, term)
    for function in functions:
        function.cache_clear()
    found = build()
    assert found.sentence != right
    assert not found.holds
    monkeypatch.undo()
    for function in functions:
        function.cache_clear()


def test_a_gap_between_closer_sides_or_a_looser_tolerance_is_not_argued(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not gap.gap_chain("pair", Fraction(1, 2)).holds
    monkeypatch.setattr(gap, "FAR", Fraction(1, 64))
    assert not gap.gap_chain.__wrapped__("pair").holds
    monkeypatch.setattr(gap, "TOLERANCE", Fraction(1, 6))
    assert not gap.forward_chain.__wrapped__().holds
    assert all(step.holds for step in counting.error_steps())
    monkeypatch.setattr(counting, "TOLERANCE", "1 / (8 * Lambda * R**2)")
    assert not all(step.holds for step in counting.error_steps())

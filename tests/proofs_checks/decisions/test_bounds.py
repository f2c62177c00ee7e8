"""The decisions about bounds: right statements are proved, controls are refuted, counterexamples stand on their own."""

from __future__ import annotations

import pytest

from proofs_checks import decisions
from proofs_checks.verdict.evidence import Finding

NAMES = ("bounds_poly", "independent")
CONTROLS = [(name, control) for name in NAMES for control in decisions.named(name).controls]
TRUE = [
    ("bounds_poly", {"of": "p2", "reading": "bounded"}),
    ("independent", {"of": "p1", "reading": "bounded"}),
    ("independent", {"of": "p2", "reading": "bounded"}),
]


@pytest.mark.parametrize("name, parameters", TRUE)
def test_a_right_statement_is_proved_by_checked_steps_and_two_further_looks_agree(
    name: str, parameters: dict[str, str]
) -> None:
    procedure = decisions.named(name)
    assert procedure.problem_with(parameters) is None
    opinion = procedure.decide(parameters)
    assert opinion.finding is Finding.PROVES
    assert opinion.steps
    assert all(step.check for step in opinion.steps)
    assert procedure.exact(parameters).finding is Finding.AGREES
    assert procedure.digits(parameters).finding is Finding.AGREES


@pytest.mark.parametrize("name, parameters", CONTROLS)
def test_a_false_statement_is_refuted_and_its_counterexample_is_confirmed(
    name: str, parameters: dict[str, str]
) -> None:
    procedure = decisions.named(name)
    opinion = procedure.decide(parameters)
    assert opinion.finding is Finding.REFUTES
    assert opinion.counterexample is not None
    assert procedure.confirm(parameters, opinion.counterexample) is None


def test_a_family_is_confirmed_only_with_its_own_numbers() -> None:
    procedure = decisions.named("bounds_poly")
    parameters = {"of": "q", "reading": "unbounded"}
    data = dict(procedure.decide(parameters).counterexample or {})
    assert procedure.confirm(parameters, data) is None
    assert procedure.confirm(parameters, {**data, "facts": [[text, "7"] for text, _ in data["facts"]]}) is not None
    assert procedure.confirm({"of": "q", "reading": "bounded"}, data) is not None


@pytest.mark.parametrize(
    "name, parameters, message",
    [
        ("bounds_poly", {"of": "c"}, "parameters of; expected of, reading"),
        ("bounds_poly", {"of": "f", "reading": "bounded"}, "of is 'f'"),
        ("bounds_poly", {"of": "c", "reading": "any"}, "reading is 'any'"),
    ],
)
def test_parameters_that_make_no_statement_are_named(name: str, parameters: dict[str, str], message: str) -> None:
    assert message in (decisions.named(name).problem_with(parameters) or "")

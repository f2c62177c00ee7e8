"""The decisions about growth and roundings: what is true is proved and agreed with, what is false is not."""

from __future__ import annotations

import pytest

from proofs_checks import decisions
from proofs_checks.decisions import Parameters
from proofs_checks.verdict.evidence import Finding

OURS = ("growth_constant", "growth_start", "rounding")
TRUE: dict[str, Parameters] = {
    "growth_constant": {
        "gamma": "sqrt(log(L))",
        "beta": "1/d",
        "width": "1",
        "accuracy": "2",
        "least": "0.693",
        "most": "1",
    },
    "growth_start": {
        "a": "1/4",
        "gamma": "1",
        "beta": "1/d",
        "accuracy": "1",
        "inputs": "0",
        "count": "operations",
        "delta": "1/2",
        "tokens": "10^12",
    },
    "rounding": {"approximation": "17", "rounding": "1200", "small": "40000"},
}


@pytest.mark.parametrize("name", OURS)
def test_a_true_statement_is_proved_and_twice_agreed_with(name: str) -> None:
    procedure = decisions.named(name)
    assert procedure.problem_with(TRUE[name]) is None
    assert procedure.decide(TRUE[name]).finding is Finding.PROVES
    assert procedure.exact(TRUE[name]).finding is Finding.AGREES
    assert procedure.digits(TRUE[name]).finding is Finding.AGREES


@pytest.mark.parametrize("name", OURS)
def test_across_the_threshold_nothing_is_proved(name: str) -> None:
    procedure = decisions.named(name)
    for parameters in procedure.controls:
        opinion = procedure.decide(parameters)
        assert opinion.finding is not Finding.PROVES
        if opinion.counterexample is not None:
            assert procedure.confirm(parameters, opinion.counterexample) is None


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("growth_constant", "width", "3"),
        ("growth_constant", "accuracy", "1/0"),
        ("growth_constant", "gamma", "L"),
        ("growth_constant", "gamma", "__import__('os')"),
        ("growth_constant", "beta", "2"),
        ("growth_constant", "most", "2.698"),
        ("growth_start", "accuracy", "0"),
        ("growth_start", "inputs", "-1"),
        ("growth_start", "count", "additions"),
        ("rounding", "approximation", "-1"),
        ("rounding", "small", "0"),
        ("rounding", "rounding", "many"),
        ("growth_start", "tokens", "many"),
        ("growth_start", "delta", "0"),
        ("growth_start", "beta", "2"),
    ],
)
def test_nonsense_is_named(name: str, key: str, value: str) -> None:
    assert decisions.named(name).problem_with({**TRUE[name], key: value})

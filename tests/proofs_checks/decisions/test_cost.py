"""The decisions about counts and of growth: what is true is proved and agreed with, what is false is not."""

from __future__ import annotations

import pytest

from proofs_checks import decisions
from proofs_checks.decisions import Parameters
from proofs_checks.verdict.evidence import Finding

OURS = ("all_operations", "cost", "cost_products", "growth", "growth_constant", "growth_start", "rounding")
TRUE: dict[str, Parameters] = {
    "all_operations": {
        "count": "almost-linear",
        "of": "operations",
        "most": "150 * L * d**2 * k1",
        "order": "r <= d <= L",
    },
    "cost": {"count": "p", "least": "2 * L**2", "most": "2 * L**2", "order": "none"},
    "cost_products": {"count": "exact", "bound": "T(d, L, L) + T(d, d, L) + T(d, d, r)"},
    "growth": {"gamma": "o(sqrt(log L))", "width": "O(log L)", "beta": "1/d", "problem": "partial"},
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


def test_a_tampered_counterexample_is_not_confirmed() -> None:
    procedure = decisions.named("cost")
    parameters = {"count": "p", "least": "0", "most": "L**2", "order": "none"}
    data = dict(procedure.decide(parameters).counterexample or {})
    assert procedure.confirm(parameters, data) is None
    assert procedure.confirm(parameters, {**data, "multiplications": "3"}) is not None
    assert procedure.confirm({**parameters, "most": "2 * L**2"}, data) is not None


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("cost", "count", "q-printed"),
        ("cost", "most", "L +"),
        ("cost", "order", "r < d"),
        ("cost_products", "bound", "T(d, L)"),
        ("growth", "problem", "half"),
        ("growth", "gamma", "small"),
        ("growth_constant", "width", "3"),
        ("growth_constant", "accuracy", "1/0"),
        ("growth_constant", "gamma", "L"),
        ("growth_constant", "gamma", "__import__('os')"),
        ("growth_constant", "beta", "2"),
        ("growth_constant", "most", "2.698"),
        ("growth_start", "accuracy", "0"),
        ("growth_start", "inputs", "-1"),
        ("growth_start", "count", "additions"),
        ("all_operations", "of", "bits"),
        ("all_operations", "count", "p-naive"),
        ("all_operations", "most", "L +"),
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


def test_the_proof_of_almost_linear_time_names_its_constants() -> None:
    steps = decisions.named("growth").decide(TRUE["growth"]).steps
    text = " ".join(step["statement"] for step in steps)
    assert "27 L d^2 k1" in text
    assert "theta0 = rho0 e^(-2 - c/rho0)" in text
    assert not any(step["check"].startswith("FAILED") for step in steps)

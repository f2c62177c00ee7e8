"""The benchmarks measure true statements, and their bars name what is measured."""

from __future__ import annotations

import tomllib

import pytest

from benchmarks.problems import PEER_NAMES, TASKS, task
from lora_symbolic.calculus import derive_gradient
from lora_symbolic.language import grad
from lora_symbolic.proving import prove_equal
from tests.repository.files import ROOT

BARS = tomllib.loads((ROOT / "benchmarks" / "bars.toml").read_text())


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_proved_by_both_routes(name: str) -> None:
    problem = task(name)
    assert prove_equal(grad(problem.value, problem.variable), problem.closed).proved
    assert prove_equal(derive_gradient(problem.value, problem.variable).gradient, problem.closed).proved


@pytest.mark.parametrize("name", TASKS)
def test_twice_the_closed_form_is_not_proved(name: str) -> None:
    problem = task(name)
    assert not prove_equal(grad(problem.value, problem.variable), 2 * problem.closed).proved


def test_bars_and_peers_name_tasks_that_exist() -> None:
    assert set(BARS["gradients"]) <= set(TASKS)
    assert set(PEER_NAMES) == set(TASKS)
    assert all(name.startswith("lora-symbolic ") for name in BARS["commands"])

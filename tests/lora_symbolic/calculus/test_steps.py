"""Steps: each names its rule, and along a chain each begins where the one before it ended."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lora_symbolic.calculus import Step, derive_gradient
from lora_symbolic.language import grad, matrix, softmax, sum_entries
from tests.adapter import NAMES, A, loss, p, q


def chained(steps: tuple[Step, ...]) -> bool:
    """Whether each step begins where the one before it ended."""
    return all(first.after is second.before for first, second in pairwise(steps))


def test_steps_of_the_lora_loss() -> None:
    steps = derive_gradient(loss, A, NAMES).steps

    assert [str(step) for step in steps] == [
        "scale: 1 -> 1/2",
        "sum: 1/2 -> ones(L, d) / 2",
        "hadamard: ones(L, d) / 2 -> c",
        "subtract: c -> c",
        "matmul: c -> q",
        "softmax: q -> p",
        "matmul: p -> p @ C2",
        "matmul: p @ C2 -> C1.T @ p @ C2",
        "add: C1.T @ p @ C2 -> C1.T @ p @ C2",
        "matmul: C1.T @ p @ C2 -> B.T @ C1.T @ p @ C2",
    ]
    assert chained(steps)
    assert not chained(steps[::-1])
    assert all(step.explanation for step in steps)


def test_the_softmax_step_turns_q_into_p() -> None:
    (step,) = [step for step in derive_gradient(loss, A).steps if step.rule == "softmax"]

    assert (step.before, step.after) == (q, p)


def test_a_node_used_twice_collects_its_adjoints() -> None:
    X, M = matrix("X", "n", "n"), matrix("M", "n", "n")
    f = softmax(X)
    steps = derive_gradient(sum_entries(M * (f @ f)) + sum_entries(f), X).steps

    assert [step.rule for step in steps].count("collect") == 1
    collect = next(step for step in steps if step.rule == "collect")
    assert collect.explanation == "used 2 times: the adjoints add up"
    assert steps[-1].before is collect.after


def test_the_last_step_ends_in_the_gradient() -> None:
    for variable in (A, *[node for node in loss.args[1].args if node.op == "var"]):
        derivation = derive_gradient(loss, variable)
        assert derivation.steps[-1].after is derivation.gradient


@pytest.mark.parametrize("names", [NAMES, {}], ids=["named", "unnamed"])
def test_inner_derivatives_are_a_step_of_their_own(names: dict) -> None:
    slope = sum_entries(grad(loss, A) * grad(loss, A))
    first = derive_gradient(slope, A, names).steps[0]

    assert first.rule == "grad"
    assert first.before is slope

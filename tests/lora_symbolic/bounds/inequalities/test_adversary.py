"""The adversary: false neighbours of sharp bounds are refuted at certified points within the hypotheses."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.bounds.inequalities import attack
from proofs_checks.recheck.inequality import problem_with
from tests.lora_symbolic.bounds.inequalities.bench import RELATIVE, setting, stated

NEIGHBOURS = [
    ("maxabs(softmax(S + E) - f) <= 0.99*tau/2", ["maxabs(E) <= tau"]),
    ("norm(F - f, inf) <= 0.99*2*tan(arcsin(eps)/2)", [RELATIVE]),
    ("abs(F - f) <= 0.99*2*eps/(1 - eps) * f", [RELATIVE]),
    ("maxabs(X @ C.T) <= 0.99*k*maxabs(X)*maxabs(C)", []),
    ("norm(X @ C.T) <= 0.99*norm(X)*norm(C)", []),
    ("norm(X, 2) <= 0.99*norm(X)", []),
    ("0 <= S", []),
    ("f < 1", []),
    ("tau < 2*tau", []),
    ("0 < beta*beta", []),
]


@pytest.mark.parametrize("holds, where", NEIGHBOURS)
def test_a_false_neighbour_is_refuted_and_confirmed_by_evaluation_alone(holds: str, where: list[str]) -> None:
    claim = stated(holds, where)
    found = attack(claim.comparison, setting(claim), 20.0)
    assert found is not None
    assert found.violates
    data = found.to_dict()
    assert problem_with(data, claim) is None


def test_a_true_bound_is_attained_and_never_exceeded() -> None:
    claim = stated("maxabs(softmax(S + E) - f) <= tau/2", ["maxabs(E) <= tau"])
    found = attack(claim.comparison, setting(claim), 1.0)
    assert found is not None
    assert not found.violates
    assert 0.999 < found.ratio <= 1


def test_data_that_are_no_violation_are_named() -> None:
    claim = stated("maxabs(softmax(S + E) - f) <= 0.99*tau/2", ["maxabs(E) <= tau"])
    found = attack(claim.comparison, setting(claim), 20.0)
    assert found is not None
    data = found.to_dict()
    outside = {**data, "scalars": {"tau": "0"}}
    assert "does not certainly hold" in str(problem_with(outside, claim))
    below = {**data, "scalars": {"tau": "-1"}}
    assert "outside its range" in str(problem_with(below, claim))
    still = {**data, "matrices": {name: np.zeros((2, 2), int).tolist() for name in data["matrices"]}}
    assert "not by at least" in str(problem_with(still, claim))
    assert "expected a positive number" in str(problem_with({**data, "gap": "0"}, claim))
    assert "no part of the claim" in str(problem_with({**data, "claim": "1 <= 2"}, claim))
    assert "not the data" in str(problem_with({}, claim))

"""Bounds on what becomes of a gradient when f is approximated: derived from what the approximation is close to."""

from __future__ import annotations

import pytest

from lora_symbolic.bounds.inequalities import Setting, attack, bounded
from lora_symbolic.bounds.inequalities.steps import steps_of
from lora_symbolic.language.statement import Holds, statement_from_table
from proofs_checks.recheck.inequality import problem_with

NEAR_EXP = "abs(E - exp(S)) <= delta * exp(S)"
NEAR_F = "abs(F - f) <= delta * f"
ENTRIES = "maxabs(F - f) <= eps"
TAU = "tan(arcsin(delta)/2)"
DEFINITIONS = {
    "f": "softmax(S)",
    "q": "(f @ C3 - Y) @ C3.T",
    "p": "f * q - diag(rowsum(f * q)) @ f",
    "dA": "B.T @ p @ C2",
    "fE": "diag(reciprocal(rowsum(E))) @ E",
    "qE": "(fE @ C3 - Y) @ C3.T",
    "pE": "fE * qE - diag(rowsum(fE * qE)) @ fE",
    "dAE": "B.T @ pE @ C2",
    "qF": "(F @ C3 - Y) @ C3.T",
    "pF": "F * qF - diag(rowsum(F * qF)) @ F",
    "p2": "diag(rowsum(f * q)) @ f",
    "p2F": "diag(rowsum(F * qF)) @ F",
}
TRUE = [
    (NEAR_EXP, f"norm(pE - p, inf) <= 2*d*{TAU}*maxabs(C3)*(2*maxabs(C3) + maxabs(Y))"),
    (NEAR_EXP, f"maxabs(dAE - dA) <= 2*L*d*{TAU}*maxabs(B)*maxabs(C2)*maxabs(C3)*(2*maxabs(C3) + maxabs(Y))"),
    (NEAR_F, "maxabs(F) <= 1 + delta"),
    (NEAR_F, "maxabs(qF - q) <= d*delta*maxabs(C3)**2"),
    (
        NEAR_F,
        "maxabs(p2F - p2) <= d*delta*maxabs(C3)*(delta**2*maxabs(C3) + 3*delta*maxabs(C3) + delta*maxabs(Y)"
        " + 3*maxabs(C3) + 2*maxabs(Y))",
    ),
    (ENTRIES, "maxabs(F) <= 1 + eps"),
    (ENTRIES, "norm(F, inf) <= 1 + L*eps"),
    (ENTRIES, "maxabs(qF - q) <= L*d*eps*maxabs(C3)**2"),
]
FALSE = [
    (NEAR_F, "maxabs(F) <= 1"),
    (ENTRIES, "maxabs(F) <= 1"),
    (NEAR_EXP, f"maxabs(fE @ C3 - f @ C3) <= {TAU}*maxabs(C3)"),
    (NEAR_F, "maxabs(qF - q) <= delta*maxabs(C3)**2"),
    (ENTRIES, "maxabs(F @ C3 - f @ C3) <= eps*maxabs(C3)"),
    (NEAR_EXP, f"norm(pE - p, inf) <= d*{TAU}*maxabs(C3)*(2*maxabs(C3) + maxabs(Y))/8"),
]


def stated(where: str, holds: str) -> Holds:
    table = {
        "sizes": ["L", "d", "r"],
        "scalars": {"eps": "eps > 0", "delta": "0 < delta < 1"},
        "matrices": {name: ["L", "L"] for name in ("S", "E", "F")}
        | {name: ["L", "d"] for name in ("C2", "C3", "Y")}
        | {"B": ["L", "r"]},
        "definitions": DEFINITIONS,
        "claims": [{"name": "one", "where": [where], "holds": holds}],
    }
    [claim] = statement_from_table(table, "approximations").claims
    assert isinstance(claim.stated, Holds), claim.fault
    return claim.stated


def setting(claim: Holds) -> Setting:
    return Setting(claim.hypotheses, claim.scalars)


@pytest.mark.parametrize(("where", "holds"), TRUE)
def test_a_true_bound_is_derived_in_checked_steps_and_not_violated(where: str, holds: str) -> None:
    claim = stated(where, holds)
    found = bounded(claim.comparison, setting(claim))
    assert found.proved, found.links[0].text
    assert all(step["check"] for step in steps_of(found.links[0], {}))
    attacked = attack(claim.comparison, setting(claim), 1.0, tuples=2)
    assert attacked is not None
    assert not attacked.violates


@pytest.mark.parametrize(("where", "holds"), FALSE)
def test_a_false_bound_is_not_derived_and_violated(where: str, holds: str) -> None:
    claim = stated(where, holds)
    assert not bounded(claim.comparison, setting(claim)).proved
    attacked = attack(claim.comparison, setting(claim), 20.0)
    assert attacked is not None
    assert attacked.violates
    assert problem_with(attacked.to_dict(), claim) is None


def test_two_matrices_close_to_one_another_bound_each_other_without_a_circle() -> None:
    claim = stated("maxabs(E - F) <= eps", "maxabs(E) <= maxabs(F) + eps")
    assert bounded(claim.comparison, setting(claim)).proved
    smaller = stated("maxabs(E - F) <= eps", "maxabs(E) <= maxabs(F)")
    assert not bounded(smaller.comparison, setting(smaller)).proved


def test_a_violation_is_shown_in_small_integers_where_there_is_one() -> None:
    claim = stated("maxabs(F) <= eps", "maxabs(C2 @ C3.T) <= maxabs(C2)*maxabs(C3)")
    found = attack(claim.comparison, setting(claim), 20.0)
    assert found is not None
    assert {abs(entry) for name in ("C2", "C3") for row in found.point.matrices[name] for entry in row} <= {0, 1}

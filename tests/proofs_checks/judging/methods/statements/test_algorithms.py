"""Algorithms by thin factors: almost linear under small logits, refuted above the threshold, open where none fits."""

from __future__ import annotations

from typing import Any

import pytest

from lora_symbolic.language.statement import statement_from_table
from lora_symbolic.language.statement.claim import Claim
from proofs_checks.judging.runner import judge_claim
from proofs_checks.ledger import LedgerClaim
from proofs_checks.ledger.load import from_statement
from proofs_checks.mutants.fields import alterations
from proofs_checks.verdict.evidence import Finding

NORMALISED = "diag(reciprocal(U @ (V.T @ ones(L, 1)))) @ U"
ALGORITHM: dict[str, Any] = {
    "terms": ["F @ (V.T @ C2)"],
    "features": {"U": "C1", "V": "C2"},
    "factors": ["F", "V"],
    "order": "d <= L",
}
SMALL = ("Gamma = o(sqrt(log(L) / d))", "d = O(log(L))", "beta = 1")


def read(under: tuple[str, ...] = SMALL, **changes: Any) -> tuple[Claim, list[LedgerClaim]]:
    """The claim about this algorithm, as it is read and as it is judged."""
    grows = {"of": "time", "under": list(under), "within": "L**(1 + o(1))", "algorithm": {**ALGORITHM, **changes}}
    matrices = {name: ["L", side] for name, side in (("C1", "d"), ("C2", "d"), ("U", "k"), ("V", "k"))}
    table = {"sizes": ["L", "d", "k"], "matrices": matrices, "definitions": {"F": NORMALISED}}
    statement = statement_from_table({**table, "claims": [{"name": "it", "grows": grows}]}, "it")
    return statement.claims[0], list(from_statement(statement))


def finding(under: tuple[str, ...] = SMALL, **changes: Any) -> Finding:
    """What the decision finds."""
    [claim] = read(under, **changes)[1]
    result = judge_claim(claim)
    assert not result.judgement.conflict
    return next(piece.finding for piece in result.evidence if piece.method == "bounds")


def test_small_logits_prove_it_with_the_factor_of_its_own_count() -> None:
    [claim] = read()[1]
    result = judge_claim(claim)
    assert result.verdict.value == "proved"
    text = " ".join(step["statement"] for piece in result.evidence for step in piece.steps)
    assert "<= 7 L d^2 k for d <= L" in text
    assert "U1 V1^T is U V^T with its rows divided by their sums" in text
    assert "theta0 = rho0 e^(-2 - c/rho0)" in text


def test_logits_above_the_threshold_refute_it() -> None:
    assert finding(("Gamma = o(sqrt(log(L)))", "d = O(log(L))", "beta = 1")) is Finding.REFUTES


@pytest.mark.parametrize(
    "changes",
    [{"terms": ["F @ V.T"]}, {"factors": ["U", "V"]}, {"factors": ["2 * F", "V"]}, {"order": "d <= k"}],
    ids=str,
)
def test_another_algorithm_or_other_factors_are_not_proved(changes: dict[str, Any]) -> None:
    assert finding(**changes) is Finding.SILENT


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"order": "d < L"}, "expected one order of sizes"),
        ({"order": 3}, "expected an order of sizes"),
        ({"factors": ["F"]}, "expected two terms"),
        ({"terms": []}, "expected terms"),
        ({"features": {"U": "C1"}}, "expected two matrices"),
        ({"speed": "1"}, "expected a table with terms, features, factors, order"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(changes: dict[str, Any], message: str) -> None:
    claim, _ = read(**changes)
    assert claim.stated is None
    assert message in str(claim.fault)


def test_each_altered_field_changes_the_sentence() -> None:
    [claim] = read()[1]
    found = list(alterations(claim))
    assert "under" in {one.field for one in found}
    assert all(one.claim.text != claim.text for one in found)
    terms = {read(**change)[1][0].text for change in ({}, {"terms": ["F"]}, {"factors": ["U", "V"]})}
    assert len(terms) == 3

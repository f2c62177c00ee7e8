"""Each field of a claim changes its sentence, and what a slip makes false is not proved."""

from __future__ import annotations

import pytest

from proofs_checks.judging.meaning import judge_alterations, unchanged
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.mutants.fields import alterations, table_of, texts_of
from tests.proofs_checks.judging.fabricated import claim

PRODUCT = claim("holds = 'maxabs(X @ Y) <= n*maxabs(X)*maxabs(Y)'")
RANK = claim("rank = ['X @ Y', '<=', 'n']")
COST = claim("cost = ['X @ Y', '=', 'm**2*n']")


def one_of_each() -> list[LedgerClaim]:
    """The first claim of each procedure and of each kind."""
    found: dict[str, LedgerClaim] = {}
    for one in load_ledger().claims:
        if one.kind == "judged" or one.stated is not None:
            found.setdefault(one.judge or one.kind, one)
    return list(found.values())


def test_every_alteration_of_one_claim_of_each_family_changes_its_sentence() -> None:
    claims = one_of_each()
    assert {one.judge for one in claims if one.judge} >= {"bounds_poly", "independent", "growth_start"}
    for one in claims:
        found = list(alterations(one))
        assert found, one.key
        same = [altered for altered in found if altered.claim.text == one.text]
        assert not any(unchanged(one, altered) for altered in same), one.key


def test_a_sentence_that_says_less_than_what_is_decided_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    [said] = [one for one in load_ledger().select("lemma-3.3/rank") if one.form == "corrected"]
    monkeypatch.setattr(LedgerClaim, "text", "it is fast")
    assert any(altered.claim.text == said.text and unchanged(said, altered) for altered in alterations(said))


def test_the_fields_of_a_claim_are_read_again_as_they_were() -> None:
    assert table_of(PRODUCT) == {"name": "it", "where": [], "holds": "maxabs(X @ Y) <= n*maxabs(X)*maxabs(Y)"}
    kinds = {altered.kind for altered in alterations(PRODUCT)}
    assert kinds == {"constant times 0.9", "strict for weak", "direction exchanged", "another matrix"}
    assert {altered.kind for altered in alterations(COST)} >= {"exponent off by one", "relation for equality"}


def test_slips_are_of_one_number_or_one_relation() -> None:
    assert ("exponent off by one", "2 * L**1 * d") in list(texts_of("2 * L**2 * d"))
    assert ("direction exchanged", "a >= b") in list(texts_of("a <= b"))
    assert ("constant times 0.9", "a <= (9/10)*(b)") in list(texts_of("a <= b"))
    assert not list(texts_of("0")) or "(9/10)*(0)" not in dict(texts_of("0")).values()


@pytest.mark.parametrize("true", [PRODUCT, RANK, COST], ids=lambda one: one.kind)
def test_what_a_slip_makes_false_is_refuted_and_never_proved(true: LedgerClaim) -> None:
    found = list(judge_alterations(true))
    outcomes = {(one.kind, one.outcome) for one in found}
    assert "conflict" not in {outcome for _, outcome in outcomes}
    assert ("direction exchanged", "hold too") not in outcomes
    assert ("constant times 0.9", "refuted") in outcomes
    assert "sharper" not in {outcome for _, outcome in outcomes}


def test_what_holds_under_a_stronger_hypothesis_is_weaker_and_without_one_sharper() -> None:
    bounded = claim("holds = 'maxabs(X) <= maxabs(X) + 1'\nwhere = ['maxabs(X) <= 2']")
    outcomes = {(one.kind, one.field, one.outcome) for one in judge_alterations(bounded)}
    assert ("constant times 0.9", "where", "hold too") in outcomes
    assert ("hypothesis dropped", "where", "sharper") in outcomes

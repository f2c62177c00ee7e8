"""Refutations: Coq accepts the negation of a claim that is false, at the recorded counterexample and at no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs_checks.coq.refutation.refutations import (
    compiled,
    recorded,
    refutation_of,
    refutations,
    table,
    wanted_refutations,
)

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
# rational entries; exp in a softmax; a gradient of the attention loss; a size that is a real number
CHOSEN = ("lemma-D.2/transposes", "equation-1.1/attention", "lemma-3.2/dA-q-by-rows", "equation-3.2/product")


def printed(ledger, ident):
    return next(claim for claim in ledger.select(ident) if claim.key in recorded())


@pytest.mark.parametrize("ident", CHOSEN)
def test_the_negation_of_a_false_claim_is_a_theorem(compiler, ledger, ident):
    claim = printed(ledger, ident)
    found = compiled(refutation_of(claim, recorded()[claim.key]))
    assert found.accepted, found.reason
    assert found.statement.startswith("~ (forall ")


def test_the_negation_of_a_true_claim_is_not_accepted(compiler, ledger):
    claim = printed(ledger, "lemma-3.2/dA-q-by-rows")
    true = next(other for other in ledger.select("lemma-3.2/dA") if other.form == "corrected")
    assert not compiled(refutation_of(true, recorded()[claim.key])).accepted


def test_where_the_two_sides_agree_nothing_is_refuted(compiler, ledger):
    claim = printed(ledger, "equation-1.1/attention")
    found = recorded()[claim.key]
    at_zero = {
        **found,
        "matrices": {name: [["0" for _ in row] for row in rows] for name, rows in found["matrices"].items()},
    }
    assert not compiled(refutation_of(claim, at_zero)).accepted


def test_every_refuted_claim_has_a_negation_or_a_reason(ledger):
    found = refutations(ledger)
    assert len(found) == len(wanted_refutations(ledger)) > 100
    assert all(bool(entry.text) != bool(entry.reason) for entry in found)
    assert sum(bool(entry.text) for entry in found) > 85


def test_a_judged_claim_has_a_reason_and_no_negation(ledger):
    claim = next(claim for claim in wanted_refutations(ledger) if claim.kind == "judged")
    assert "not an equality" in refutation_of(claim, recorded()[claim.key]).reason


def test_a_claim_of_another_kind_is_said_to_be_so(ledger):
    claim = replace(printed(ledger, "lemma-3.2/dA-q-by-rows"), kind="rounds")
    assert "rounds" in refutation_of(claim, {}).reason


def test_entries_are_written_exactly():
    assert table([["-1/2", 3]]) == "[:: [:: Constant (- 1 # 2); Constant (3 # 1)]]"

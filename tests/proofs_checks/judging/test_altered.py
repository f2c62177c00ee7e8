"""Altered versions of proved statements: judged, counted, recorded, and shown beside the claim that they sharpen."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.commands.verify.controls import conflicting_alterations
from proofs_checks.judging.meaning import tally
from proofs_checks.judging.runner import judge_claim
from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.ledger.recorded import ALTERATIONS, read_alterations
from proofs_checks.publishing.explanation import mutant_lines
from tests.proofs_checks.judging.fabricated import claim, write_item

GENEROUS = """
[[forms.claims]]
name = "product"
cost = ["X @ Y", "<=", "2 * m**2 * n"]
"""


def test_a_version_that_claims_more_and_holds_is_a_sharper_statement() -> None:
    found = tally(claim("cost = ['X @ Y', '<=', '2 * m**2 * n']"))
    [strict, scaled] = found["sharper"]
    assert strict.endswith("< 2*m**2*n")
    assert scaled.endswith("<= 9*m**2*n/5")
    assert found["outcomes"]["refuted"] >= 2
    assert found["outcomes"]["sharper"] == len(found["sharper"])


def test_nothing_is_sharper_than_an_exact_count_nor_a_larger_lower_bound_true() -> None:
    assert not tally(claim("cost = ['X @ Y', '=', 'm**2 * n']"))["sharper"]
    lower = tally(claim("cost = ['X @ Y', '>=', 'm**2 * n']"))
    assert not lower["sharper"]
    assert lower["outcomes"]["refuted"] >= 2


def test_a_claim_of_growth_has_altered_versions_of_every_formula() -> None:
    text = "grows = { of = 'd * r', under = ['d = O(log(L))', 'r <= d'], within = 'O(log(L)**2)' }"
    found = tally(claim(text))
    assert found["outcomes"]["refuted"] >= 3
    assert not found["sharper"]


def test_they_are_recorded_beside_the_verdicts_and_shown_with_their_claim(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", GENEROUS)
    claims = load_ledger(folder).claims
    assert conflicting_alterations(claims, [judge_claim(one) for one in claims], 1, folder) == 0
    write_item(folder, "lemma-1", GENEROUS + "\n")
    [again] = load_ledger(folder).claims
    lines = list(mutant_lines(again.mutants))
    assert lines[0].startswith("  altered versions: ")
    assert any("sharper, and proved" in line for line in lines)


def test_what_was_recorded_of_another_sentence_is_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", GENEROUS)
    claims = load_ledger(folder).claims
    conflicting_alterations(claims, [judge_claim(one) for one in claims], 1, folder)
    write_item(folder, "lemma-1", GENEROUS.replace("2 * m", "3 * m"))
    [changed] = load_ledger(folder).claims
    assert changed.altered
    assert not changed.mutants
    assert not list(mutant_lines(changed.mutants))


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 1, "claims": {"a|b": {"outcomes": {}}}}'])
def test_a_file_that_is_none_of_these_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / ALTERATIONS).parent.mkdir()
    (tmp_path / ALTERATIONS).write_text(text)
    with pytest.raises(LedgerError, match="expected"):
        read_alterations(tmp_path)


@pytest.mark.parametrize("name", ["alman-song", "lora", "multi-layer"])
def test_no_altered_version_in_a_ledger_is_both_proved_and_refuted(name: str) -> None:
    from proofs_checks.ledger.shelf import FOLDER

    found = read_alterations(FOLDER.parent / name)
    assert len(found) > 10
    assert not [key for key, entry in found.items() if "conflict" in entry["outcomes"]]
    assert all(entry["outcomes"].get("sharper", 0) >= len(entry["sharper"]) for entry in found.values())

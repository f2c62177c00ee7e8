"""The record holds what was computed; whatever differs from it is named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.judging.record import Difference, differences, entries_of, recheck, write_record
from proofs_checks.judging.runner import Plan, judge_claims
from proofs_checks.ledger import FOLDER, LedgerClaim, LedgerError, load_ledger
from proofs_checks.ledger.recorded import FILE, Entries, read_record
from tests.proofs_checks.judging.fabricated import FALSE_CLAIM, ROUNDING_CLAIM, TRUE_CLAIM, write_item


@pytest.fixture(name="claims")
def _claims(tmp_path: Path) -> tuple[LedgerClaim, ...]:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", TRUE_CLAIM + FALSE_CLAIM + ROUNDING_CLAIM.replace("5.2", "5.1"))
    return load_ledger(folder).claims


def test_a_record_reads_back_as_written(claims: tuple[LedgerClaim, ...], tmp_path: Path) -> None:
    entries = entries_of(judge_claims(claims))
    write_record(entries, tmp_path / FILE)
    assert read_record(tmp_path / FILE) == json.loads(json.dumps(entries))
    assert entries["lemma-1/transpose|printed"] == {"verdict": "proved"}
    assert set(entries["lemma-1/wrong|printed"]["counterexample"]) >= {"sizes", "matrices", "entry", "gap"}


def test_a_second_run_is_as_recorded(claims: tuple[LedgerClaim, ...]) -> None:
    entries = entries_of(judge_claims(claims))
    assert differences(judge_claims(claims), entries, complete=True, limited=False) == []


@pytest.mark.parametrize("verdict", ["proved", "refuted", "undecided", "conditional", "conditionally-refuted"])
def test_every_other_verdict_is_a_difference(claims: tuple[LedgerClaim, ...], verdict: str) -> None:
    results = judge_claims(claims)
    entries = entries_of(results)
    for key, entry in entries.items():
        changed = {**entries, key: {"verdict": verdict}}
        found = differences(results, changed, complete=True, limited=False)
        assert [difference.key for difference in found] == ([] if entry["verdict"] == verdict else [key])


def test_claims_that_come_or_go_are_differences(claims: tuple[LedgerClaim, ...]) -> None:
    results = judge_claims(claims)
    entries = entries_of(results)
    assert "not recorded yet" in differences(results[:1], {"other|printed": {}}, False, False)[0].message
    assert "no longer in the ledger" in differences(results[1:], entries, complete=True, limited=False)[0].message
    assert differences(results[1:], entries, complete=False, limited=False) == []
    assert "no record yet" in differences(results, {}, complete=True, limited=False)[0].message


def test_fewer_methods_may_leave_claims_undecided_but_contradict_nothing(claims: tuple[LedgerClaim, ...]) -> None:
    entries = entries_of(judge_claims(claims))
    few = judge_claims(claims, plan=Plan(frozenset({"counterexample"})))
    assert differences(few, entries, complete=True, limited=True) == []
    entries["lemma-1/wrong|printed"] = {"verdict": "proved"}
    assert len(differences(few, entries, complete=True, limited=True)) == 1


def test_recorded_counterexamples_are_confirmed_again(claims: tuple[LedgerClaim, ...]) -> None:
    assert _rechecked(claims, entries_of(judge_claims(claims))) == []


def _rechecked(claims: Iterable[LedgerClaim], entries: Entries) -> list[Difference]:
    found = (recheck(claim, entries.get(claim.key, {})) for claim in claims)
    return [difference for difference in found if difference is not None]


def _tamper(data: dict[str, Any], how: str) -> dict[str, Any]:
    if how == "zeros":
        zeros = {name: [["0"] * len(row) for row in rows] for name, rows in data["matrices"].items()}
        return {**data, "matrices": zeros}
    changes: dict[str, dict[str, Any]] = {
        "gap": {"gap": "1000000"},
        "entry": {"entry": [99, 0]},
        "sizes": {"sizes": {}},
        "matrices": {"matrices": {}},
        "text": {"gap": "much"},
    }
    return {**data, **changes[how]} if how in changes else {}


@pytest.mark.parametrize("how", ["zeros", "gap", "entry", "sizes", "matrices", "text", "empty"])
def test_a_counterexample_that_was_tampered_with_is_named(claims: tuple[LedgerClaim, ...], how: str) -> None:
    entries = entries_of(judge_claims(claims))
    entry = entries["lemma-1/wrong|printed"]
    entry["counterexample"] = _tamper(entry["counterexample"], how)
    [difference] = _rechecked(claims, entries)
    assert difference.key == "lemma-1/wrong|printed"
    assert "not confirmed" in difference.message


def test_a_refutation_without_a_counterexample_is_named(claims: tuple[LedgerClaim, ...]) -> None:
    entries = entries_of(judge_claims(claims))
    del entries["lemma-1/wrong|printed"]["counterexample"]
    assert "no counterexample" in _rechecked(claims, entries)[0].message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"schema": 2, "claims": {}}',
        '{"schema": 1}',
        '{"schema": 1, "claims": {"a": {"verdict": "good"}}}',
    ],
)
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(LedgerError, match=FILE):
        read_record(tmp_path / FILE)


def test_the_papers_record_confirms_every_counterexample() -> None:
    ledger, recorded = load_ledger(), read_record(FOLDER / FILE)
    assert recorded
    assert _rechecked(ledger.claims, recorded) == []

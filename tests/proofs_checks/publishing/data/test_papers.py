"""What was found is counted from the records, and the counterexamples that are shown are those of refuted claims."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names
from proofs_checks.publishing.data.counts import recorded_in_coq
from proofs_checks.publishing.data.papers import INSTRUCTIVE, instructive, papers
from proofs_checks.publishing.data.theorems import theorems
from proofs_checks.publishing.site.shelf import write_shelf


def test_every_ledger_is_a_row_and_every_item_is_counted_once() -> None:
    rows = papers()
    assert [row["name"] for row in rows] == list(names())
    for row in rows:
        assert sum(row["kinds"].values()) == row["items"] == len(load_ledger(LEDGERS / row["name"]).items)
        assert len(row["slips"]) <= len(load_ledger(LEDGERS / row["name"]).slips)


def test_another_record_gives_other_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {row["name"]: row["kinds"] for row in papers()}
    monkeypatch.setattr(
        "proofs_checks.publishing.data.papers.verdicts_in",
        lambda path: dict.fromkeys(json.loads(path.read_text())["claims"], "proved"),
    )
    after = {row["name"]: row["kinds"] for row in papers()}
    assert all(after[name]["false"] == 0 for name in names())
    assert before["lora"]["false"] > 0


@pytest.mark.parametrize(("name", "key"), INSTRUCTIVE)
def test_what_is_shown_is_refuted(name: str, key: str) -> None:
    assert verdicts_in(LEDGERS / name / FILE)[key] == "refuted"


def test_each_example_says_what_was_found() -> None:
    for found in instructive():
        assert found["said"].endswith(".")
        assert found["example"]
        assert found["command"].startswith("lora-symbolic explain ")


def test_coqs_theorems_are_of_their_ledger_though_ids_meet() -> None:
    own, other = load_ledger(), load_ledger(LEDGERS / "multi-layer")
    assert {claim.key for claim in own.claims} & {claim.key for claim in other.claims}
    assert recorded_in_coq(own)["coq_recorded"] > 200
    assert recorded_in_coq(other)["coq_recorded"] == 0
    claims = [{"id": claim.id, "form": claim.form, "verdict": "refuted", "evidence": []} for claim in other.claims]
    assert theorems(other, {"claims": claims}) == {}


def test_the_page_before_the_sites_leads_to_each_of_them(tmp_path: Path) -> None:
    text = write_shelf(tmp_path, ["lora", "multi-layer"]).read_text()
    for row in papers():
        assert (f'href="{row["name"]}/index.html"' in text) == (row["name"] != "alman-song")

"""A cited claim may name the claim of another ledger that judges it; the verdict is read from that ledger's record."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.ledger.elsewhere import judged_elsewhere, taken_from
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names
from proofs_checks.publishing.data.data import site_data
from proofs_checks.publishing.data.graphs import dot_of
from tests.proofs_checks.judging.fabricated import CITED_CLAIM, TRUE_CLAIM, write_item
from tests.proofs_checks.publishing.site.conftest import report_from_record


def test_what_ledgers_refer_to_is_there() -> None:
    named = [c for name in names() for c in load_ledger(LEDGERS / name).claims if c.judged_in]
    assert named
    for claim in named:
        found = judged_elsewhere(claim.judged_in)
        assert found is not None
        name = claim.judged_in.partition("/")[0]
        assert found["verdict"] in {v for k, v in verdicts_in(LEDGERS / name / FILE).items() if found["claim"] in k}


@pytest.mark.parametrize(
    ("reference", "said"),
    [("nobody/lemma-1/a", "no ledger 'nobody'; expected one of lora"), ("lora/lemma-9/a", "no claim 'lemma-9/a'")],
)
def test_a_reference_to_nothing_is_refused(reference: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        judged_elsewhere(reference)


def test_only_what_is_cited_is_judged_elsewhere(tmp_path: Path) -> None:
    write_item(tmp_path, "lemma-1", TRUE_CLAIM.rstrip() + '\njudged_in = "lora/lemma-E.1/hardness"\n')
    with pytest.raises(LedgerError, match="expected it on a cited one"):
        load_ledger(tmp_path)
    write_item(tmp_path, "lemma-1", CITED_CLAIM.rstrip() + '\njudged_in = "lora/lemma-E.1/hardness"\n')
    assert [claim.judged_in for claim in load_ledger(tmp_path).claims] == ["lora/lemma-E.1/hardness"]


def test_what_papers_are_taken_from_is_there() -> None:
    taken = [reference for name in names() for item in load_ledger(LEDGERS / name).items for reference in item.takes]
    assert len(taken) >= 10
    assert all(taken_from(reference)["verdicts"] for reference in taken)
    with pytest.raises(LedgerError, match="no such item; expected LEDGER/ITEM"):
        taken_from("alman-song/lemma-Z.1")


def test_the_graph_of_a_paper_shows_what_it_takes_from_others() -> None:
    ledger = load_ledger()
    items = site_data(ledger, report_from_record(ledger), {})["items"]
    dot = dot_of(items, {}, "{id}.html", None, across=False, others=True)
    assert '"alman-song/lemma-D.2" -> "lemma-3.4"' in dot
    assert "alman-song" not in dot_of(items, {}, "{id}.html", None, across=False)

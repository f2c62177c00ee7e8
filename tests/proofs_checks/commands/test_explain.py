"""explain tells one item from what is printed to the steps of its proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs_checks.commands.command import Run
from tests.proofs_checks.judging.fabricated import FALSE_CLAIM, TRUE_CLAIM, write_item


def test_a_lemma_of_the_paper_is_explained_in_full(run: Run) -> None:
    outcome = run("explain", "lemma-3.2")
    assert outcome.code == 0
    for part in ("as printed", "reading", "evidence", "counterexample", "proof, by reverse mode", "uses:", "used by:"):
        assert part in outcome.out
    assert "softmax: " in outcome.out
    assert "in print: p. 7, Lemma 3.2" in outcome.out
    assert "reproduce: lora-symbolic verify lemma-3.2/dA" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80 or "hence" in outcome.out


def test_one_claim_is_explained_alone(run: Run) -> None:
    data = run("explain", "lemma-3.2/dA", "--json", "-").json
    assert data["id"] == "lemma-3.2"
    assert (data["page"], data["locator"]) == (7, "p. 7, Lemma 3.2")
    assert {claim["id"] for claim in data["claims"]} == {"lemma-3.2/dA"}


def test_a_proved_gradient_comes_with_its_derivation(run: Run) -> None:
    claims = run("explain", "lemma-3.2/dA", "--json", "-").json["claims"]
    [proved] = [claim for claim in claims if claim["form"] == "corrected"]
    [derivation] = proved["derivations"]
    assert derivation["gradient"] == "B.T @ C1.T @ p @ C2"
    assert [step["rule"] for step in derivation["steps"]].count("softmax") == 1
    [refuted] = run("explain", "lemma-3.2/dA-q-by-rows", "--json", "-").json["claims"]
    assert refuted["reading"] == "q_j is row j of q = C3 c^T"
    assert refuted["derivations"] == []
    assert refuted["counterexample"]["matrices"]


def test_what_uses_an_item_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", TRUE_CLAIM + FALSE_CLAIM)
    write_item(folder, "lemma-2", TRUE_CLAIM, uses='["lemma-1"]')
    outcome = run("explain", "lemma-1", "--ledger", folder)
    assert "used by: lemma-2" in outcome.out
    assert "uses:    nothing" in outcome.out


@pytest.mark.parametrize(
    ("ident", "hint"),
    [
        ("lemma-32", "did you mean"),
        ("Lemma-3.2x", "did you mean lemma-3.2"),
        ("lemma-3.2/dAA", "lemma-3.2/dA"),
        ("", "no such id"),
        ("x" * 5000, "no such id"),
    ],
)
def test_an_unknown_id_is_one_line_with_what_was_meant(run: Run, ident: str, hint: str) -> None:
    outcome = run("explain", ident)
    assert outcome.is_one_line_of_bad_input, outcome
    assert hint in outcome.err
    assert len(outcome.err) < 400

"""certify --ledger: theorems of Coq for the proved equalities of a ledger that has no proofs of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs_checks.commands.command import Run, runner
from tests.proofs_checks.judging.fabricated import FALSE_CLAIM, TRUE_CLAIM, write_item

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(monkeypatch, capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    write_item(folder, "lemma-1", TRUE_CLAIM + FALSE_CLAIM)
    return folder


@pytest.mark.usefixtures("compiler")
def test_what_is_proved_has_a_theorem_and_what_is_refuted_is_not_asked(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("verify", "--ledger", folder, "--record", "--report", tmp_path / "report").code == 0
    outcome = run("certify", "--ledger", folder, "--json", "-")
    assert outcome.code == 0, outcome.err
    (entry,) = outcome.json["theorems"]
    assert (entry["id"], entry["form"], entry["accepted"]) == ("lemma-1/transpose", "printed", True)
    assert entry["theorem"] == "claim_lemma_1_transpose_printed"
    assert "forall m n : nat" in entry["statement"]


@pytest.mark.usefixtures("compiler")
def test_a_ledger_without_a_record_says_what_to_run(run: Run, folder: Path) -> None:
    outcome = run("certify", "--ledger", folder)
    assert outcome.code == 2
    assert f"no record; run lora-symbolic verify --record --ledger {folder}" in outcome.err


@pytest.mark.parametrize("option", [["--record"], ["--bound", "1", "--degree", "6"]])
def test_options_of_the_papers_own_theorems_are_refused(run: Run, folder: Path, option: list[str]) -> None:
    outcome = run("certify", "--ledger", folder, *option)
    assert (outcome.code, outcome.err) == (2, f"lora-symbolic: {option[0]} with --ledger: expected one of the two\n")

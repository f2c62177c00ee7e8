"""new writes a statement file whose claims hold, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs_checks.commands.command import Run


def test_the_file_checks_and_derives(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    outcome = run("new", path)
    assert (outcome.code, outcome.out) == (0, "")
    assert f"lora-symbolic check {path}" in outcome.err
    assert "lora-symbolic check mine.toml" in path.read_text()
    assert run("check", path).code == 0
    assert "X.T @ c @ A.T" in run("derive", path, "--wrt", "B").out
    assert "W_0" in run("derive", path, "--wrt", "B", "--latex").out


def test_a_claim_that_is_made_wrong_in_it_is_refuted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    run("new", path)
    path.write_text(path.read_text().replace('"X.T @ c @ A.T"', '"2 * X.T @ c @ A.T"'))
    assert run("check", path).code == 1


def test_a_file_that_is_there_stays(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("what I wrote")
    outcome = run("new", path)
    assert outcome.is_one_line_of_bad_input
    assert "there is such a file" in outcome.err
    assert path.read_text() == "what I wrote"


@pytest.mark.parametrize("name", ["no/such/folder.toml", 300 * "a", ""])
def test_a_place_that_cannot_be_written_is_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", name).is_one_line_of_bad_input

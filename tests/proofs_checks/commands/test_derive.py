"""derive finds the gradient of a file's loss and proves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lora_symbolic.language.reading import parse
from lora_symbolic.language.statement import statement_from_toml
from tests.proofs_checks.commands.command import PROVED, STATEMENT, Run


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(STATEMENT + PROVED)
    return path


@pytest.mark.parametrize(("name", "gradient"), [("A", "B.T @ C1.T @ p @ C2"), ("B", "C1.T @ p @ C2 @ A.T")])
def test_the_gradient_reads_as_a_person_would_write_it(run: Run, path: Path, name: str, gradient: str) -> None:
    outcome = run("derive", path, "--wrt", name)
    assert outcome.code == 0
    assert f"grad(loss, {name}) = {gradient}" in outcome.out
    assert "one canonical form" in outcome.out


def test_the_printed_gradient_parses_in_the_files_own_names(run: Run, path: Path) -> None:
    data = run("derive", path, "--wrt", "A", "--json", "-").json
    statement = statement_from_toml(path.read_text(), "test")
    assert parse(data["gradient"], statement.names, statement.sizes).shape == statement.matrices["A"].shape
    assert data["proof"]["strength"] == "canonical-form"
    assert data["names"]["f"] == "softmax(C1 @ (W0 + B @ A) @ C2.T)"
    assert all(step["explanation"] for step in data["steps"])


def test_the_table_latex_says_how_names_are_written(run: Run, path: Path) -> None:
    path.write_text(STATEMENT + "[latex]\nA = 'A^\\star'\nf = '\\mathbf{f}'\n" + PROVED)
    for form in ("--latex", "--markdown"):
        text = run("derive", path, "--wrt", "A", form).out
        assert r"\mathbf{f} &= \operatorname{softmax}" in text.replace("& =", "&=")
        assert r"\partial {A^\star}" in text
        assert "f q" not in text
    assert "{A^" not in run("derive", path, "--wrt", "A").out


def test_latex_is_latex(run: Run, path: Path) -> None:
    outcome = run("derive", path, "--wrt", "A", "--latex")
    assert outcome.code == 0
    assert "\\" in outcome.out
    assert "C1.T" not in outcome.out


@pytest.mark.parametrize(
    ("old", "new", "name", "hint"),
    [
        ("", "", "Z", "is not a matrix of this file"),
        ("", "", "c1", "did you mean C1?"),
        ("", "", "f", "is not a matrix of this file"),
        ("", "", "", "is not a matrix of this file"),
        ("loss = ", "cost = ", "A", "no definition of loss"),
        ('"sum(c * c) / 2"', '"c * c"', "A", "expected a scalar"),
    ],
)
def test_what_cannot_be_derived_is_one_line(run: Run, path: Path, old: str, new: str, name: str, hint: str) -> None:
    path.write_text(STATEMENT.replace(old, new))
    outcome = run("derive", path, "--wrt", name)
    assert outcome.is_one_line_of_bad_input, outcome
    assert hint in outcome.err


def test_options_are_needed(run: Run, path: Path, tmp_path: Path) -> None:
    assert run("derive", path).is_one_line_of_bad_input
    assert run("derive", "--wrt", "A").is_one_line_of_bad_input
    assert run("derive", tmp_path / "none.toml", "--wrt", "A").is_one_line_of_bad_input

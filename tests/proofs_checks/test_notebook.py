"""A cell of a notebook is judged as a statement file, in IPython's own shell; what it shows is escaped."""

from __future__ import annotations

from typing import Any

import pytest

from proofs_checks.notebook import JudgedStatements, judged, load

interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython, of the extra course, is missing")

CELL = """
title = "<b>Transposes</b>"
sizes = ["n"]
matrices.X = ["n", "n"]
matrices.Y = ["n", "n"]

[[claims]]
name = "order"
equal = ["(X @ Y).T", "Y.T @ X.T"]

[[claims]]
name = "commute"
equal = ["X @ Y", "Y @ X"]
"""


@pytest.fixture
def shell(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A shell with the magic."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    made = interactive.InteractiveShell()
    made.history_manager.enabled = False
    load(made)
    return made


def test_the_extension_is_loaded_by_its_name(shell: Any) -> None:
    shell.run_line_magic("load_ext", "lora_symbolic")
    assert shell.run_cell(f"%%statements\n{CELL}").success


def test_the_cell_is_judged_in_the_shell(shell: Any) -> None:
    found = shell.run_cell(f"%%statements\n{CELL}").result
    assert isinstance(found, JudgedStatements)
    assert {result.id: result.verdict.value for result in found.results} == {"order": "proved", "commute": "refuted"}


def test_the_table_is_escaped_and_has_the_counterexample() -> None:
    found = judged(CELL)
    html = found._repr_html_()
    assert "<caption>&lt;b&gt;Transposes&lt;/b&gt;</caption>" in html
    assert "<b>" not in html
    assert html.count("<tr>") == 3
    assert "n = 2" in html
    assert "n = 2" in repr(found)


@pytest.mark.parametrize(
    "cell, message",
    [
        ("%%statements\nsizes = 3", "sizes"),
        ("%%statements\nsizes = []", "no claims"),
        ("%%statements now\nx", "nothing"),
    ],
)
def test_what_is_no_statement_file_is_one_line_without_a_traceback(
    shell: Any, cell: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = shell.run_cell(cell)
    said = capsys.readouterr()
    assert type(done.error_in_exec).__name__ == "UsageError"
    assert message in said.out + said.err
    assert "Traceback" not in said.out + said.err

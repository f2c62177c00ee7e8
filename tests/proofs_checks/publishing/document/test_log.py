"""The log of a run: what a careful author would not let pass is found, and a clean document is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.publishing.document import build
from proofs_checks.publishing.document.build import LatexFailed, compile_tex
from proofs_checks.publishing.document.log import read_log
from proofs_checks.publishing.tools import ToolMissing
from tests.proofs_checks.publishing.document.tools import compiled

DOCUMENT = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"
FAULTS = {
    "an overfull line": (r"\noindent\hbox{\vrule width 400pt height 1pt}", "overfull"),
    "an overfull formula": (r"\begin{align*} x &= \hbox to 500pt{\hfil} \end{align*}", "overfull"),
    "an undefined reference": (r"See \ref{nowhere}.", "undefined"),
    "an undefined citation": (r"See \cite{nobody}.", "undefined"),
    "a label given twice": (r"\section{A}\label{a}\section{B}\label{a}\ref{a}", "undefined"),
    "a warning of a font": (r"{\fontfamily{none}\selectfont x}", "warnings"),
    "a sign that a font lacks": ("{\\font\\x=cmr10 \\x \\char200}", "warnings"),
}


@pytest.mark.parametrize(("body", "where"), FAULTS.values(), ids=FAULTS)
@pytest.mark.usefixtures("latex")
def test_a_fault_is_found(tmp_path: Path, body: str, where: str) -> None:
    log = compiled(DOCUMENT % body, tmp_path)
    assert getattr(log, where)
    assert not log.clean
    assert log.complaints


@pytest.mark.usefixtures("latex")
def test_a_clean_document_is_clean(tmp_path: Path) -> None:
    log = compiled(DOCUMENT % r"\section{A}\label{a} See \ref{a}. \newpage \[ x = y \]", tmp_path)
    assert log.clean, log
    assert log.pages == 2


def test_a_box_that_is_over_by_less_than_a_point_passes() -> None:
    assert read_log("Overfull \\hbox (0.9pt too wide) in paragraph at lines 1--2\n").clean
    assert not read_log("Overfull \\vbox (1.1pt too high) has occurred while \\output is active\n").clean


@pytest.mark.usefixtures("latex")
def test_an_old_document_survives_a_failure(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.tex").write_text(DOCUMENT % r"\nosuchcommand")
    out = tmp_path / "a.pdf"
    out.write_text("old")
    with pytest.raises(LatexFailed, match=r"a\.tex:4: Undefined control sequence"):
        compile_tex(tmp_path / "source", "a.tex", out)
    assert out.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"source", "a.pdf"}
    assert [path.name for path in (tmp_path / "source").iterdir()] == ["a.tex"]


@pytest.mark.usefixtures("latex")
def test_a_document_without_end_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(DOCUMENT % r"\def\x{\x}\x")
    with pytest.raises(LatexFailed, match="no end after"):
        compile_tex(tmp_path, "a.tex", tmp_path / "out" / "a.pdf", seconds=3)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("latex")
def test_equal_sources_give_equal_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        compiled(DOCUMENT % "Once and again.", tmp_path / name)
    assert (tmp_path / "one" / "main.pdf").read_bytes() == (tmp_path / "two" / "main.pdf").read_bytes()


def test_a_missing_tool_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.tex").write_text("")
    with pytest.raises(
        ToolMissing, match=f"latexmk is missing; on Debian and Ubuntu: apt-get install {build.PACKAGES}"
    ):
        compile_tex(tmp_path, "a.tex", tmp_path / "a.pdf")

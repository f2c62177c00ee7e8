"""The companion document: clean, complete, its numbers those of the run; a failure leaves what was there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.ledger import load_ledger
from proofs_checks.publishing.data.data import numbers_of
from proofs_checks.publishing.data.tables import tables
from proofs_checks.publishing.data.words import HEADLINE, label
from proofs_checks.publishing.document import companion
from proofs_checks.publishing.document.bibliography import WORKS
from proofs_checks.publishing.document.build import LatexFailed, compile_tex
from proofs_checks.publishing.document.companion import make_companion
from proofs_checks.publishing.document.constants import rounded_up
from proofs_checks.publishing.document.prepare import Steps
from tests.kept import CACHE, kept, locked
from tests.proofs_checks.commands.command import Run
from tests.proofs_checks.publishing.document.test_fragments import STEP
from tests.proofs_checks.publishing.document.tools import require_latex, words_of
from tests.proofs_checks.publishing.site.conftest import SECOND, report_from_record
from tests.proofs_checks.publishing.site.test_pages import standings


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """The recorded verdicts of the paper as a report; one claim carries an argument made up to be hostile."""
    found = report_from_record(load_ledger())
    found["claims"][0] |= {"argument": [STEP]}
    return found


WHOLE = pytest.mark.slow(reason="LaTeX prints the whole ledger, some hundred pages, several times over")


@dataclass(frozen=True)
class Made:
    """The document of the paper's ledger, and what LaTeX said of each of its parts."""

    pdf: Path
    pages: dict[str, int]
    complaints: list[str]


@pytest.fixture(scope="module")
def made(report: dict[str, Any]) -> Made:
    """The document, made once for all workers."""
    require_latex()

    def make(folder: Path) -> None:
        with locked("tables"):
            tables(CACHE)
        found = make_companion(load_ledger(), report, folder / "paper.pdf", CACHE)
        pages = {name: log.pages for name, log in found.logs.items()}
        (folder / "said.json").write_text(json.dumps([pages, found.complaints]))

    folder = kept("companion", __file__, make)
    return Made(folder / "paper.pdf", *json.loads((folder / "said.json").read_text()))


@WHOLE
def test_there_is_nothing_to_complain_of(made: Made) -> None:
    assert made.complaints == []
    assert made.pages.keys() == {"paper.tex", "paper-errata.tex", "paper-authors.tex"}
    assert all((pages > 20) is (name != "paper-authors.tex") for name, pages in made.pages.items())


@WHOLE
def test_every_item_and_every_claim_is_there(made: Made) -> None:
    source = made.pdf.with_suffix(".tex").read_text()
    found = words_of(made.pdf)
    for item in load_ledger().items:
        assert source.count(rf"\label{{item:{item.id}}}") == 1
        assert f"{label(item.id)}. " in found
    assert source.count("\n\\claim{") >= len(load_ledger().claims)
    assert source.count("Again: ") == len(load_ledger().claims)


@WHOLE
def test_the_numbers_are_those_of_the_run(made: Made, report: dict[str, Any]) -> None:
    numbers = numbers_of(report["claims"])
    title = subprocess.run(["pdftotext", "-l", "1", str(made.pdf), "-"], capture_output=True, text=True).stdout
    shown = set(map(int, re.findall(r"\d+", title)))
    assert {numbers[key] for key in ("claims", "faulty_as_printed", "corrected")} <= shown
    assert {standings(report)[kind] for kind, _, _ in HEADLINE} <= shown
    errata = words_of(made.pdf.with_name("paper-errata.pdf"))
    assert f"{numbers['faulty_as_printed']} printed claims do not hold" in errata


@WHOLE
def test_the_sources_beside_it_compile_again(made: Made, tmp_path: Path) -> None:
    source = made.pdf.with_name("paper-errata.tex")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / source.name).write_bytes(source.read_bytes())
    assert compile_tex(tmp_path / "source", source.name, tmp_path / "again.pdf").clean
    named = set(re.findall(r"\{(paper-figures/[\w.-]+)\}", made.pdf.with_suffix(".tex").read_text()))
    assert len(named) > 5
    assert all((made.pdf.parent / name).is_file() for name in named)


@WHOLE
def test_links_lead_somewhere(made: Made) -> None:
    source = made.pdf.with_suffix(".tex").read_text()
    asked = set(re.findall(r"\\itemlink\{([\w.-]+)\}", source)) | set(re.findall(r"\\hyperlink\{([\w:.-]+)\}", source))
    there = set(re.findall(r"\\label\{item:([\w.-]+)\}", source)) | set(
        re.findall(r"\\hypertarget\{([\w:.-]+)\}", source)
    )
    assert len(asked) > 50
    assert asked <= there


def test_a_failure_leaves_the_old_document(
    report: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_latex()
    monkeypatch.setattr(companion, "sources", lambda *_: {"a.tex": b"\\nonsense", "a-errata.tex": b""})
    (tmp_path / "a.pdf").write_text("old")
    with pytest.raises(LatexFailed):
        make_companion(load_ledger(), report, tmp_path / "a.pdf", CACHE)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.pdf", "old")]


def test_the_command_makes_the_document_of_another_ledger(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_latex()
    monkeypatch.chdir(tmp_path)
    outcome = run("report", "--pdf", "mine.pdf", "--ledger", SECOND, "--strict")
    assert outcome.code == 0, outcome.err
    assert "Counterexample" in words_of(tmp_path / "mine.pdf")
    documents = {f"mine{part}{kind}" for part in ("", "-errata", "-authors") for kind in (".pdf", ".tex")}
    assert documents <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(("strict", "code"), [((), 3), (("--strict",), 4)])
def test_without_latex_the_command_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: tuple[str, ...], code: int
) -> None:
    require_latex()
    (tmp_path / "dot").symlink_to(str(shutil.which("dot")))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    outcome = run("report", "--pdf", "mine.pdf", "--ledger", SECOND, *strict)
    assert outcome.code == code
    assert outcome.err.startswith("report --pdf: latexmk is missing; on Debian and Ubuntu: apt-get install")
    assert not (tmp_path / "mine.pdf").exists()


@pytest.mark.parametrize("name", ["a.txt", "a b.pdf", "$x.pdf", ".pdf", "folder.pdf"])
def test_a_name_that_is_none_is_one_line(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.pdf").mkdir()
    assert run("report", "--pdf", tmp_path / name, "--ledger", SECOND).is_one_line_of_bad_input


def test_steps_are_printed_once() -> None:
    steps = Steps()
    one, two, three = ({"statement": text} for text in "abc")
    assert [group.get("number") for group in steps.grouped([one, two])] == [1, 2]
    again = steps.grouped([one, two, three, two])
    assert [(group.get("runs"), group.get("number")) for group in again] == [([[1, 2]], None), (None, 3), ([[2]], None)]
    assert steps.grouped([one, three])[0]["runs"] == [[1], [3]]


@pytest.mark.parametrize("value", [0, 999999, 1000000, 123456789, 99999999, 10**40 + 1])
def test_ranks_are_rounded_up(value: int) -> None:
    shown = Fraction(rounded_up(value))
    assert value <= shown <= value * Fraction(101, 100)


def test_works_are_named_by_the_ledger_alone() -> None:
    assert len({work.key for work in WORKS}) == len(WORKS)
    assert not re.search(WORKS[0].named, "anything at all")

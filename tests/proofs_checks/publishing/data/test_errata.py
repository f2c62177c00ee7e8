"""The errata that are sent to authors: which paper, where, what is wrong, and what the names in it stand for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.errors import LedgerError
from proofs_checks.ledger.rules.latex import place_of
from proofs_checks.publishing.data.data import site_data
from proofs_checks.publishing.data.views import errata, ledger_views
from proofs_checks.publishing.json_report import report_of
from proofs_checks.publishing.markdown import markdown_of
from proofs_checks.publishing.site import build
from proofs_checks.publishing.site.formulas import FormulaError
from proofs_checks.publishing.site.pages import _plain
from tests.proofs_checks.commands.command import application
from tests.proofs_checks.publishing.site.conftest import SECOND, report_from_record
from tests.proofs_checks.publishing.site.test_schemas import checker

SLIP = "Gauss and Newton keep $J^2$ alone."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The ledger of the how-to, with a slip of which its Hessian is one, and the page where it stands."""
    made = tmp_path / "ledger"
    shutil.copytree(SECOND, made)
    (made / "paper" / "slips.toml").write_text(f"half-a-hessian = '{SLIP}'\n")
    item = made / "lemma-3.toml"
    text = item.read_text().replace('section = "1"\n', 'section = "1"\npage = 7\nplace = "Lemma 3"\n')
    item.write_text(text.replace('name  = "hessian"\n', 'name  = "hessian"\nslip = "half-a-hessian"\n', 1))
    return made


def text_of(folder: Path) -> str:
    ledger = load_ledger(folder)
    data = site_data(ledger, report_from_record(ledger, folder))
    views: list[dict[str, Any]] = ledger_views(ledger, data)
    return _plain("errata.txt.jinja", {"numbers": data["numbers"], "errata": errata(views), "paper": data["paper"]})


def test_the_text_begins_with_the_paper_and_the_version_that_was_read(folder: Path) -> None:
    lines = text_of(folder).splitlines()
    paper = load_ledger(folder).paper
    assert paper is not None
    assert lines[:5] == ["ERRATA", "", paper.title, f"{paper.by}. {paper.place}", paper.reading]
    (folder / "paper" / "paper.toml").unlink()
    assert next(line for line in text_of(folder).splitlines()[1:] if line).endswith("shapes do not fit.")


def test_each_fault_has_its_page_its_slip_and_its_names(folder: Path) -> None:
    _, entry = text_of(folder).split("Lemma 3. ")
    assert entry.splitlines()[1] == "p. 7, Lemma 3"
    assert "    slip       Gauss and Newton keep J^2 alone.\n" in entry
    names = entry.split("the names in what is printed\n")[1]
    assert "    A is n x d\n" in names
    assert "    loss = sum(c * c) / 2\n" in names
    assert "    c = f - b\n" in names
    assert "    f = softmax((A @ x).T).T\n" in names
    assert "rest" not in names  # of the corrected form alone


def test_a_report_says_which_paper_it_is_of(folder: Path) -> None:
    ledger = load_ledger(folder)
    found = report_of([], in_ledger=True, ledger=ledger)
    assert found["ledger"] == str(folder)
    assert found["paper"]["identifier"] == "arXiv:2304.10411"
    assert list(checker("verify").iter_errors(found)) == []
    assert list(checker("verify").iter_errors({**found, "paper": {"title": "alone"}}))
    assert not {"ledger", "paper"} & report_of([], in_ledger=False).keys()
    head = markdown_of([], ledger, []).partition("|")[0]
    assert "*Attention Scheme Inspired Softmax Regression*" in head
    assert f"Ledger: `{folder}`." in head


@pytest.mark.parametrize(
    ("tex", "place"),
    [
        (r"\nabla L = A^\top (\mathrm{diag}(f) - f f^\top) c", "lemma-2.toml: printed"),
        ("J^2", "paper/slips.toml: half-a-hessian"),
        (r"f^\top c", "lemma-2.toml: note"),
        (r"\undefined", ""),
        ("", ""),
    ],
)
def test_a_formula_is_found_in_the_file_that_it_stands_in(folder: Path, tex: str, place: str) -> None:
    (folder / "lemma-3.toml").unlink()
    assert place_of(tex, load_ledger(folder)) == place


def test_a_formula_that_katex_rejects_is_told_with_its_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reject(tex: str) -> None:
        def generated(*_: object) -> None:
            raise FormulaError("no such command", tex)

        monkeypatch.setattr(build, "generated", generated)
        ledger = load_ledger(folder)
        report = report_from_record(ledger, folder)
        build.build_site(ledger, report, tmp_path / "out", application(), tmp_path / "w", None)

    monkeypatch.setattr(build, "require_tools", lambda: None)
    monkeypatch.setattr(build, "tables", lambda _: {})
    with pytest.raises(LedgerError, match=r"lemma-2\.toml: note: no such command; expected LaTeX"):
        reject(r"f^\top c")
    with pytest.raises(FormulaError):
        reject(r"\ours")
    assert not (tmp_path / "out").exists()

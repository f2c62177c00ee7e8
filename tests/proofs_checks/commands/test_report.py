"""report: the site from the results of a run, and what is said when it cannot be built."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from proofs_checks.publishing import tools
from proofs_checks.publishing.site import build
from tests.proofs_checks.commands.command import Run
from tests.proofs_checks.publishing.site.browser import require_tools
from tests.repository.files import ROOT

LEDGER = ROOT / "docs" / "how-to" / "softmax-regression"


def test_without_a_wish_nothing_is_written(run: Run) -> None:
    outcome = run("report")
    assert outcome.code == 2
    assert "expected --html DIR" in outcome.err


def test_a_file_is_no_folder_for_a_site(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = run("report", "--html", tmp_path / "file")
    assert outcome.code == 2
    assert "expected a folder" in outcome.err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"claims": [{"id": "lemma-2/x"}]}'])
def test_results_that_are_none_are_refused_in_one_line(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "verify.json").write_text(text)
    outcome = run("report", "--html", tmp_path / "site", "--results", tmp_path / "verify.json", "--ledger", LEDGER)
    assert outcome.code == 2
    assert len(outcome.err.strip().splitlines()) == 1
    assert "expected verify.json" in outcome.err


def test_a_site_is_built_and_its_results_are_kept(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_tools()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LORA_SYMBOLIC_KATEX", str(ROOT / "node_modules" / "katex"))
    monkeypatch.chdir(tmp_path)
    outcome = run("report", "--html", tmp_path / "site", "--ledger", LEDGER, "--strict")
    assert outcome.code == 0, outcome.err
    assert "judging the ledger" in outcome.err
    assert (tmp_path / "site" / "index.html").is_file()
    kept = json.loads((tmp_path / "site" / "results.json").read_text())
    assert kept["summary"] == {"proved": 5, "refuted": 1, "ill-typed": 1}
    again = run("report", "--html", tmp_path / "again", "--ledger", LEDGER, "--strict")
    assert again.code == 0, again.err
    assert "judging the ledger" not in again.err
    assert json.loads((tmp_path / "again" / "results.json").read_text()) == kept


def test_a_missing_library_is_named_before_anything_is_judged(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "LIBRARIES", ("no_such_library",))
    outcome = run("report", "--html", tmp_path / "site")
    assert (outcome.code, outcome.out) == (4, "")
    assert outcome.err == "report --html: no_such_library is missing; in the repository: pip install '.[site]'\n"


def test_an_installed_wheel_names_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "DOCUMENTS", tools.CARRIED / "docs")
    wheel = r"\./lora_symbolic-\d+\.\d+\.\d+-py3-none-any\.whl"
    said = tools.extra("site")  # noqa: S610 not Django's
    assert re.fullmatch(rf"beside the wheel's file: pip install '{wheel}\[site\]'", said)


def test_a_missing_tool_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_tools()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    outcome = run("report", "--html", tmp_path / "site", "--ledger", LEDGER)
    assert outcome.code == 4
    assert "is missing; on Debian and Ubuntu: apt-get install" in outcome.err


@pytest.mark.parametrize("option", [["--pdf", "a.pdf"], ["--html", "site", "--results", "verify.json"]])
def test_all_ledgers_have_sites_and_nothing_else(run: Run, option: list[str]) -> None:
    outcome = run("report", *option, "--ledger", "all")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"lora-symbolic: {option[-2]} with --ledger all: expected one ledger\n"

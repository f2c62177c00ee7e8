"""A release: what it refuses, what it changes in two texts, and what it finds missing in a wheel."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from proofs_checks.publishing.tools import DOCUMENTS, documents_beside
from tests.repository.files import ROOT


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RELEASE = loaded()
DAY = date(2031, 5, 6)
CHANGELOG = """# Changelog

## Unreleased

### Added

- Something new.

## 0.1.0 - 2030-01-02

- The beginning.
"""


@pytest.mark.parametrize("text", ["", "1.2", "1.2.3.4", "v1.2.3", "1.2.x", "01.2.3", "0.2.0rc1"])
def test_a_version_is_three_numbers(text: str) -> None:
    with pytest.raises(RELEASE.NotReleased, match="expected three numbers"):
        RELEASE.checked_version(text, "0.1.0")


@pytest.mark.parametrize(("text", "later"), [("0.1.0", False), ("0.0.9", False), ("0.1.1", True), ("0.10.0", True)])
def test_a_version_is_later_than_the_present_one_by_number(text: str, later: bool) -> None:
    if later:
        assert RELEASE.checked_version(text, "0.9.0" if text == "0.10.0" else "0.1.0") == text
    else:
        with pytest.raises(RELEASE.NotReleased, match=r"later than 0\.1\.0"):
            RELEASE.checked_version(text, "0.1.0")


def test_the_present_version_may_be_released_once() -> None:
    assert RELEASE.checked_version("0.1.0", "0.1.0", released=False) == "0.1.0"
    with pytest.raises(RELEASE.NotReleased):
        RELEASE.checked_version("0.0.9", "0.1.0", released=False)


def test_a_citation_gets_the_version_and_the_day() -> None:
    changed = RELEASE.with_citation("title: a\nversion: 1.0.0\ndate-released: 2030-01-01\n", "2.0.0", DAY)
    assert changed == "title: a\nversion: 2.0.0\ndate-released: 2031-05-06\n"
    with pytest.raises(RELEASE.NotReleased, match="0 lines version"):
        RELEASE.with_citation("title: a\n", "2.0.0", DAY)


def test_only_the_version_of_the_project_changes() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changed = RELEASE.with_version(project, "9.8.7")
    differing = [line for line in changed.splitlines() if line not in project.splitlines()]
    assert differing == ['version = "9.8.7"']
    assert len(changed.splitlines()) == len(project.splitlines())
    with pytest.raises(RELEASE.NotReleased, match="0 lines"):
        RELEASE.with_version("[project]\n", "9.8.7")


def test_what_was_unreleased_moves_under_the_version_and_nothing_is_lost() -> None:
    moved = RELEASE.with_release(CHANGELOG, "0.2.0", DAY)
    assert moved == CHANGELOG.replace("## Unreleased\n", "## Unreleased\n\n## 0.2.0 - 2031-05-06\n")
    with pytest.raises(RELEASE.NotReleased, match="says nothing"):
        RELEASE.with_release(moved, "0.3.0", DAY)


@pytest.mark.parametrize(
    ("changelog", "said"),
    [
        (CHANGELOG.replace("## Unreleased", "## Some day"), "no section"),
        (CHANGELOG.replace("- Something new.", ""), "says nothing"),
        (CHANGELOG.replace("## 0.1.0 -", "## 0.2.0 -"), "already"),
    ],
)
def test_a_changelog_that_is_not_ready_is_refused(changelog: str, said: str) -> None:
    with pytest.raises(RELEASE.NotReleased, match=said):
        RELEASE.with_release(changelog, "0.2.0", DAY)


def test_the_changelog_here_has_a_section_for_what_is_new() -> None:
    assert RELEASE.UNRELEASED.search((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_a_wheel_without_a_ledger_a_theory_or_a_template_is_told() -> None:
    tracked = ["README.md", "proofs_checks/__init__.py", "proofs_checks/ledgers/a.toml", "proofs_checks/coq/.gitignore"]
    assert RELEASE.lacking(tracked, tracked[1:3]) == []
    assert RELEASE.lacking(tracked, tracked[:2]) == ["proofs_checks/ledgers/a.toml"]


def test_the_wheel_carries_documents_and_katex(tmp_path: Path) -> None:
    katex = tmp_path / "node_modules" / "katex"
    (tmp_path / "docs" / "course" / "__pycache__").mkdir(parents=True)
    (tmp_path / "docs" / "course" / "01.md").write_text("# One")
    with pytest.raises(RELEASE.NotReleased, match="make npm"):
        RELEASE.carry(tmp_path, tmp_path / "first")
    for name in ("package.json", "dist/katex.js", "dist/fonts/a.woff2", "dist/fonts/a.ttf"):
        (katex / name).parent.mkdir(parents=True, exist_ok=True)
        (katex / name).touch()
    RELEASE.carry(tmp_path, tmp_path / "carried")
    carried = {path.relative_to(tmp_path / "carried").as_posix() for path in (tmp_path / "carried").rglob("*.*")}
    katexs = {"katex/package.json", "katex/dist/katex.js", "katex/dist/fonts/a.woff2"}
    assert carried == {"docs/course/01.md", *katexs}


def test_the_documents_of_another_project_are_not_taken_for_ours(tmp_path: Path) -> None:
    assert documents_beside(ROOT) == ROOT / "docs" == DOCUMENTS
    (tmp_path / "docs").mkdir()
    assert documents_beside(tmp_path) is None
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n')
    assert documents_beside(tmp_path) is None


def test_a_release_without_its_gates_is_a_dry_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        RELEASE.main(["9.9.9", "--without-tests"])
    assert left.value.code == 2
    assert RELEASE.main(["0.0.1", "--dry-run", "--without-tests"]) == RELEASE.BAD_INPUT
    assert "no release: VERSION is 0.0.1; expected one later than" in capsys.readouterr().err

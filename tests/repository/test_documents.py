"""What the documents say is so: links resolve, commands exist, identifiers are in the ledger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository.files import ROOT, links, make_targets, relative, repository_files

DOCUMENTS = list(repository_files(".md"))


def broken_links(path: Path, text: str) -> list[str]:
    """The relative links of a document that lead to no file."""
    return [
        target
        for target in links(text)
        if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.split("#")[0]).exists()
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_links_resolve(path: Path) -> None:
    assert broken_links(path, path.read_text()) == []


def test_a_broken_link_is_found() -> None:
    assert broken_links(ROOT / "README.md", "see [this](no/such/file.md)") == ["no/such/file.md"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_make_commands_exist(path: Path) -> None:
    """Every `make target` in code, inline or fenced, is a target."""
    mentioned = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", path.read_text(), flags=re.MULTILINE))
    assert mentioned <= make_targets()


def test_the_two_commands_are_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert "make verify" in text
    assert "make test" in text


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if relative(path).count("/") == 0], ids=relative)
def test_files_named_in_code_spans_exist(path: Path) -> None:
    """A code span with a slash and a known suffix names a file or folder, or a pattern that matches one."""
    spans = re.findall(r"`([\w.*-]+(?:/[\w.*-]+)+/?)`", path.read_text())
    names = [span for span in spans if span.endswith(("/", ".py", ".md", ".toml", ".json"))]
    missing = [name for name in names if not list(ROOT.glob(name.rstrip("/")))]
    assert missing == []

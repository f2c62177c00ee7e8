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


def test_links_resolve() -> None:
    assert {relative(path): found for path in DOCUMENTS if (found := broken_links(path, path.read_text()))} == {}


def test_a_broken_link_is_found() -> None:
    assert broken_links(ROOT / "README.md", "see [this](no/such/file.md)") == ["no/such/file.md"]


def broken_tables(text: str) -> list[str]:
    """Lines that begin a table, after one that is none, without the line |---| that makes it one below."""
    lines = re.sub(r"^(```|\$\$).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL).splitlines()
    begins = [
        i for i, line in enumerate(lines) if line.startswith("|") and (i == 0 or not lines[i - 1].startswith("|"))
    ]
    return [lines[i] for i in begins if not re.match(r"\|[ :|-]+\|$", "".join(lines[i + 1 : i + 2]))]


def test_tables_are_whole() -> None:
    assert {relative(path): found for path in DOCUMENTS if (found := broken_tables(path.read_text()))} == {}


def test_a_table_that_a_blank_line_breaks_is_found() -> None:
    assert broken_tables("| a |\n|---|\n| b |") == []
    assert broken_tables("| a |\n|---|\n| b |\n\n| c |") == ["| c |"]


def test_make_commands_exist() -> None:
    """Every `make target` in code, inline or fenced, is a target."""
    for path in DOCUMENTS:
        mentioned = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", path.read_text(), flags=re.MULTILINE))
        assert mentioned - make_targets() == set(), relative(path)


@pytest.mark.parametrize(
    ("name", "targets"),
    [("README.md", ("verify", "test", "test-all")), ("CONTRIBUTING.md", ("quick", "test", "test-all", "slow"))],
)
def test_the_commands_that_matter_are_named(name: str, targets: tuple[str, ...]) -> None:
    text = (ROOT / name).read_text()
    assert [target for target in targets if not re.search(rf"\bmake {target}(?![\w-])", text)] == []
    assert set(targets) <= make_targets()


def test_continuous_integration_runs_the_tests_and_the_slow_ones() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make (\S+)", script, flags=re.MULTILINE) == ["test", "slow"]
    assert "REQUIRE_TOOLS=1" in script
    assert f"extras={re.search(r'^ALL_EXTRAS := (.*)$', (ROOT / 'Makefile').read_text(), re.MULTILINE)[1]}\n" in script  # type: ignore[index]


def test_files_named_in_code_spans_exist() -> None:
    """A code span with a slash and a known suffix names a file or folder, or a pattern that matches one."""
    for path in [path for path in DOCUMENTS if relative(path).count("/") == 0]:
        spans = re.findall(r"`([\w.*-]+(?:/[\w.*-]+)+/?)`", path.read_text())
        names = [span for span in spans if span.endswith(("/", ".py", ".md", ".toml", ".json"))]
        assert [name for name in names if not list(ROOT.glob(name.rstrip("/")))] == [], relative(path)

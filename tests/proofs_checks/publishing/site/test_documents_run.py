"""Every command and every block of code in the documents runs, and prints what is shown.

Dictionary
    Page        a document taken apart: files that it tells the reader to save, commands, Python
    shown       what a document shows of a command's output; nothing where it shows the command alone
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proofs_checks.commands.command import Run, application, runner
from tests.repository.files import ROOT, relative
from tests.repository.test_readme_example import without_times

FOLDERS = ("tutorial", "how-to", "explanation", "reference")
DOCUMENTS = [path for folder in FOLDERS for path in sorted((ROOT / "docs" / folder).glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
LANGUAGES = {"toml", "console", "python", "pycon", "text", "json", ""}


@dataclass(frozen=True)
class Page:
    """The code of a document."""

    files: dict[str, str]
    blocks: tuple[tuple[str, str], ...]
    spans: tuple[str, ...]


def taken_apart(text: str) -> Page:
    """The blocks of a document, and the file names under which it says to save some of them."""
    files = {}
    for found in BLOCK.finditer(text):
        named = re.findall(r"[Ss]ave this as `([\w.-]+)`", text[: found.start()])
        between = re.split(r"[Ss]ave this as `[\w.-]+`", text[: found.start()])[-1]
        if found[1] == "toml" and named and "```" not in between:
            files[named[-1]] = found[2]
    spans = tuple(re.findall(r"`(lora-symbolic [^`\n]+)`", BLOCK.sub("", text)))
    return Page(files, tuple((found[1], found[2]) for found in BLOCK.finditer(text)), spans)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `lora-symbolic` with these arguments."""
    return runner(monkeypatch, capsys)


CONSOLES = [path for path in DOCUMENTS if "```console" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", CONSOLES, ids=relative)
def test_commands_run_and_print_what_is_shown(
    path: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = taken_apart(path.read_text(encoding="utf-8"))
    for name, text in page.files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    for language, block in page.blocks:
        if language != "console":
            continue
        prompt, _, shown = block.partition("\n")
        program, *arguments = shlex.split(prompt.removeprefix("$ "))
        assert program == "lora-symbolic"
        done = run(*arguments)
        assert done.code in (0, 1), done.err
        assert "Traceback" not in done.err
        if shown.strip():
            assert without_times(done.out) == without_times(shown)


def test_commands_within_the_text_exist() -> None:
    """A command in a line of prose names a command and options that there are."""
    from proofs_checks.publishing.site.reference import command_line

    known = command_line(application())
    for path in [*DOCUMENTS, ROOT / "README.md"]:
        for span in taken_apart(path.read_text(encoding="utf-8")).spans:
            command, *arguments = shlex.split(span)[1:]
            assert command.startswith("-") or f"\n## {command}\n" in known, (relative(path), span)
            options = [argument.split("=")[0] for argument in arguments if argument.startswith("--")]
            assert [option for option in options if option not in known] == [], (relative(path), span)


def test_blocks_are_of_a_language_that_is_tested() -> None:
    for path in DOCUMENTS:
        for language, block in taken_apart(path.read_text(encoding="utf-8")).blocks:
            assert language in LANGUAGES, (relative(path), language)
            if language == "toml":
                tomllib.loads(block)
            if language == "python":
                compile(block, str(path), "exec")


def python_faults(text: str, name: str, folder: Path) -> list[str]:
    """What goes wrong in the Python of a page: sessions are compared with their output, other blocks merely run."""
    faults: list[str] = []
    names: dict[str, object] = {}
    for language, block in taken_apart(text).blocks:
        if language not in ("python", "pycon"):
            continue
        if ">>> " in block:
            test = doctest.DocTestParser().get_doctest(block, names, name, name, 0)
            runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
            runner.run(test, out=faults.append, clear_globs=False)
            names = test.globs
        else:
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            done = subprocess.run([sys.executable, "-c", block], cwd=folder, env=environment, capture_output=True)
            faults += [done.stderr.decode()] if done.returncode else []
    return faults


def test_python_in_documents_runs(tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    found = [fault for path in DOCUMENTS for fault in python_faults(path.read_text(), relative(path), tmp_path)]
    assert found == []


def test_python_that_fails_is_found(tmp_path: Path) -> None:
    assert python_faults("```python\n1 / 0\n```\n", "a", tmp_path)
    assert python_faults("```pycon\n>>> 1 + 1\n3\n```\n", "a", tmp_path)
    assert not python_faults("```pycon\n>>> 1 + 1\n2\n```\n", "a", tmp_path)


def test_the_how_to_shows_the_files_that_it_ships() -> None:
    page = taken_apart((ROOT / "docs" / "how-to" / "judge-another-paper.md").read_text(encoding="utf-8"))
    shipped = [path.read_text() for path in (ROOT / "docs" / "how-to" / "softmax-regression").rglob("*.toml")]
    blocks = [block for language, block in page.blocks if language == "toml"]
    assert len(blocks) == 3
    assert all(block in shipped for block in blocks)


def test_the_ledger_file_of_the_reference_is_a_ledger(run: Run, tmp_path: Path) -> None:
    page = taken_apart((ROOT / "docs" / "reference" / "ledger-files.md").read_text(encoding="utf-8"))
    (tmp_path / "lemma-7.toml").write_text(next(block for language, block in page.blocks if language == "toml"))
    assert "2 claims: 1 proved, 1 refuted" in run("verify", "--ledger", tmp_path, "--report", tmp_path / "out").out


def test_a_page_is_taken_apart_by_what_it_says() -> None:
    page = taken_apart(
        "Save this as `a.toml`:\n\n```toml\nx = 1\n```\n\n```console\n$ lora-symbolic check a.toml\n```\n"
    )
    assert page.files == {"a.toml": "x = 1\n"}
    assert [language for language, _ in page.blocks] == ["toml", "console"]

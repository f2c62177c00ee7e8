"""The examples of the README run, and print what the README shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proofs_checks.commands.command import in_a_process, runner
from tests.repository.files import ROOT, code_blocks

README = (ROOT / "README.md").read_text()
EXAMPLES = list(zip(code_blocks(README, "toml"), code_blocks(README, "console"), strict=True))


def without_times(output: str) -> list[str]:
    """The lines of a report, with the seconds at their ends and trailing blanks taken away."""
    return [re.sub(r"\s+\d+\.\d\d\s*$", "", line).rstrip() for line in output.strip().splitlines()]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[[str], str]:
    """What a command of `lora-symbolic` prints in the test's folder."""
    monkeypatch.chdir(tmp_path)
    here = runner(monkeypatch, capsys)

    def run(command: str) -> str:
        program, *arguments = command.split()
        assert program == "lora-symbolic"
        return here(*arguments).out

    return run


@pytest.mark.parametrize(("statement", "console"), EXAMPLES, ids=["a gradient", "a false formula"])
def test_an_example_prints_what_the_readme_shows(
    statement: str, console: str, run: Callable[[str], str], tmp_path: Path
) -> None:
    prompt, shown = console.split("\n", 1)
    command = prompt.removeprefix("$ ")
    (tmp_path / command.split()[-1]).write_text(statement)
    assert without_times(run(command)) == without_times(shown)


def test_another_formula_prints_something_else(run: Callable[[str], str], tmp_path: Path) -> None:
    """The comparison above can fail: the false formula made true is not shown as refuted."""
    statement, console = EXAMPLES[1]
    (tmp_path / "sum.toml").write_text(statement.replace("softmax(X) * softmax(Y)", "softmax(Y + X)"))
    assert without_times(run("lora-symbolic check sum.toml")) != without_times(console.split("\n", 1)[1])


def test_a_process_of_its_own_prints_the_same(run: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "sum.toml").write_text(EXAMPLES[1][0])
    done = in_a_process(["check", "sum.toml"], tmp_path)
    assert done.returncode == 1
    assert without_times(done.stdout) == without_times(run("lora-symbolic check sum.toml"))

"""doctor says what is here; a missing tool is an error only under --strict."""

from __future__ import annotations

import pytest

from proofs_checks.commands import doctor
from proofs_checks.commands.doctor import Tool
from tests.cli.command import Run

HERE = Tool("sympy", "sizes", package="sympy", needed=True)
MISSING = Tool("nothing", "tests", command=("no-such-command-anywhere", "--version"))
MISSING_PACKAGE = Tool("no-such-package", "tests", package="no-such-package-anywhere", needed=True)


def test_versions_are_told(run: Run) -> None:
    outcome = run("doctor", "--json", "-")
    versions = {tool["name"]: tool["version"] for tool in outcome.json["tools"]}
    assert versions["sympy"].startswith("1.")
    assert {"coqc", "latexmk", "dot", "node", "npm", "katex", "torch", "gmpy2"} <= set(versions)
    assert outcome.json["missing"] == [name for name, version in versions.items() if version is None]


@pytest.mark.parametrize(
    ("tools", "relaxed", "strict"),
    [((HERE,), 0, 0), ((HERE, MISSING), 0, 4), ((HERE, MISSING_PACKAGE), 4, 4)],
)
def test_exit_codes(
    run: Run, monkeypatch: pytest.MonkeyPatch, tools: tuple[Tool, ...], relaxed: int, strict: int
) -> None:
    monkeypatch.setattr(doctor, "TOOLS", tools)
    assert run("doctor").code == relaxed
    assert run("doctor", "--strict").code == strict


def test_a_tool_that_answers_nothing_is_no_crash(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "TIMEOUT", 0.2)
    monkeypatch.setattr(doctor, "TOOLS", (Tool("sleep", "tests", command=("sleep", "9")),))
    outcome = run("doctor")
    assert outcome.code == 0
    assert "does not answer" in outcome.out

"""doctor says what is here; a missing tool is an error only under --strict."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.commands import doctor
from proofs_checks.commands.doctor import Tool
from tests.proofs_checks.commands.command import Run

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


def test_a_package_of_npm_is_found_in_node_modules(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "TOOLS", (Tool("pad", "tests", npm="no-such-package-anywhere"),))
    monkeypatch.chdir(tmp_path)
    assert run("doctor", "--json", "-").json["missing"] == ["pad"]
    place = tmp_path / "node_modules" / "no-such-package-anywhere"
    place.mkdir(parents=True)
    (place / "package.json").write_text('{"version": "3.2.1"}')
    assert run("doctor", "--json", "-").json["tools"][0]["version"] == "3.2.1"


def test_what_a_wheel_carries_is_found(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "TOOLS", (Tool("pad", "tests", npm="no-such-package-anywhere"),))
    monkeypatch.setattr("proofs_checks.publishing.tools.CARRIED", tmp_path)
    (tmp_path / "no-such-package-anywhere").mkdir()
    (tmp_path / "no-such-package-anywhere" / "package.json").write_text('{"version": "1.2.3"}')
    assert run("doctor", "--json", "-").json["tools"][0]["version"] == "1.2.3"

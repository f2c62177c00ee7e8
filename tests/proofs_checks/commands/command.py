"""Runs `lora-symbolic`, inside the test's own process or in another, and keeps what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from proofs_checks import cli
from tests.repository.files import ROOT


@dataclass(frozen=True)
class Outcome:
    """An exit code with both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output as JSON."""
        return json.loads(self.out)

    @property
    def is_one_line_of_bad_input(self) -> bool:
        """Exit code 2, nothing on stdout, one line on stderr, no traceback."""
        line = self.err.strip()
        return self.code == 2 and not self.out and len(line.splitlines()) == 1 and "Traceback" not in line


Run = Callable[..., Outcome]


def application() -> TyperGroup:
    """The command line as typer builds it."""
    found = typer.main.get_command(cli.app)
    assert isinstance(found, TyperGroup)
    return found


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs the command line with these arguments."""

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr("sys.argv", [cli.PROGRAM, *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "80")
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        streams = capsys.readouterr()
        return Outcome(int(left.value.code or 0), streams.out, streams.err)

    return run


def in_a_process(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, in this folder, 80 columns wide."""
    return subprocess.run(
        [sys.executable, "-m", "proofs_checks.cli", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


STATEMENT = """
title = "a test"
sizes = ["L", "d", "r"]

[matrices]
C1 = ["L", "d"]
C2 = ["L", "d"]
C3 = ["L", "d"]
Y  = ["L", "d"]
W0 = ["d", "d"]
B  = ["d", "r"]
A  = ["r", "d"]

[definitions]
f    = "softmax(C1 @ (W0 + B @ A) @ C2.T)"
c    = "f @ C3 - Y"
loss = "sum(c * c) / 2"
q    = "c @ C3.T"
p    = "f * q - diag(rowsum(f * q)) @ f"
"""
PROVED = '[[claims]]\nname = "dA"\nequal = ["grad(loss, A)", "B.T @ C1.T @ p @ C2"]\n'
REFUTED = '[[claims]]\nname = "dA-wrong"\nequal = ["grad(loss, A)", "B.T @ C1.T @ p.T @ C2"]\n'
ILL_TYPED = '[[claims]]\nname = "dA-ill"\nequal = ["grad(loss, A)", "C1.T @ p @ C2"]\n'
SHAPE = '[[claims]]\nname = "dA-shape"\nshape = ["grad(loss, A)", "r", "d"]\n'

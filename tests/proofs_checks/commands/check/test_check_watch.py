"""check --watch judges again when a file changes, tells what cannot be read, and ends on Ctrl-C with one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs_checks.commands.check.watch import watched
from proofs_checks.commands.shared.exits import BadInput
from tests.proofs_checks.commands.command import SHAPE, STATEMENT
from tests.repository.files import ROOT


def acting(*acts: Callable[[], object]) -> Callable[[float], None]:
    """A pause in which the next of these things happens; after the last one Ctrl-C."""
    left = list(acts)

    def pause(seconds: float) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    return pause


def test_it_judges_once_for_each_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("one")
    seen: list[str] = []

    def judge() -> int:
        seen.append(path.read_text() if path.exists() else "gone")
        return len(seen)

    nothing = lambda: None  # noqa: E731
    pause = acting(nothing, lambda: path.write_text("three"), nothing, path.unlink, lambda: path.write_text("back"))
    assert watched([path], judge, pause) == 4
    assert seen == ["one", "three", "gone", "back"]
    assert capsys.readouterr().err.splitlines()[-1] == "no longer watching"


def test_what_cannot_be_read_is_told_and_may_be_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("bad")

    def judge() -> int:
        if path.read_text() == "bad":
            raise BadInput("mine.toml: not TOML")
        return 0

    assert watched([path], judge, acting()) == 2
    assert "lora-symbolic: mine.toml: not TOML" in capsys.readouterr().err
    assert watched([path], judge, acting(lambda: path.write_text("good"))) == 0


def listen_to_ctrl_c() -> None:
    """As in a terminal: a test run in the background of a script would hand down that Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_the_command_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(STATEMENT + SHAPE)
    command = [sys.executable, "-m", "proofs_checks.cli", "check", str(path), "--watch", "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=listen_to_ctrl_c
    ) as process:
        try:
            assert process.stdout is not None
            while "1 claim: 1 proved" not in process.stdout.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert said.strip() == "no longer watching"
    assert process.returncode == 0

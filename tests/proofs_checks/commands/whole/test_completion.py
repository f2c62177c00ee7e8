"""Completion in bash, zsh and fish: a script for each, and the words that it completes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from proofs_checks.cli import COMMANDS

PROGRAM = "import sys; sys.argv = ['lora-symbolic', *sys.argv[1:]]; from proofs_checks.cli import main; main()"


def answer(**variables: str) -> str:
    """What the program says to a shell that asks with these variables."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_a_shell(shell: str) -> None:
    script = answer(_LORA_SYMBOLIC_COMPLETE=f"source_{shell}")
    assert "_LORA_SYMBOLIC_COMPLETE" in script
    assert "lora-symbolic" in script


def test_commands_and_options_are_completed() -> None:
    def words(typed: str) -> list[str]:
        found = answer(
            _LORA_SYMBOLIC_COMPLETE="complete_bash",
            COMP_WORDS=f"lora-symbolic {typed}",
            COMP_CWORD=str(typed.count(" ") + 1),
        )
        return found.split()

    assert words("ver") == ["verify"]
    assert set(words("")) == set(COMMANDS)
    assert words("check --fo") == ["--format"]
    assert words("nothing") == []

"""Help is everywhere, quick, and wrong options are one line."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.proofs_checks.commands.command import Run

COMMANDS = ("verify", "check", "explain", "derive", "approx", "constants", "doctor")
HEAVY = ("sympy", "numpy", "flint", "mpmath", "networkx", "rich.table")


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], *([command, "-h"] for command in COMMANDS)])
def test_help_is_everywhere(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 0
    assert "Usage:" in outcome.out


def test_every_command_is_listed(run: Run) -> None:
    text = run("--help").out
    assert all(command in text for command in COMMANDS)
    assert "Exit codes" in text


def test_the_version_is_told(run: Run) -> None:
    assert "lora-symbolic" in run("--version").out


@pytest.mark.parametrize("arguments", [["bogus"], ["--bogus"], ["check", "--bogus"], ["verify", "-x"], ["derive"]])
def test_a_wrong_word_is_one_line(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).is_one_line_of_bad_input


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['lora-symbolic', '--help']\n"
        "from proofs_checks.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"sys.stderr.write(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_help_takes_half_a_second() -> None:
    """The best of five, in time of the process alone, since other work may share the machine."""

    def seconds() -> float:
        script = "import time; from proofs_checks.cli import app; print(time.process_time())"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        return float(done.stdout)

    assert min(seconds() for _ in range(5)) < 0.5
    assert time.process_time() > 0


def test_a_fault_of_the_program_is_told_as_such_and_is_no_verdict(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs_checks.commands import doctor

    def fail(*arguments: object) -> int:
        raise ValueError("inside")

    monkeypatch.setattr(doctor, "run", fail)
    outcome = run("doctor")
    assert outcome.code == 70
    assert "a fault of the program" in outcome.err
    monkeypatch.setenv("LORA_SYMBOLIC_TRACEBACK", "1")
    with pytest.raises(ValueError, match="inside"):
        run("doctor")


def test_a_reader_that_leaves_early_causes_no_noise() -> None:
    command = f"{sys.executable} -m proofs_checks verify -h | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("Usage")

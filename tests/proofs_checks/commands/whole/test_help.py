"""Help is everywhere, quick, and wrong options are one line."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from lora_symbolic.errors import InputError
from proofs_checks import commands
from proofs_checks.cli import COMMANDS
from tests.proofs_checks.commands.command import PROVED, STATEMENT, Run

HEAVY = ("sympy", "numpy", "flint", "mpmath", "networkx")
ONLY_REPORT = ("jinja2", "matplotlib", "sphinx", "networkx", "proofs_checks.commands.report")
ONLY_CERTIFY = ("proofs_checks.coq.translation.own_claims", "proofs_checks.commands.check.theorems")


def loaded(watched: tuple[str, ...], *runs: tuple[str, ...]) -> set[str]:
    """Those of the watched modules that a process has imported after it ran with these arguments, one after another.

    No program is on its path, so that Coq's compiler, which would take minutes, is missing.
    """
    script = (
        "import sys\n"
        "from proofs_checks.cli import main\n"
        f"for arguments in {runs!r}:\n"
        "    sys.argv = ['lora-symbolic', *arguments]\n"
        "    try: main()\n"
        "    except SystemExit: pass\n"
        f"sys.stderr.write('\\n' + ' '.join(name for name in {watched!r} if name in sys.modules))"
    )
    environment = {**os.environ, "PATH": "/no/such/folder"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    return set(done.stderr.splitlines()[-1].split())


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


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_the_function_of_its_name_and_declares_every_option(name: str) -> None:
    function = getattr(import_module(f"proofs_checks.commands.{name}"), name)
    assert function.__module__ == f"proofs_checks.commands.{name}"
    assert function.__annotations__.pop("return") == "int"
    assert function.__doc__


def test_every_command_that_there_is_stands_in_the_list() -> None:
    there = {module.name for module in iter_modules(commands.__path__)}
    assert there - {"shared"} == set(COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    assert loaded(HEAVY, ("--help",), *((name, "-h") for name in COMMANDS)) == set()


def test_the_list_of_commands_imports_no_command() -> None:
    modules = tuple(f"proofs_checks.commands.{name}" for name in COMMANDS)
    assert loaded(modules, ("--help",)) == set()
    assert loaded(modules, ("check", "-h")) == {"proofs_checks.commands.check"}


def test_check_imports_nothing_that_only_pages_or_coq_need(tmp_path: Path) -> None:
    """What is watched is imported where it is needed: by `report`, and by `check --certify`."""
    file = tmp_path / "mine.toml"
    file.write_text(STATEMENT + PROVED)
    pages = ("proofs_checks.commands.report", "jinja2", "networkx")
    assert loaded((*HEAVY, *ONLY_REPORT, *ONLY_CERTIFY), ("check", str(file))) == {"flint", "mpmath", "numpy"}
    assert loaded(ONLY_REPORT, ("report", "--pdf", "no name.pdf")) >= set(pages)
    assert loaded(ONLY_CERTIFY, ("check", str(file), "--method", "shapes", "--certify")) == set(ONLY_CERTIFY)


def test_a_fault_of_the_program_is_told_as_such_and_is_no_verdict(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs_checks.commands import doctor

    def fail(*arguments: object) -> str:
        raise ValueError("inside")

    monkeypatch.setattr(doctor, "version_of", fail)
    outcome = run("doctor")
    assert outcome.code == 70
    assert "a fault of the program" in outcome.err
    monkeypatch.setenv("LORA_SYMBOLIC_TRACEBACK", "1")
    with pytest.raises(ValueError, match="inside"):
        run("doctor")


def test_an_error_of_the_family_s_branch_for_input_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs_checks.commands import doctor

    class NewError(InputError):
        pass

    def fail(*arguments: object) -> int:
        raise NewError("C1 is a chair; expected a matrix")

    monkeypatch.setattr(doctor, "version_of", fail)
    outcome = run("doctor")
    assert (outcome.code, outcome.err) == (2, "lora-symbolic: C1 is a chair; expected a matrix\n")


def test_a_reader_that_leaves_early_causes_no_noise() -> None:
    command = f"{sys.executable} -m proofs_checks verify -h | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("Usage")

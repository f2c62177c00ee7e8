"""The command line `lora-symbolic`: its commands, each with a line of help, and the exit code of every error.

Exit codes: 0 as claimed or as recorded; 1 a claim refuted, or a verdict that differs from the record; 2 bad input, in
one line; 3 undecided or out of time; 4 a tool is missing under --strict.

Dictionary
    COMMANDS    the commands in the order in which they are listed; `commands.NAME` declares the options of each
    app         the command line; a command's module is imported when it runs or its help is asked for
    main        the entry point
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from lora_symbolic.errors import InputError

from .commands.shared.exits import BAD_INPUT, UNDECIDED

PROGRAM = "lora-symbolic"
INTERRUPTED = 130
NOBODY_READS = 141
FAULT = 70
TRACEBACK = "LORA_SYMBOLIC_TRACEBACK"
PURPOSE = "Derives and proves the gradients behind efficient low-rank adaptation, and judges what a paper claims."
COMMANDS: Mapping[str, str] = {
    "verify": "Judge the ledger, compare with its record, and write the report.",
    "check": "Judge the claims of your own statement files.",
    "new": "Write a commented statement file to begin with.",
    "explain": "Explain one item: what is printed, the verdict, the counterexample, the corrected form, the proof.",
    "derive": "Derive the gradient of the file's loss, step by step.",
    "approx": "Approximate exp on [-B, B] by a polynomial with exact coefficients and a certified error.",
    "constants": "Say the degree, the ranks and their growth for given tokens, width, bound and error.",
    "gradient": "Compute the gradient of your arrays in almost linear time, with a certified error.",
    "audit": "Measure the heads of a model of yours: logits, ranks, the theorem's premise, what an adapter changed.",
    "report": "Write the site or the document, from the results of the last run if they still hold, else of a new one.",
    "certify": "Compile the Coq theories and theorems, and print what each rests on.",
    "doctor": "Say which optional tools are here, with their versions.",
}


class Commands(TyperGroup):
    """A group that lists its commands from the table, and imports the one that is named."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, line in COMMANDS.items():
            self.add_command(TyperCommand(name, help=line))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name, with its options, and the arguments that are left."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, None if listed is None else command_of(str(listed.name)), rest


def command_of(name: str) -> Any:
    """The command of this name with its options; imports its module."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, help=COMMANDS[name])(getattr(import_module(f"proofs_checks.commands.{name}"), name))
    return typer.main.get_command(alone)


app = typer.Typer(
    name=PROGRAM,
    cls=Commands,
    help=PURPOSE,
    epilog="Exit codes: 0 as claimed, 1 refuted or other than recorded, 2 bad input, 3 undecided, 4 tool missing.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"{PROGRAM} {version(PROGRAM)}")
        except PackageNotFoundError:
            typer.echo(f"{PROGRAM} (not installed)")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Without a command, print the help."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


def refuse(message: str) -> None:
    """Say in one line, or in one for each problem, on the standard error stream what is wrong."""
    sys.stderr.write(f"{PROGRAM}: {message.strip()}\n")


def code_of(error: Exception) -> int:
    """Say what went wrong, and return the exit code; a fault of the program is raised again where that is asked for."""
    if hasattr(error, "format_message"):  # a wrong option or word
        refuse(error.format_message())
        return BAD_INPUT
    if isinstance(error, (InputError, OSError)):  # a word, a file, a term or a value that cannot be used
        refuse(str(error))
        return BAD_INPUT
    if isinstance(error, (RecursionError, MemoryError)):
        refuse(f"the input is too large or nested too deeply ({type(error).__name__}); expected a smaller one")
        return UNDECIDED
    if os.environ.get(TRACEBACK):
        raise error
    refuse(f"a fault of the program, not of the input: {type(error).__name__}: {error}; {TRACEBACK}=1 says where")
    return FAULT


def main() -> None:
    """The entry point: a wrong option is one line and exit code 2; a fault of the program is told as such."""
    gc.set_threshold(20_000, 20, 100)  # terms and modules live long: the default looks at them again and again
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\n")
        code = INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = NOBODY_READS
    except Exception as error:
        code = code_of(error)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

"""The command line `lora-symbolic`: options here, the work in `commands`; nothing heavy is imported before it runs.

Exit codes: 0 as claimed or as recorded; 1 a claim refuted, or a verdict that differs from the record; 2 bad input, in
one line; 3 undecided or out of time; 4 a tool is missing under --strict.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

PROGRAM = "lora-symbolic"
INTERRUPTED = 130
NOBODY_READS = 141
FAULT = 70
TRACEBACK = "LORA_SYMBOLIC_TRACEBACK"

app = typer.Typer(
    name=PROGRAM,
    help="Derives and proves the gradients behind efficient low-rank adaptation, and judges what a paper claims.",
    epilog="Exit codes: 0 as claimed, 1 refuted or other than recorded, 2 bad input, 3 undecided, 4 tool missing.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[str | None, typer.Option("--json", metavar="FILE|-", help="Write JSON here; - is stdout.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes; as many as cores by default.")]
Methods = Annotated[list[str] | None, typer.Option("--method", metavar="M", help="Only this method; may repeat.")]
Ledger = Annotated[Path | None, typer.Option("--ledger", metavar="DIR", help="Another ledger than the paper's.")]
Seconds = Annotated[float, typer.Option("--seconds", min=0.001, help="Time for each claim.")]


def refuse(message: str) -> None:
    """Say in one line, or in one for each problem, on the standard error stream what is wrong."""
    sys.stderr.write(f"{PROGRAM}: {message.strip()}\n")


def guarded(work: Callable[[], int]) -> None:
    """Run a command's work and leave with its exit code; bad input is one line and exit code 2."""
    from proofs_checks.commands.exits import BAD_INPUT, UNDECIDED, BadInput

    try:
        code = work()
    except BrokenPipeError:
        raise
    except (BadInput, OSError) as error:
        refuse(str(error))
        code = BAD_INPUT
    except (RecursionError, MemoryError) as error:
        refuse(f"the input is too large or nested too deeply ({type(error).__name__}); expected a smaller one")
        code = UNDECIDED
    except ValueError as error:
        if not _is_about_input(error):
            raise
        refuse(str(error))
        code = BAD_INPUT
    raise typer.Exit(code)


def _is_about_input(error: ValueError) -> bool:
    from lora_symbolic.evaluation import EvaluationError
    from lora_symbolic.language.errors import LanguageError

    return isinstance(error, (LanguageError, EvaluationError))


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
    """Derives and proves the gradients behind efficient low-rank adaptation, and judges what a paper claims."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


@app.command()
def verify(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Items or claims; all, if none.")] = None,
    jobs: Jobs = None,
    method: Methods = None,
    strict: Annotated[bool, typer.Option("--strict", help="Ask for two further kinds of evidence.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Write the verdicts to the ledger's record.")] = False,
    controls: Annotated[bool, typer.Option("--controls", help="Judge wrong mutants of proved claims too.")] = False,
    json: Json = None,
    report: Annotated[Path, typer.Option("--report", metavar="DIR", help="Where the report goes.")] = Path(
        "build/report"
    ),
    seconds: Seconds = 120.0,
    ledger: Ledger = None,
) -> None:
    """Judge the ledger, compare with its record, and write the report."""

    def work() -> int:
        from proofs_checks.commands import verify as command

        return command.run(ids or (), jobs, method or (), strict, record, controls, json, report, seconds, ledger)

    guarded(work)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Statement files.", show_default=False)],
    jobs: Jobs = None,
    method: Methods = None,
    json: Json = None,
    seconds: Seconds = 20.0,
    certify: Annotated[bool, typer.Option("--certify", help="Prove each claim in Coq too, by rules.")] = False,
    coq: Annotated[Path | None, typer.Option("--coq", metavar="DIR", help="With --certify: files of Coq.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="With --certify: exit with 4 without coqc.")] = False,
) -> None:
    """Judge the claims of your own statement files."""

    def work() -> int:
        from proofs_checks.commands import check as command

        wanted = command.Certify(strict, coq) if certify or coq is not None else None
        return command.run(files, json, jobs, method or (), seconds, wanted)

    guarded(work)


@app.command()
def explain(
    ident: Annotated[str, typer.Argument(metavar="ID", help="Such as lemma-3.2 or lemma-3.2/dA.")],
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX to paste.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown to paste.")] = False,
    json: Json = None,
    ledger: Ledger = None,
) -> None:
    """Explain one item: what is printed, the verdict, the counterexample, the corrected form, the proof."""

    def work() -> int:
        from proofs_checks.commands import explain as command

        return command.run(ident, latex, markdown, json, ledger)

    guarded(work)


@app.command()
def derive(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A statement file that defines `loss`.")],
    wrt: Annotated[str, typer.Option("--wrt", metavar="NAME", help="The matrix to differentiate in.")],
    latex: Annotated[bool, typer.Option("--latex", help="Print the gradient and its steps as LaTeX.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print them as Markdown.")] = False,
    json: Json = None,
) -> None:
    """Derive the gradient of the file's loss, step by step."""

    def work() -> int:
        from proofs_checks.commands import derive as command

        return command.run(file, wrt, latex, markdown, json)

    guarded(work)


@app.command()
def approx(
    bound: Annotated[str, typer.Option("--bound", metavar="B", help="exp on [-B, B].")],
    eps: Annotated[str | None, typer.Option("--eps", metavar="E", help="The least degree with this error.")] = None,
    degree: Annotated[int | None, typer.Option("--degree", metavar="N", help="This degree.")] = None,
    error: Annotated[str, typer.Option("--error", metavar="KIND", help="relative or absolute.")] = "relative",
    method: Annotated[str, typer.Option("--method", metavar="M", help="minimax, chebyshev or taylor.")] = "minimax",
    width: Annotated[str, typer.Option("--width", metavar="W", help="Relative width of the enclosure.")] = "1e-3",
    precision: Annotated[int | None, typer.Option("--precision", metavar="BITS", help="Start with these bits.")] = None,
    json: Json = None,
) -> None:
    """Approximate exp on [-B, B] by a polynomial with exact coefficients and a certified error."""

    def work() -> int:
        from proofs_checks.commands import approx as command

        return command.run(bound, eps, degree, error, method, width, precision, json)

    guarded(work)


@app.command()
def constants(
    tokens: Annotated[int, typer.Option("--tokens", metavar="L", help="Number of tokens.")],
    width: Annotated[int, typer.Option("--width", metavar="D", help="Width of the heads.")],
    eps: Annotated[str, typer.Option("--eps", metavar="E", help="Error of f, relative to f, entry by entry.")],
    bound: Annotated[str | None, typer.Option("--bound", metavar="B", help="Largest |logit|.")] = None,
    gamma: Annotated[str | None, typer.Option("--gamma", metavar="G", help="Instead: |C1 W|, |C2| <= G.")] = None,
    beta: Annotated[str, typer.Option("--beta", metavar="T", help="With --gamma: a number, or 1/d.")] = "1",
    rank: Annotated[int | None, typer.Option("--rank", metavar="R", help="Rank of W, if below the width.")] = None,
    method: Annotated[str, typer.Option("--method", metavar="M", help="minimax, chebyshev or taylor.")] = "minimax",
    plots: Annotated[Path | None, typer.Option("--plots", metavar="DIR", help="Draw SVG and PNG here.")] = None,
    json: Json = None,
) -> None:
    """Say the degree, the ranks and their growth for given tokens, width, bound and error."""

    def work() -> int:
        from proofs_checks.commands import constants as command

        return command.run(tokens, width, bound, gamma, beta, rank, eps, method, json, plots)

    guarded(work)


@app.command()
def gradient(
    file: Annotated[Path, typer.Argument(metavar="IN.npz", help="C1, C2, C3, Y, W0, B, A, or XQ ... AV.")],
    out: Annotated[Path, typer.Option("--out", metavar="OUT.npz", help="Where dA and dB go.")],
    eps: Annotated[str | None, typer.Option("--eps", metavar="E", help="Largest error of an entry.")] = None,
    method: Annotated[str, typer.Option("--method", metavar="M", help="auto, fast or exact.")] = "auto",
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="As many as cores by default.")] = None,
    json: Json = None,
) -> None:
    """Compute the gradient of your arrays in almost linear time, with a certified error."""

    def work() -> int:
        from proofs_checks.commands import gradient as command

        return command.run(file, out, eps, method, threads, json)

    guarded(work)


@app.command()
def report(
    html: Annotated[Path | None, typer.Option("--html", metavar="DIR", help="Build the site in this folder.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Make the companion document.")] = None,
    results: Annotated[
        Path | None, typer.Option("--results", metavar="FILE", help="A verify.json; by default the last run's.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for a warning, 4 for a tool.")] = False,
    ledger: Ledger = None,
) -> None:
    """Write the site or the document, from the results of the last run if they still hold, else of a new one."""

    def work() -> int:
        from proofs_checks.commands import report as command

        return command.run(html, pdf, results, strict, ledger)

    guarded(work)


@app.command()
def certify(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Items or claims; all, if none.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 when coqc is missing.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Record the axioms of every theorem.")] = False,
    bound: Annotated[str | None, typer.Option("--bound", help="Certify exp's polynomial on [-B, B] instead.")] = None,
    degree: Annotated[int | None, typer.Option("--degree", help="That polynomial's degree.")] = None,
    json: Json = None,
) -> None:
    """Compile the Coq theories and theorems, and print what each rests on."""

    def work() -> int:
        from proofs_checks.commands import certify as command

        return command.run(ids or (), strict, json, record, bound, degree)

    guarded(work)


@app.command()
def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 when a tool is missing.")] = False,
    json: Json = None,
) -> None:
    """Say which optional tools are here, with their versions."""

    def work() -> int:
        from proofs_checks.commands import doctor as command

        return command.run(strict, json)

    guarded(work)


def main() -> None:
    """The entry point: a wrong option is one line and exit code 2; a fault of the program is told as such."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOBODY_READS)
    except Exception as error:
        if hasattr(error, "format_message"):
            refuse(error.format_message())
            sys.exit(2)
        if os.environ.get(TRACEBACK):
            raise
        refuse(f"a fault of the program, not of the input: {type(error).__name__}: {error}; {TRACEBACK}=1 says where")
        sys.exit(FAULT)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

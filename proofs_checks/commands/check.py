"""check: judges the claims of a reader's own statement files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..ledger.load import from_statement
from ..ledger.model import LedgerClaim
from ..report.explanation import paragraph
from ..report.json_report import report_of
from ..report.terminal import console, counterexample_lines, file_table, note, summary_line
from ..results import Result
from ..verdict import Verdict
from . import exits
from .files import STREAM, check_writable, read_statement, write_json
from .judging import judge_with_progress, plan_of, warn


def claims_of(paths: Sequence[Path]) -> tuple[LedgerClaim, ...]:
    """The claims of the files, their names prefixed by `FILE#` when there are several files.

    Raises BadInput when a file has no claims.
    """
    claims: list[LedgerClaim] = []
    for path in paths:
        prefix = f"{path}#" if len(paths) > 1 else ""
        found = from_statement(read_statement(path), prefix)
        if not found:
            raise exits.BadInput(f"{path}: no claims; expected at least one table [[claims]]")
        claims.extend(found)
    return tuple(claims)


def exit_code(results: Sequence[Result]) -> int:
    """0 when every claim is proved, 1 when one is refuted or ill-typed, else 3."""
    verdicts = {result.verdict for result in results}
    if verdicts & {Verdict.REFUTED, Verdict.ILL_TYPED}:
        return exits.REFUTED
    return exits.AS_CLAIMED if verdicts <= {Verdict.PROVED, Verdict.CONDITIONAL} else exits.UNDECIDED


def show(results: Sequence[Result]) -> None:
    """Print the table, and below it why a claim is not proved."""
    out = console()
    out.print(file_table(results))
    for result in results:
        if result.verdict is Verdict.PROVED and not result.judgement.reason.count("holds where"):
            continue
        out.print(f"\n{result.id}: {result.verdict}", markup=False, style="bold")
        for line in paragraph(result.text, "  "):
            out.print(line, markup=False, soft_wrap=True)
        if result.counterexample is not None:
            for line in counterexample_lines(result.counterexample):
                out.print(f"  {line}", markup=False, soft_wrap=True)
        else:
            for line in paragraph(result.judgement.reason, "  "):
                out.print(line, markup=False, soft_wrap=True)
    out.print(f"\n{summary_line(results)}", markup=False)


def run(paths: Sequence[Path], json: str | None, jobs: int | None, methods: Sequence[str], seconds: float) -> int:
    """Judge the files' claims, report, and return the exit code."""
    check_writable(json)
    plan = plan_of(methods, seconds)
    claims = claims_of(paths)
    results = judge_with_progress(claims, jobs, plan)
    if json != STREAM:
        show(results)
    if json is not None:
        write_json(json, report_of(results, in_ledger=False))
    warn(results)
    for result in results:
        if result.out_of_time and result.verdict is Verdict.UNDECIDED:
            note(f"{result.id}: out of time; --seconds gives it more")
    return exit_code(results)

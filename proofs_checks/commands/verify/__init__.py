"""verify: judges the ledger, compares with the record, and writes the report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import REPORT, STREAM, check_writable, deliver
from ..shared.options import Ids, Jobs, Json, LedgerFolder, MethodNames, Seconds
from ..shared.streams import note


def verify(
    ids: Ids = None,
    jobs: Jobs = None,
    method: MethodNames = None,
    strict: Annotated[bool, typer.Option("--strict", help="Ask for two further kinds of evidence.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Write the verdicts to the ledger's record.")] = False,
    controls: Annotated[bool, typer.Option("--controls", help="Judge wrong mutants of proved claims too.")] = False,
    json: Json = None,
    report: Annotated[Path, typer.Option("--report", metavar="DIR", help="Where the report goes.")] = REPORT,
    seconds: Seconds = 120.0,
    ledger: LedgerFolder = None,
) -> int:
    """Judge the ledger, compare with its record, report, and return the exit code.

    Raises BadInput for an unknown id or method, or when nothing can be recorded or written.
    """
    from proofs_checks.ledger import FOLDER, load_ledger

    from ..shared.judging import judge_with_progress, plan_of, warn
    from ..shared.names import selected
    from .controls import conflicting_mutants
    from .outcome import compared, exit_code, report_data, show, write_report, write_verdicts

    start = perf_counter()
    check_writable(json)
    check_writable(str(report / "verify.json"))
    plan = plan_of(method or (), seconds)
    if record and method:
        raise exits.BadInput("--record with --method: a record needs every method; expected one of the two")
    folder = ledger or FOLDER
    whole = load_ledger(folder)
    claims = selected(whole, ids or ())
    judged = judge_with_progress(claims, jobs, plan)
    if record:
        write_verdicts(judged, whole, folder)
    outcome = compared(judged, claims, whole, folder, limited=bool(method))
    data = report_data(outcome)
    write_report(outcome, data, report)
    deliver(json, data, partial(show, outcome))
    warn(outcome.results)
    conflicts = conflicting_mutants(claims, outcome.results, jobs, json == STREAM) if controls else 0
    note(f"report: {report / 'verify.md'} and {report / 'verify.json'}; {perf_counter() - start:.1f} s")
    if strict and outcome.thin:
        note("--strict: a proof needs two further kinds of evidence")
    return exits.REFUTED if conflicts else exit_code(outcome, strict)

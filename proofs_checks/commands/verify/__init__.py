"""verify: judges the ledger, compares with the record, and writes the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import STREAM, check_writable, write_json
from ..shared.options import Ids, Jobs, Json, LedgerFolder, MethodNames, Seconds


def verify(
    ids: Ids = None,
    jobs: Jobs = None,
    method: MethodNames = None,
    strict: Annotated[bool, typer.Option("--strict", help="Ask for two further kinds of evidence.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Write the verdicts to the ledger's record.")] = False,
    controls: Annotated[bool, typer.Option("--controls", help="Judge wrong mutants of proved claims too.")] = False,
    json: Json = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", "--out", metavar="DIR", help="Where the report goes; build/report in the repository."),
    ] = None,
    seconds: Seconds = 120.0,
    ledger: LedgerFolder = None,
) -> int:
    """Judge the ledger, or each of them, compare with its record, report, and return the exit code.

    Raises BadInput for an unknown id or method, or when nothing can be recorded or written.
    """
    from proofs_checks.ledger import FOLDER, folders_of
    from proofs_checks.ledger.shelf import ALL

    from ..shared.files import report_base, report_folder
    from ..shared.judging import plan_of
    from .run import Asked, run

    check_writable(json)
    base = report_base() if report is None else report
    check_writable(str(base / "verify.json"))
    plan = plan_of(method or (), seconds)
    if record and method:
        raise exits.BadInput("--record with --method: a record needs every method; expected one of the two")
    folders, every = folders_of(ledger), str(ledger) == ALL
    if every and ids:
        raise exits.BadInput(f"{ids[0]} with --ledger all: expected no ids, or one ledger")
    asked = Asked(tuple(ids or ()), jobs, plan, bool(method), record, controls, strict, json == STREAM)
    places = {folder: report_folder(folder, FOLDER, base) for folder in folders}
    if not every and report is not None:
        places = {folders[0]: report}
    runs = {folder: run(folder, places[folder], asked) for folder in folders}
    reports = {folder.name: found.data for folder, found in runs.items()}
    data = {"schema": 1, "ledgers": reports} if every else next(iter(reports.values()))
    if json is not None:
        write_json(json, data)
    return max(found.code for found in runs.values())

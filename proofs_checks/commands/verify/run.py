"""verify on one ledger: judged, compared with its record, shown, and its report written.

Dictionary
    Asked   what was asked for, the same for every ledger
    Run     the report of a ledger as data, and the exit code that it asks for
    run     a ledger's folder -> Run
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from proofs_checks.judging.record import Difference, entries_of, recheck
from proofs_checks.judging.results import Result
from proofs_checks.judging.runner import Plan
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import FILE, Entries, read_record

from ..shared import exits
from ..shared.judging import judge_and_ask, warn
from ..shared.names import selected
from ..shared.streams import console, note
from .controls import conflicts
from .outcome import compared, exit_code, report_data, show, write_report, write_verdicts


@dataclass(frozen=True)
class Asked:
    """What was asked for; `quiet` when the standard output is taken by JSON, `limited` when only some methods speak."""

    ids: tuple[str, ...]
    jobs: int | None
    plan: Plan
    limited: bool
    record: bool
    controls: bool
    strict: bool
    quiet: bool


@dataclass(frozen=True)
class Run:
    """The report of a ledger, and the exit code that it asks for."""

    data: dict[str, Any]
    code: int


def run(folder: Path, place: Path, asked: Asked) -> Run:
    """Judge the ledger of a folder, show what was found, and write its report in a place.

    Raises BadInput for an unknown id, or when nothing can be recorded or written.
    """
    start = perf_counter()
    whole = load_ledger(folder)
    claims = selected(whole, asked.ids)
    confirm = partial(_confirmed, None if asked.record else read_record(folder / FILE))
    answers = judge_and_ask(confirm, claims, asked.jobs, asked.plan)
    judged = [result for result, _ in answers]
    if asked.record:
        write_verdicts(judged, whole, folder)
    told = [difference for _, difference in answers if difference is not None]
    outcome = compared(judged, told, whole, folder, limited=asked.limited)
    data = report_data(outcome)
    pages, results = write_report(outcome, data, place)
    if not asked.quiet:
        if whole.paper is not None and whole.option:
            console().print(f"{whole.paper.by}: {whole.paper.title}", markup=False, style="bold")
        show(outcome)
    warn(outcome.results)
    for remark in whole.remarks:
        note(f"note: {remark}")
    place_of_record = folder if asked.record else None
    wrong = conflicts(claims, outcome.results, asked.jobs, asked.quiet, place_of_record) if asked.controls else 0
    note(f"report: {pages} and {results}; {perf_counter() - start:.1f} s")
    if asked.strict and outcome.thin:
        note("--strict: a proof needs two further kinds of evidence")
    return Run(data, exits.REFUTED if wrong else exit_code(outcome, asked.strict))


def _confirmed(recorded: Entries | None, claim: LedgerClaim, result: Result) -> Difference | None:
    """What is wrong with the counterexample recorded of the claim, or with the result's, which will be recorded."""
    entries = entries_of([result]) if recorded is None else recorded
    return recheck(claim, entries.get(claim.key, {}))

"""check: judges the claims of a reader's own statement files, with --certify also in Coq; shown in four forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..shared import exits
from ..shared.files import STREAM, write_json
from ..shared.options import Jobs, Json, MethodNames, Seconds
from ..shared.streams import note

if TYPE_CHECKING:
    from proofs_checks.judging.runner import Plan
from .forms import FORMS, LATEX, MARKDOWN, TEXT, checked_form, pasted


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Statement files.", show_default=False)],
    jobs: Jobs = None,
    method: MethodNames = None,
    json: Json = None,
    seconds: Seconds = 20.0,
    certify: Annotated[bool, typer.Option("--certify", help="Prove each claim in Coq too, by rules.")] = False,
    coq: Annotated[Path | None, typer.Option("--coq", metavar="DIR", help="With --certify: files of Coq.")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help=f"{', '.join(FORMS[:-1])} or {FORMS[-1]}.")
    ] = TEXT,
    strict: Annotated[
        bool, typer.Option("--strict", help="All evidence, however long; with --certify, 4 without coqc.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Judge again when a file changes, until Ctrl-C.")] = False,
) -> int:
    """Judge the files' claims, report, and return the exit code.

    Raises BadInput when a file cannot be read or has no claims, or a method is unknown.
    """
    from ..shared.judging import plan_of

    asked = Asked(
        plan_of(method or (), seconds, thorough=strict),
        jobs,
        form,
        checked_form(form, json),
        certify or coq is not None,
        coq,
        strict,
    )
    if not watch:
        return judged(files, asked)
    from .watch import watched

    return watched(files, partial(judged, files, asked))


@dataclass(frozen=True)
class Asked:
    """What was asked for: how claims are judged, the form of the answer, where JSON goes, and what Coq shall do."""

    plan: Plan
    jobs: int | None
    form: str
    json: str | None
    certify: bool
    coq: Path | None
    strict: bool


def judged(files: Sequence[Path], asked: Asked) -> int:
    """Judge the files once, report, and return the exit code.

    Raises BadInput when a file cannot be read or has no claims.
    """
    from proofs_checks.publishing.json_report import report_of

    from ..shared.judging import judge_with_progress, warn
    from .claims import claims_of, exit_code, late_lines, show, unsatisfied

    form, json = asked.form, asked.json
    claims, titles, faults = claims_of(files)
    results = judge_with_progress(claims, asked.jobs, asked.plan)
    found = None
    if asked.certify:
        from .theorems import certified

        found = certified(claims, results, titles, asked.jobs)
        results = found.results
    faults += unsatisfied(results)
    if form in (MARKDOWN, LATEX):
        pasted(results, claims, form == MARKDOWN)
    elif json != STREAM and results:
        show(results)
        if found is not None:
            found.show()
    if json is not None:
        write_json(json, report_of(results, in_ledger=False, bad_input=faults))
    warn(results)
    for line in (*late_lines(results), *faults):
        note(line)
    code = exits.BAD_INPUT if faults else exit_code(results)
    return code if found is None else found.finish(code, asked.strict, asked.coq)

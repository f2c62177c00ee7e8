"""check: judges the claims of a reader's own statement files, with --certify also in Coq."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from proofs_checks.coq.toolchain.compiler import CoqFailure
from proofs_checks.judging.results import Result
from proofs_checks.ledger.load import from_statement
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.publishing.explanation import paragraph
from proofs_checks.publishing.json_report import report_of
from proofs_checks.publishing.terminal import console, counterexample_lines, file_table, note, summary_line
from proofs_checks.verdict.verdict import Verdict

from . import check_certify, exits
from .files import STREAM, check_writable, read_statement, write_json
from .judging import judge_with_progress, plan_of, warn


def claims_of(paths: Sequence[Path], titles: dict[str, str] | None = None) -> tuple[LedgerClaim, ...]:
    """The claims of the files, their names prefixed by `FILE#` when there are several files.

    The title of each claim's file is put into `titles`, if that is given.
    Raises BadInput when a file has no claims.
    """
    claims: list[LedgerClaim] = []
    for path in paths:
        prefix = f"{path}#" if len(paths) > 1 else ""
        statement = read_statement(path)
        found = from_statement(statement, prefix)
        if not found:
            raise exits.BadInput(f"{path}: no claims; expected at least one table [[claims]]")
        claims.extend(found)
        if titles is not None:
            titles.update((claim.id, statement.title) for claim in found)
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


@dataclass(frozen=True)
class Certify:
    """What --certify asks for: `strict` exits with 4 when coqc is missing, `folder` is where files of Coq go."""

    strict: bool = False
    folder: Path | None = None


def run(
    paths: Sequence[Path],
    json: str | None,
    jobs: int | None,
    methods: Sequence[str],
    seconds: float,
    certify: Certify | None = None,
) -> int:
    """Judge the files' claims, report, and return the exit code."""
    check_writable(json)
    plan = plan_of(methods, seconds)
    titles: dict[str, str] = {}
    claims = claims_of(paths, titles)
    results = judge_with_progress(claims, jobs, plan)
    found = None if certify is None else _certified(claims, results, titles, jobs)
    if found is not None:
        results = found.results
    if json != STREAM:
        show(results)
        if found is not None:
            check_certify.show(found)
    if json is not None:
        write_json(json, report_of(results, in_ledger=False))
    warn(results)
    for result in results:
        if result.out_of_time and result.verdict is Verdict.UNDECIDED:
            note(f"{result.id}: out of time; --seconds gives it more")
    if certify is not None and found is not None:
        return _code_with_coq(results, found, certify)
    return exit_code(results)


def _certified(
    claims: Sequence[LedgerClaim], results: Sequence[Result], titles: dict[str, str], jobs: int | None
) -> check_certify.Certified:
    try:
        return check_certify.certified(claims, results, titles, jobs)
    except CoqFailure as failure:
        raise exits.BadInput(f"the theories of Coq are not accepted: {failure}") from None


def _code_with_coq(results: Sequence[Result], found: check_certify.Certified, certify: Certify) -> int:
    if certify.folder is not None:
        check_certify.write_files(found, certify.folder)
    code = exit_code(results)
    if not found.missing:
        return code
    note(check_certify.MISSING)
    if certify.strict:
        return exits.TOOL_MISSING
    return exits.UNDECIDED if code == exits.AS_CLAIMED else code

"""The claims of statement files, how their verdicts are shown, and what the exit code says of them.

Dictionary
    claims_of       the claims of some files
    show            a table, and why a claim is not proved
    exit_code       0 all proved, 1 one refuted, 3 one undecided
    late_lines      which claims want more time
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from proofs_checks.judging.results import Result
from proofs_checks.ledger.load import from_statement
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.publishing.explanation import paragraph
from proofs_checks.publishing.terminal import (
    bound_lines,
    counterexample_lines,
    file_table,
    instance_lines,
    reasons,
    remainder_lines,
    summary_line,
    verdict_words,
)
from proofs_checks.verdict.evidence import Finding
from proofs_checks.verdict.verdict import Verdict

from ..shared import exits
from ..shared.files import read_statement
from ..shared.streams import console


def claims_of(paths: Sequence[Path]) -> tuple[tuple[LedgerClaim, ...], dict[str, str], list[str]]:
    """The claims of the files, their names prefixed by `FILE#` when there are several, the titles of their files,
    and a line for each claim that could not be read.

    Raises BadInput when a file has no claims.
    """
    faults: list[str] = []
    claims: list[LedgerClaim] = []
    titles: dict[str, str] = {}
    for path in paths:
        prefix = f"{path}#" if len(paths) > 1 else ""
        statement = read_statement(path, patient=True)
        found = from_statement(statement, prefix)
        faults += statement.faults
        faults += [claim.fault for claim in statement.claims if claim.fault is not None]
        if not statement.claims:
            raise exits.BadInput(f"{path}: no claims; expected at least one table [[claims]]")
        claims.extend(found)
        titles.update((claim.id, statement.title) for claim in found)
    return tuple(claims), titles, faults


def unsatisfied(results: Sequence[Result]) -> list[str]:
    """A line for each stated bound whose hypotheses no numbers satisfy."""
    return [
        f"{result.id}: {piece.detail}; expected hypotheses that some numbers satisfy"
        for result in results
        for piece in result.evidence
        if piece.finding is Finding.VACUOUS and piece.data and "impossible" in piece.data
    ]


def exit_code(results: Sequence[Result]) -> int:
    """0 when every claim is proved, 1 when one is refuted or ill-typed, else 3."""
    verdicts = {result.verdict for result in results}
    if verdicts & {Verdict.REFUTED, Verdict.ILL_TYPED, Verdict.CONDITIONALLY_REFUTED}:
        return exits.REFUTED
    return exits.AS_CLAIMED if verdicts <= {Verdict.PROVED, Verdict.CONDITIONAL} else exits.UNDECIDED


def show(results: Sequence[Result]) -> None:
    """Print the table, and below it why a claim is not proved."""
    out = console()
    out.print(file_table(results))
    for result in results:
        if result.verdict is Verdict.PROVED and not (result.conditions or result.thin or result.bound):
            continue
        out.print(f"\n{result.id}: {verdict_words(result)}", markup=False, style="bold")
        for line in paragraph(result.text, "  "):
            out.print(line, markup=False, soft_wrap=True)
        for line in bound_lines(result.bound) if result.bound is not None else ():
            out.print(f"  {line}", markup=False, soft_wrap=True)
        if result.counterexample is not None:
            for line in counterexample_lines(result.counterexample):
                out.print(f"  {line}", markup=False, soft_wrap=True)
        else:
            for line in (line for reason in reasons(result) for line in paragraph(reason, "  ")):
                out.print(line, markup=False, soft_wrap=True)
        for said in remainder_lines(result.remains) if result.remains is not None else ():
            for line in paragraph(said, "  "):
                out.print(line, markup=False, soft_wrap=True)
        for line in instance_lines(result.judgement.instance) if result.judgement.instance else ():
            out.print(f"  {line}", markup=False, soft_wrap=True)
    out.print(f"\n{summary_line(results)}", markup=False, soft_wrap=True)


def late_lines(results: Sequence[Result]) -> list[str]:
    """What to say of claims that are undecided for want of time."""
    late = [result for result in results if result.out_of_time and result.verdict is Verdict.UNDECIDED]
    return [f"{result.id}: out of time; --seconds gives it more" for result in late]

"""verify --controls: wrong versions of the proved claims, judged, counted and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from proofs_checks.judging.controls import judge_all_mutants, tally_all
from proofs_checks.judging.meaning import OUTCOMES
from proofs_checks.judging.parallel import cores
from proofs_checks.judging.results import Result
from proofs_checks.ledger import LedgerClaim
from proofs_checks.ledger.recorded import read_alterations, write_alterations
from proofs_checks.mutants.statements import counts_of
from proofs_checks.publishing.terminal import controls_table
from proofs_checks.verdict.verdict import Verdict

from ..shared.streams import console, note


def conflicting_mutants(claims: Sequence[LedgerClaim], results: Sequence[Result], jobs: int, quiet: bool) -> int:
    """Judge mutants of the proved equalities, print the counts, and return how many expose a wrong method."""
    proved = {result.key for result in results if result.verdict is Verdict.PROVED}
    mutants = judge_all_mutants([claim for claim in claims if claim.key in proved], jobs)
    counts = counts_of(mutant for found in mutants.values() for mutant in found)
    console(stderr=quiet).print(controls_table(counts))
    every = [(key, mutant) for key, found in mutants.items() for mutant in found]
    for key, mutant in every:
        if mutant.outcome == "survives":
            note(f"survives: {key}: {mutant.kind}: {mutant.text}")
        elif mutant.outcome == "conflict":
            note(f"CONFLICT {key}: a mutant ({mutant.kind}) is both proved and refuted: {mutant.text}")
    return sum(mutant.outcome == "conflict" for _, mutant in every)


def conflicting_alterations(
    claims: Sequence[LedgerClaim], results: Sequence[Result], jobs: int, folder: Path | None
) -> int:
    """Judge altered versions of the proved statements, show those that hold and claim more, return the conflicts.

    With a folder they are recorded there, beside the verdicts.
    """
    proved = {result.key for result in results if result.verdict in (Verdict.PROVED, Verdict.CONDITIONAL)}
    found = tally_all([claim for claim in claims if claim.key in proved], jobs)
    counts: Counter[str] = Counter()
    for key, entry in found.items():
        counts.update(entry["outcomes"])
        for text in entry["sharper"]:
            note(f"sharper, and proved: {key}: {text}")
        if "conflict" in entry["outcomes"]:
            note(f"CONFLICT {key}: an altered version is both proved and refuted")
    if found:
        note(f"altered statements: {', '.join(f'{counts[one]} {one}' for one in OUTCOMES if counts[one])}")
    if folder is not None:
        judged = {claim.key for claim in claims}
        kept = {key: entry for key, entry in read_alterations(folder).items() if key not in judged}
        write_alterations(kept | found, folder)
    return counts["conflict"]


def conflicts(
    claims: Sequence[LedgerClaim], results: Sequence[Result], jobs: int | None, quiet: bool, folder: Path | None
) -> int:
    """How many wrong versions expose a wrong method."""
    processes = cores() if jobs is None else jobs
    of_equalities = conflicting_mutants(claims, results, processes, quiet)
    return of_equalities + conflicting_alterations(claims, results, processes, folder)

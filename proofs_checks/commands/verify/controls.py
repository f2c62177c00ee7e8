"""verify --controls: wrong mutants of the proved equalities, judged, counted and shown."""

from __future__ import annotations

from collections.abc import Sequence

from proofs_checks.judging.controls import judge_all_mutants
from proofs_checks.judging.parallel import cores
from proofs_checks.judging.results import Result
from proofs_checks.ledger import LedgerClaim
from proofs_checks.mutants.statements import counts_of
from proofs_checks.publishing.terminal import controls_table
from proofs_checks.verdict.verdict import Verdict

from ..shared.streams import console, note


def conflicting_mutants(claims: Sequence[LedgerClaim], results: Sequence[Result], jobs: int | None, quiet: bool) -> int:
    """Judge mutants of the proved equalities, print the counts, and return how many expose a wrong method."""
    proved = {result.key for result in results if result.verdict is Verdict.PROVED}
    mutants = judge_all_mutants([claim for claim in claims if claim.key in proved], cores() if jobs is None else jobs)
    counts = counts_of(mutant for found in mutants.values() for mutant in found)
    console(stderr=quiet).print(controls_table(counts))
    every = [(key, mutant) for key, found in mutants.items() for mutant in found]
    for key, mutant in every:
        if mutant.outcome == "survives":
            note(f"survives: {key}: {mutant.kind}: {mutant.text}")
        elif mutant.outcome == "conflict":
            note(f"CONFLICT {key}: a mutant ({mutant.kind}) is both proved and refuted: {mutant.text}")
    return sum(mutant.outcome == "conflict" for _, mutant in every)

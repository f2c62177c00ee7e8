"""Controls: the mutants of many claims, judged on as many processes as asked for.

Dictionary
    judge_all_mutants   for each equality's key, its mutants with their outcomes
    tally_all           for each stated claim's key, what became of its altered versions
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from proofs_checks.ledger.equality import is_equality
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.mutants.statements import Mutant, judge_mutants

from .meaning import tally
from .parallel import in_processes
from .timing import OutOfTime, time_limit

SECONDS_PER_CLAIM = 20.0


def _mutants(claim: LedgerClaim) -> list[Mutant]:
    try:
        with time_limit(SECONDS_PER_CLAIM):
            found = judge_mutants(claim)
    except OutOfTime:
        return [Mutant("all", claim.text, None, "survives")]
    return [replace(mutant, term=None) for mutant in found]


def judge_all_mutants(claims: Sequence[LedgerClaim], jobs: int) -> dict[str, list[Mutant]]:
    """The mutants of every equality among the claims, by the claim's key."""
    equalities = [claim for claim in claims if is_equality(claim)]
    found = in_processes(_mutants, equalities, jobs)
    return {claim.key: mutants or [] for claim, mutants in zip(equalities, found, strict=True)}


def tally_all(claims: Sequence[LedgerClaim], jobs: int) -> dict[str, dict[str, Any]]:
    """What became of the altered versions of each bound, rank, cost and growth among the claims, by its key."""
    stated = [claim for claim in claims if claim.stated is not None and claim.exists is None]
    found = in_processes(tally, stated, jobs)
    return {claim.key: entry for claim, entry in zip(stated, found, strict=True) if entry}

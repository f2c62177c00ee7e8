"""Controls: the mutants of many claims, judged on as many processes as asked for.

Dictionary
    judge_all_mutants   for each claim's key, its mutants with their outcomes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofs_checks.ledger.equality import is_equality
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.mutants.statements import Mutant, judge_mutants

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

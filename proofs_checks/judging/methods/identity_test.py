"""Identity test: both sides at random exact values and several shapes."""

from __future__ import annotations

from lora_symbolic import proving
from proofs_checks.ledger.equality import is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """Agreement or disagreement of exact values; agreement proves nothing."""
    points = proving.Solutions(claim.where, sides(claim)) if claim.where else None
    result = proving.identity_test(*sides(claim), effort.seed, points=points)
    finding = Finding.AGREES if result.agrees else Finding.DISAGREES
    return Evidence("identity-test", Strength.EXACT_AT_SHAPES, f"{result.detail} (seed {effort.seed})", finding)


METHOD = Method(
    name="identity-test",
    summary="evaluates both sides exactly at random values and several shapes",
    applies=is_equality,
    gather=gather,
    share=0.5,
)

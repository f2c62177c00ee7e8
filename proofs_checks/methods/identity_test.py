"""Identity test: both sides at random exact values and several shapes."""

from __future__ import annotations

from lora_symbolic import proving

from ..evidence import Evidence, Finding
from ..ledger.model import LedgerClaim
from .method import Effort, Method, is_equality, sides


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """Agreement or disagreement of exact values; agreement proves nothing."""
    result = proving.identity_test(*sides(claim), effort.seed)
    finding = Finding.AGREES if result.agrees else Finding.DISAGREES
    return Evidence("identity-test", "exact-at-shapes", f"{result.detail} (seed {effort.seed})", finding)


METHOD = Method(
    name="identity-test",
    summary="evaluates both sides exactly at random values and several shapes",
    applies=is_equality,
    gather=gather,
)

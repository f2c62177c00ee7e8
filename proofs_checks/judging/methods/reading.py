"""Reading: claims that no computation judges - what waits, what others proved, what is an agreement."""

from __future__ import annotations

from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method

_FINDINGS = {"waits": Finding.WAITS, "cited": Finding.CITED, "convention": Finding.CONVENTION}
_WORDS = {"waits": "waits for", "cited": "cited from", "convention": "agreed"}


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The finding that the ledger's reading of the claim states."""
    detail = f"{_WORDS[claim.kind]}: {claim.texts[0]}"
    return Evidence("reading", Strength.NONE, detail, _FINDINGS[claim.kind])


METHOD = Method(
    name="reading",
    summary="says what waits, what is cited and what is an agreement",
    applies=lambda claim: claim.kind in _FINDINGS,
    gather=gather,
)

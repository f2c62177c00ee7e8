"""Rounding: a printed decimal against the exact number that it rounds, by three kinds of arithmetic."""

from __future__ import annotations

from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.ledger.rounding import by_decimals, by_integers, compare
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A proof or a refutation by exact arithmetic."""
    value, printed = claim.texts
    found = compare(value, printed)
    detail = f"{value} = {found['exact']}, rounded {found['rounded']}; printed {printed}"
    if found["agrees"]:
        return Evidence("rounding", Strength.CANONICAL_FORM, f"{detail}; exact arithmetic", Finding.PROVES)
    return Evidence("rounding", Strength.CANONICAL_FORM, detail, Finding.REFUTES, found)


def gather_decimals(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The second opinion, in decimals of 60 digits."""
    agrees = by_decimals(*claim.texts)
    finding = Finding.AGREES if agrees else Finding.DISAGREES
    return Evidence("high-precision", Strength.HIGH_PRECISION, "decimal arithmetic of 60 digits", finding)


def gather_integers(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The third opinion, an inequality between integers."""
    finding = Finding.AGREES if by_integers(*claim.texts) else Finding.DISAGREES
    return Evidence("identity-test", Strength.EXACT_AT_SHAPES, "within half a unit of the last printed digit", finding)


METHOD = Method(
    name="rounding",
    summary="compares a printed decimal with the exact rational number",
    applies=lambda claim: claim.kind == "rounds",
    gather=gather,
)

SECOND_METHOD = Method(
    name="high-precision",
    summary="compares both sides in decimals of many digits",
    applies=METHOD.applies,
    gather=gather_decimals,
)

THIRD_METHOD = Method(
    name="identity-test",
    summary="one inequality between integers",
    applies=METHOD.applies,
    gather=gather_integers,
)

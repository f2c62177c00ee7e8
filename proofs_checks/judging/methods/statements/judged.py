"""Judged: statements that are no equality, decided by the judge that the claim names and cross-examined twice.

Dictionary
    METHOD              the judge's decision, with its recorded steps or its counterexample
    EXACT_METHOD        the same statement, exactly at fixed sizes
    DIGITS_METHOD       the same statement in many digits
    problem_with_data   whether a recorded counterexample is still one
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proofs_checks import decisions
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence

from ..method import Effort, Method


def is_judged(claim: LedgerClaim) -> bool:
    """Whether a judge decides this claim."""
    return claim.kind == "judged"


def decide(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The judge's decision."""
    return decisions.named(claim.judge).decide(claim.parameters).evidence("judged")


def exact(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The judge's exact check at fixed sizes."""
    return decisions.named(claim.judge).exact(claim.parameters).evidence("identity-test")


def digits(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The judge's check in many digits."""
    return decisions.named(claim.judge).digits(claim.parameters).evidence("high-precision")


def problem_with_data(claim: LedgerClaim, data: Mapping[str, Any]) -> str | None:
    """None when the data are a counterexample to the claim, else one line that says why not."""
    try:
        return decisions.named(claim.judge).confirm(claim.parameters, data)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        return f"not the data of a counterexample ({type(error).__name__}: {error})"


METHOD = Method("judged", "decides bounds, thresholds and quantifiers by recorded steps", is_judged, decide)
EXACT_METHOD = Method("identity-test", "checks a judged statement exactly at fixed sizes", is_judged, exact)
DIGITS_METHOD = Method("high-precision", "checks a judged statement in many digits", is_judged, digits)

"""Symbolic: a proof for all shapes, by one canonical form of both sides.

Where a derivative occurs, two routes must agree: differentiating forward on the index form, and the reverse-mode
term of the calculus.
"""

from __future__ import annotations

from lora_symbolic import calculus, proving
from lora_symbolic.language import Term
from proofs_checks.ledger.equality import has_gradient, is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method, monomials


def _conditions(conditions: tuple[str, ...]) -> str:
    return f"; holds where {', and '.join(conditions)}" if conditions else ""


def judge_terms(lhs: Term, rhs: Term) -> Evidence:
    """The evidence of the canonical form for an equality of two terms."""
    forward = proving.prove_equal(lhs, rhs)
    if not has_gradient(lhs, rhs):
        if not forward.proved:
            return Evidence("symbolic", Strength.NONE, f"not proved: {forward.reason}")
        detail = f"one canonical form of {monomials(forward.monomials)}{_conditions(forward.conditions)}"
        return Evidence("symbolic", Strength.CANONICAL_FORM, detail, Finding.PROVES)
    reverse = proving.prove_equal(calculus.without_grad(lhs), calculus.without_grad(rhs))
    if forward.proved and reverse.proved:
        conditions = tuple(dict.fromkeys(forward.conditions + reverse.conditions))
        detail = (
            f"forward and reverse differentiation reach one canonical form of "
            f"{monomials(forward.monomials)}{_conditions(conditions)}"
        )
        return Evidence("symbolic", Strength.CANONICAL_FORM, detail, Finding.PROVES)
    if forward.proved or reverse.proved:
        yes, no = ("forward", "reverse") if forward.proved else ("reverse", "forward")
        reason = reverse.reason if forward.proved else forward.reason
        return Evidence("symbolic", Strength.NONE, f"the two routes disagree: {yes} proves, {no} does not ({reason})")
    return Evidence("symbolic", Strength.NONE, f"not proved: {forward.reason}")


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A proof for all shapes, or silence: different canonical forms are no disproof."""
    return judge_terms(*sides(claim))


METHOD = Method(
    name="symbolic",
    summary="one canonical form of both sides, for all shapes; derivatives by two routes",
    applies=is_equality,
    gather=gather,
)

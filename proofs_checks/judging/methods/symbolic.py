"""Symbolic: a proof for all shapes, by one canonical form of both sides.

Where a derivative occurs, two routes must agree: differentiating forward on the index form, and the reverse-mode
term of the calculus.
"""

from __future__ import annotations

from collections.abc import Sequence

from lora_symbolic import calculus, proving
from lora_symbolic.language import Equation, Term
from lora_symbolic.proving import Proof
from proofs_checks.ledger.equality import has_gradient, is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method, monomials


def judge_terms(lhs: Term, rhs: Term, where: Sequence[Equation] = ()) -> Evidence:
    """The evidence of the canonical form for an equality of two terms, where some equations hold."""
    forward = proving.prove_equal(lhs, rhs, where)
    if forward.vacuous:
        return Evidence("symbolic", Strength.NONE, forward.reason, Finding.VACUOUS)
    if not has_gradient(lhs, rhs):
        if not forward.proved:
            return _unproved(forward)
        return _proof(f"one canonical form of {monomials(forward.monomials)}", forward)
    reverse = proving.prove_equal(calculus.without_grad(lhs), calculus.without_grad(rhs), where)
    if forward.proved and reverse.proved:
        detail = f"forward and reverse differentiation reach one canonical form of {monomials(forward.monomials)}"
        return _proof(detail, forward, reverse)
    if forward.proved or reverse.proved:
        yes, no = ("forward", "reverse") if forward.proved else ("reverse", "forward")
        reason = reverse.reason if forward.proved else forward.reason
        return Evidence("symbolic", Strength.NONE, f"the two routes disagree: {yes} proves, {no} does not ({reason})")
    return _unproved(forward)


def _unproved(proof: Proof) -> Evidence:
    """Silence, with the monomials that remain."""
    data = None if proof.remainder is None else {"remains": proof.remainder.to_dict()}
    return Evidence("symbolic", Strength.NONE, f"not proved: {proof.reason}", data=data)


def _proof(detail: str, *proofs: Proof) -> Evidence:
    """A proof with the conditions of every route, and an instance that satisfies them."""
    conditions = tuple(dict.fromkeys(str(condition) for proof in proofs for condition in proof.conditions))
    if not conditions:
        return Evidence("symbolic", Strength.CANONICAL_FORM, detail, Finding.PROVES)
    # reverse mode may divide where the statement does not, never the other way round: its instance is the last word
    instance = proofs[-1].instance
    data = {"conditions": list(conditions), "instance": None if instance is None else instance.to_dict()}
    detail = f"{detail}; holds where {', and '.join(conditions)}"
    return Evidence("symbolic", Strength.CANONICAL_FORM, detail, Finding.PROVES, data)


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A proof for all shapes, or silence: different canonical forms are no disproof."""
    found = judge_terms(*sides(claim), claim.where)
    for derivative in claim.taken if found.finding is Finding.PROVES else ():
        # a derivative by a defined name stands in the claim as reverse mode gives it: forward differentiation agrees
        forward = proving.prove_equal(derivative, calculus.without_grad(derivative))
        if not forward.proved:
            detail = f"the two routes disagree on {derivative}: {forward.reason}"
            return Evidence("symbolic", Strength.NONE, detail)
    return found


METHOD = Method(
    name="symbolic",
    summary="one canonical form of both sides, for all shapes; derivatives by two routes",
    applies=is_equality,
    gather=gather,
)

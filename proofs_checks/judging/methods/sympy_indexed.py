"""SymPy's indexed derivative: a third route to a derivative, written by other people."""

from __future__ import annotations

from lora_symbolic import proving
from proofs_checks.ledger.equality import has_gradient, is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method, monomials


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A proof in which every derivative was taken by SymPy, or silence; asked only to confirm a proof at hand."""
    if not effort.proved:
        return Evidence("sympy-indexed", Strength.NONE, "not asked: there is no proof to confirm")
    proof = proving.prove_equal_by_sympy(*sides(claim), claim.where)
    if proof.proved:
        detail = f"SymPy's derivative has the same canonical form, {monomials(proof.monomials)}"
        return Evidence("sympy-indexed", Strength.CANONICAL_FORM, detail, Finding.PROVES)
    return Evidence("sympy-indexed", Strength.NONE, f"not proved: {proof.reason}")


METHOD = Method(
    name="sympy-indexed",
    summary="takes every derivative with SymPy, then compares canonical forms",
    applies=lambda claim: is_equality(claim) and has_gradient(*sides(claim)),
    gather=gather,
    share=0.5,
    spare=True,
)

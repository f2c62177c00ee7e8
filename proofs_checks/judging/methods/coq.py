"""Coq: the theorem of a claim, where `certify` has compiled it on this machine.

This method compiles nothing: it looks up what Coq's compiler said of the file in which the claim's theorem stands,
with exactly this content and on exactly these theories. A missing coqc, a theorem that was never compiled and a claim
without a theorem are said to be so; none of them counts for a claim.
"""

from __future__ import annotations

from functools import cache

from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.equality import is_equality
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method


@cache
def _compiled() -> dict[str, str]:
    """The statement of each claim whose theorem Coq accepted, resting on what is recorded, by the claim's key."""
    from proofs_checks.coq.certification.certification import kept_theorems

    return {key: entry.statement for key, entry in kept_theorems(load_ledger()).items()}


def has_theorem(claim: LedgerClaim) -> bool:
    """Whether a theorem of Coq stands for this claim of the ledger."""
    if not claim.item or not is_equality(claim):
        return False
    from proofs_checks.coq.translation.generate import proofs

    return claim.key in proofs()


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A proof that Coq's kernel accepted, or what is missing for one."""
    from proofs_checks.coq.errors import NotTranslatable
    from proofs_checks.coq.toolchain.compiler import coqc
    from proofs_checks.coq.translation.generate import theorem_name
    from proofs_checks.coq.translation.translate import statement_of

    if coqc() is None:
        return Evidence("coq", Strength.NONE, "missing: coqc is not installed")
    try:
        stated = statement_of(claim)
    except NotTranslatable as error:
        return Evidence("coq", Strength.NONE, f"missing: no statement of Coq for {error}")
    if _compiled().get(claim.key) != stated:
        return Evidence("coq", Strength.NONE, "missing: not compiled here yet; lora-symbolic certify does")
    return Evidence("coq", Strength.COQ, f"theorem {theorem_name(claim)}, accepted by Coq's kernel", Finding.PROVES)


METHOD = Method(
    name="coq",
    summary="a theorem for all shapes, accepted by Coq's kernel when `certify` compiled it",
    applies=has_theorem,
    gather=gather,
)

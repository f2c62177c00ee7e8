"""Equalities: what is asked of a claim that states that two terms are equal.

Dictionary
    sides           its two terms
    is_equality     whether a claim is of that kind, and its shapes fit
    has_gradient    whether a derivative occurs in a term
    seed_of         the seed that belongs to a claim, the same on every machine and in every run
"""

from __future__ import annotations

import hashlib

from lora_symbolic.language import Term, same_shape, subterms
from lora_symbolic.proving import naming

from .model import LedgerClaim


def sides(claim: LedgerClaim) -> tuple[Term, Term]:
    """The two terms of an equality whose shapes fit."""
    if claim.lhs is None or claim.rhs is None:
        raise ValueError(f"{claim.id} has no two sides")
    return claim.lhs, claim.rhs


def is_equality(claim: LedgerClaim) -> bool:
    """Whether a claim states that two terms of one shape are equal."""
    if claim.kind != "equal" or claim.problem is not None or claim.lhs is None or claim.rhs is None:
        return False
    return same_shape(claim.lhs, claim.rhs)


def has_gradient(*terms: Term) -> bool:
    """Whether a derivative occurs in one of the terms."""
    return any(node.op == "grad" for node in subterms(*terms))


def seed_of(claim: LedgerClaim) -> int:
    """A seed of 32 bits, a function of what the claim states: not of its name, nor of the names of matrices and sizes.

    A claim without terms is known by its texts alone.
    """
    if claim.terms:
        return naming.seed_of(
            *claim.terms, *(side for equation in claim.where for side in (equation.lhs, equation.rhs))
        )
    return int.from_bytes(hashlib.sha256("\n".join(claim.texts).encode()).digest()[:4], "big")

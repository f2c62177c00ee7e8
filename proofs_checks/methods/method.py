"""What a method is: a name, the claims it applies to, and the function that gathers its evidence.

Dictionary
    Effort      how hard to try: seconds, the seed of random choices, and whether a proof is at hand already
    Method      one kind of evidence
    seed_of     the seed that belongs to a claim, the same on every machine and in every run
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from lora_symbolic.language import Term, same_shape, subterms

from ..evidence import Evidence
from ..ledger.model import LedgerClaim


@dataclass(frozen=True)
class Effort:
    """How hard a method may try."""

    seconds: float = 10.0
    seed: int = 0
    proved: bool = False


@dataclass(frozen=True)
class Method:
    """One kind of evidence."""

    name: str
    summary: str
    applies: Callable[[LedgerClaim], bool]
    gather: Callable[[LedgerClaim, Effort], Evidence]


def seed_of(key: str) -> int:
    """A seed of 32 bits that depends on the claim alone.

    >>> seed_of("lemma-3.2/dA|printed") == seed_of("lemma-3.2/dA|printed")
    True
    """
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")


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


def monomials(number: int) -> str:
    """A number of monomials in words.

    >>> monomials(1)
    '1 monomial'
    """
    return f"{number} monomial" if number == 1 else f"{number} monomials"

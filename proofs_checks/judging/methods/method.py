"""What a method is: a name, the claims it applies to, and the function that gathers its evidence.

Dictionary
    Effort      how hard to try: seconds, the seed of random choices, and whether a proof is at hand already
    Method      one kind of evidence
    of_witness  what a method found of a claim with the witness of an existence put in, as evidence about the existence
    later       what gathers evidence, imported when it is first asked
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import cast

from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength


@dataclass(frozen=True)
class Effort:
    """How hard a method may try."""

    seconds: float = 10.0
    seed: int = 0
    proved: bool = False


@dataclass(frozen=True)
class Method:
    """One kind of evidence; it may take this share of the time that is left, so that others are heard after it.

    A `spare` one takes long and only confirms: a quick look asks it where others are missing.
    """

    name: str
    summary: str
    applies: Callable[[LedgerClaim], bool]
    gather: Callable[[LedgerClaim, Effort], Evidence]
    share: float = 1.0
    spare: bool = False


def of_witness(piece: Evidence) -> Evidence:
    """A counterexample to the witness is none to the existence."""
    if piece.method == "existence" or piece.finding not in (Finding.REFUTES, Finding.DISAGREES):
        return piece
    detail = f"the witness does not do: {piece.detail}"
    return replace(piece, strength=Strength.NONE, detail=detail, finding=Finding.UNFIT, data=None)


def later(module: str, name: str) -> Callable[[LedgerClaim, Effort], Evidence]:
    """A function of a module beside this one, imported at the first claim that asks it: most claims do not."""

    def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
        return cast(Evidence, getattr(import_module(f"{__package__}.{module}"), name)(claim, effort))

    return gather


def monomials(number: int) -> str:
    """A number of monomials in words.

    >>> monomials(1)
    '1 monomial'
    """
    return f"{number} monomial" if number == 1 else f"{number} monomials"

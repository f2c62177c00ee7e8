"""Bounds of the ledger that are theorems of the theories: which theorem, and that the two constants are the same.

Dictionary
    Bound            a bound of the ledger, its theorem, and the theorem's constant
    bounds_in_coq    all of them
    bounds_text      a file in which the ledger's constant of each is shown to be that of its theorem, and which prints
                     the theorems
    printed          the theorems as Coq prints them

The theorems were stated by hand, for any row-stochastic f, so one stands for claims of Section 3 and of Appendix D.
What the translator writes are equalities; of a bound only the constant is compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import sympy

from proofs_checks.ledger import Ledger, LedgerClaim

from ..translation.generate import HEADER, recorded_verdicts
from .constants import CONSTANTS, Change, comparison
from .stated import constant_of

SOFTMAX_ROW = ("softmax_row", "2%:R * t")  # t is tau delta, as in the chain


@dataclass(frozen=True)
class Bound:
    """A claim of the ledger, the name of its theorem, its chain, the theorem's constant and that of the ledger."""

    claim: LedgerClaim
    theorem: str
    chain: str
    constant: str
    stated: sympy.Expr


def bounds_in_coq(ledger: Ledger) -> tuple[Bound, ...]:
    """The proved bounds of the ledger for which there is a theorem."""
    verdicts = recorded_verdicts()
    proved = (claim for claim in ledger.claims if verdicts.get(claim.key) == "proved")
    return tuple(bound for claim in proved if (bound := _bound(claim)) is not None)


def _bound(claim: LedgerClaim) -> Bound | None:
    stated = constant_of(claim)
    if stated is None:
        return None
    if (stated.chain, stated.letter) == ("stochastic", "f row"):
        return Bound(claim, SOFTMAX_ROW[0], stated.chain, SOFTMAX_ROW[1], stated.value)
    constants = {letter: constant for constant, letter in CONSTANTS[stated.chain].items()}
    if stated.letter not in constants:
        return None
    theorem = f"{stated.chain}_{stated.letter.replace(' ', '_')}"
    return Bound(claim, theorem, stated.chain, constants[stated.letter], stated.value)


def bounds_text(ledger: Ledger, change: Change | None = None) -> str:
    """The file that compares the constants; with a change of the ledger's, that each is refused."""
    goals = [comparison(bound.chain, bound.constant, bound.stated, change) for bound in bounds_in_coq(ledger)]
    checks = [f"Check @{theorem}." for theorem in dict.fromkeys(bound.theorem for bound in bounds_in_coq(ledger))]
    required = "From lora Require Import perturbation shares total_variation relative_chain stochastic_chain.\n"
    return "\n".join([HEADER + required, *goals, "Set Printing Width 100.", *checks, ""])


def printed(output: str) -> dict[str, str]:
    """The statement of each theorem that Coq printed, by its name.

    >>> printed("one\\n     : forall n : nat,\\n       n = n\\ntwo\\n     : 0 = 0\\n")
    {'one': 'forall n : nat,\\nn = n', 'two': '0 = 0'}
    """
    found = re.findall(r"^(?:@?)(\w+)\n     : (.*?)(?=^\S|\Z)", output, re.MULTILINE | re.DOTALL)
    return {name: re.sub(r"\n {7}", "\n", statement).strip() for name, statement in found}

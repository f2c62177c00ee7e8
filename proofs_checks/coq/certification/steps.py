"""Steps of arguments that are theorems of the theories: which claims they belong to, and that the constants agree.

Dictionary
    Steps            a claim of the ledger, and the theorems that state its steps
    steps_in_coq     all of them
    steps_by_claim   the names of the theorems alone
    CONSTANTS        the constants of the programs that argue, by name
    steps_text       a file that looks for the constants in the theorems' statements, and prints the statements

The statements were written by hand and are to be read; of a theorem only the constants are compared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from lora_symbolic.complexity.hardness.embedding import FAR, MARGIN, MIDDLE, NEAR
from proofs_checks.ledger import Ledger, LedgerClaim

from ..translation.generate import HEADER

TABLE = Path(__file__).parent / "steps.toml"
ROUNDING = Fraction(1, 2)  # a number closer than that to a whole one is no other's
CONSTANTS = {"FAR": FAR, "NEAR": NEAR, "MARGIN": MARGIN, "MIDDLE": MIDDLE, "ROUNDING": ROUNDING}
THEORIES = (
    "counting gradients_decide gradients_count few_gradients fejer_panels loss_nodes instance_map vector_scores gap"
)


@dataclass(frozen=True)
class Steps:
    """A claim and the names of the theorems that state its steps."""

    claim: LedgerClaim
    theorems: tuple[str, ...]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def steps_in_coq(ledger: Ledger) -> tuple[Steps, ...]:
    """The claims of a ledger whose steps are theorems, in the order of the ledger."""
    table = steps_by_claim()
    return tuple(Steps(claim, table[claim.key]) for claim in ledger.claims if claim.key in table)


def steps_by_claim() -> dict[str, tuple[str, ...]]:
    """The names of the theorems, by the keys of claims."""
    return {key: tuple(names) for key, names in _table()["claims"].items()}


def constants_of() -> dict[str, tuple[str, ...]]:
    """The names of the constants that each theorem is to contain."""
    return {theorem: tuple(names) for theorem, names in _table()["constants"].items()}


def steps_text(constants: Mapping[str, Fraction] = CONSTANTS) -> str:
    """The file that finds the constants in the statements of the theorems and prints every theorem that is a step.

    >>> "context [(3%:R / 64%:R : R)]" in steps_text()
    True
    """
    looked_for = [
        f"Goal True.\nProof. match type of (@{theorem}) with "
        f"context [({_in_coq(constants[name])} : R)] => exact I end. Qed."
        for theorem, names in constants_of().items()
        for name in names
    ]
    theorems = dict.fromkeys(theorem for named in _table()["claims"].values() for theorem in named)
    checks = [f"Check @{theorem}." for theorem in theorems]
    required = f"From lora Require Import value_rows {THEORIES}.\n"
    return "\n".join([HEADER + required, *looked_for, "Set Printing Width 100.", *checks, ""])


def _in_coq(value: Fraction) -> str:
    numerator = "1" if value.numerator == 1 else f"{value.numerator}%:R"
    return f"{numerator} / {value.denominator}%:R"

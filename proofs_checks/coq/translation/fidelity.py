"""Fidelity: theorems stated by hand say what the ledger says.

Dictionary
    Pair              a theorem of the theories and the claim that it stands for
    pairs()           those of fidelity.toml
    closing(pair)     the tactic that closes the claim's statement by the theorem and by definitions alone
    fidelity_text     the file in which the theorems are given the ledger's statements as their type
    controls_text     the file in which they must refuse the statements of wrong variants
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from proofs_checks.ledger import Ledger

from .generate import HEADER
from .translate import statement_of

PAIRS = Path(__file__).parent / "fidelity.toml"
LIBRARIES = "From lora Require Import low_rank double_sum.\n"
CLOSINGS = {
    "gradient": "cbv zeta; intros; eexists; split; [exact: {theorem} | reflexivity]",
    "exact": "cbv zeta; intros; exact: {theorem}",
    "rewritten": "cbv zeta; intros; rewrite {theorem} ?rowkron_tr ?trmx_mul ?trmxK ?mulmxA; reflexivity",
}


@dataclass(frozen=True)
class Pair:
    """A theorem of the theories and the key of the claim that it stands for."""

    theorem: str
    key: str
    kind: str


@cache
def pairs() -> tuple[Pair, ...]:
    """The theorems that are compared with the ledger's statements."""
    table = tomllib.loads(PAIRS.read_text(encoding="utf-8"))
    return tuple(Pair(theorem, key, kind) for kind in CLOSINGS for theorem, key in table[kind].items())


def closing(pair: Pair) -> str:
    """The tactic that closes a statement by the theorem.

    >>> closing(Pair("softmax_shift", "text-E/row-constants-do-not-matter|corrected", "exact"))
    'cbv zeta; intros; exact: softmax_shift'
    """
    return CLOSINGS[pair.kind].format(theorem=pair.theorem)


def fidelity_text(ledger: Ledger, chosen: Iterable[Pair] | None = None) -> str:
    """A file that closes the ledger's statement of each claim by the theorem that stands for it."""
    claims = {claim.key: claim for claim in ledger.claims}
    parts = [HEADER + LIBRARIES]
    for pair in pairs() if chosen is None else chosen:
        parts.append(f"Goal {statement_of(claims[pair.key])}.\nProof. {closing(pair)}. Qed.\n")
    return "\n".join(parts)


def controls_text(statements: Sequence[tuple[Pair, str]]) -> str:
    """A file that compiles when no theorem closes the statement beside it."""
    goals = (f"Goal {statement}.\nProof. Fail (solve [{closing(pair)}]). Abort.\n" for pair, statement in statements)
    return "\n".join([HEADER + LIBRARIES, *goals])

"""Counterexample: small matrices at which the two sides certainly differ, confirmed by a checker of its own."""

from __future__ import annotations

from typing import Any

from lora_symbolic import proving
from lora_symbolic.evaluation import sizes_text
from proofs_checks.ledger.equality import is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck import confirm
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method

SIZES_TRIED = 40
SIZES_TRIED_AFTER_PROOF = 6  # enough to catch a prover that is wrong, and the same on every machine


def describe(data: dict[str, Any]) -> str:
    """A counterexample on one line: the sizes, the entry and both values."""
    sizes = sizes_text(data["sizes"])
    row, col = data["entry"]
    where = f"entry ({row + 1}, {col + 1})"
    how = "exactly" if data["exact"] else f"by at least {data['gap']}"
    return f"at {sizes or 'fixed sizes'} {where} is {data['lhs']} against {data['rhs']}: they differ {how}"


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A certified counterexample, or silence; a proof at hand shortens the search but never skips it."""
    lhs, rhs = sides(claim)
    tuples = SIZES_TRIED_AFTER_PROOF if effort.proved else SIZES_TRIED
    found = proving.find_counterexample(lhs, rhs, effort.seconds, effort.seed, tuples, not effort.proved, claim.where)
    if found is None:
        return Evidence("counterexample", Strength.NONE, "no counterexample among the small shapes tried")
    data = found.to_dict()
    if (problem := confirm.problem_with(data, lhs, rhs, claim.where)) is not None:
        detail = f"a candidate counterexample was not confirmed: {problem}"
        return Evidence("counterexample", Strength.NONE, detail, Finding.DISAGREES)
    strength = Strength.EXACT_AT_SHAPES if data["exact"] else Strength.CERTIFIED_INTERVAL
    return Evidence("counterexample", strength, describe(data), Finding.REFUTES, data)


METHOD = Method(
    name="counterexample",
    summary="searches small matrices at which the two sides certainly differ",
    applies=is_equality,
    gather=gather,
)

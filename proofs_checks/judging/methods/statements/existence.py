"""Existence: refuted where a rank forbids it.

Dictionary
    refute      an instance whose rank is larger than what is chosen allows, confirmed by elimination alone
"""

from __future__ import annotations

from lora_symbolic.bounds.inequalities.existence import forbidden
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck.counts import problem_with_existence
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from ..method import Effort


def refute(claim: LedgerClaim, effort: Effort) -> Evidence:
    """An instance against every choice, or silence."""
    if claim.exists is None:
        raise TypeError(f"{claim.id}: expected an existence")
    lack = "no rank forbids it" if claim.exists.witness else "no witness is given, and no rank forbids one"
    found = None if claim.where else forbidden(claim.exists, effort.seed)
    if found is None:
        return Evidence("existence", Strength.NONE, lack)
    rank, instance = found
    data = dict(instance.data or {})
    if (problem := problem_with_existence(data, claim.exists)) is not None:
        return Evidence("existence", Strength.NONE, f"an instance was not confirmed: {problem}", Finding.DISAGREES)
    sizes = ", ".join(f"{name} = {size}" for name, size in data["sizes"].items())
    detail = f"at {sizes} the rank of {rank.text} is {data['rank']}, and no choice gives more than {data['claimed']}"
    facts = [[name, "; ".join(" ".join(row) for row in rows)] for name, rows in data["matrices"].items()]
    told = {**data, "family": detail, "facts": facts}
    return Evidence("existence", Strength.EXACT_AT_SHAPES, detail, Finding.REFUTES, told)

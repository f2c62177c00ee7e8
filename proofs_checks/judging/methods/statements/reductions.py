"""Reductions: every part decided by the engine of its kind; where one is open, a point at which it fails is looked for.

Dictionary
    decide      a proof when every part is decided; what is open, and what was reached
    tried, exact    the reduction run at small sizes, in 50 digits and in balls
    refute      an instance that breaks a bound, or an answer that is wrong, confirmed by evaluation alone
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lora_symbolic.bounds.inequalities import Setting, impossible
from lora_symbolic.complexity.reductions import Part, decide_reduction
from lora_symbolic.complexity.reductions.attacked import attacked
from lora_symbolic.language.statement import Reduces
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck.reduction import DIGITS, problem_with_reduction, runs
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from ..method import Effort


def _stated(claim: LedgerClaim) -> Reduces:
    if not isinstance(claim.stated, Reduces):
        raise TypeError(f"{claim.id}: expected a reduction")
    return claim.stated


@lru_cache(maxsize=1)
def _parts(claim: LedgerClaim) -> tuple[Part, ...]:
    """The parts of a claim; both methods ask for them."""
    return decide_reduction(_stated(claim), claim.term_names)


def decide(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The decision of every part, with its steps."""
    parts = _parts(claim)
    steps = tuple(step for part in parts for step in part.steps)
    open_parts = [part for part in parts if part.how is None]
    data = {"derived": [part.reached for part in parts], "claimed": [part.said for part in parts], **claim.said}
    if open_parts:
        told = "; ".join(f"open: {part.said}: {part.reached}" for part in open_parts)
        return Evidence("bounds", Strength.NONE, told, data=data)
    return Evidence("bounds", Strength.DERIVATION, f"{len(parts)} parts, each decided", Finding.PROVES, data, steps)


def refute(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A point within the bounds of the solved problem at which a part certainly fails."""
    stated, parts = _stated(claim), _parts(claim)
    if (bound := impossible(Setting(stated.solved.bounds, stated.scalars))) is not None:
        return Evidence(
            "adversary", Strength.NONE, f"no numbers satisfy {bound}", Finding.VACUOUS, {"impossible": bound}
        )
    found = attacked(stated, parts, effort.seconds, effort.seed)
    if found is None:
        return Evidence("adversary", Strength.NONE, "no point was found at which a part fails")
    said, data = found
    if (problem := problem_with_reduction(data, stated)) is not None:
        return Evidence("adversary", Strength.NONE, f"a failure was not confirmed: {problem}", Finding.DISAGREES)
    told: dict[str, Any] = {**data, "family": f"fails: {said}", "facts": _facts(data)}
    return Evidence("adversary", Strength.CERTIFIED_INTERVAL, f"fails: {said}", Finding.REFUTES, {**told, **claim.said})


def tried(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The reduction run in 50 digits at small sizes: instances made, answered, and read."""
    count, problem = runs(_stated(claim), effort.seed)
    if not count:
        return Evidence("high-precision", Strength.NONE, "no instance within the bounds was found", Finding.VACUOUS)
    if problem is not None:
        return Evidence("high-precision", Strength.HIGH_PRECISION, problem, Finding.DISAGREES)
    return Evidence(
        "high-precision", Strength.HIGH_PRECISION, f"run at {count} instances in {DIGITS} digits", Finding.AGREES
    )


def exact(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The same at integers whose softmax is rational, or in balls: answers certainly not farther than they may be."""
    count, problem = runs(_stated(claim), effort.seed + 1, certain=True)
    if not count:
        return Evidence("identity-test", Strength.NONE, "no instance within the bounds was found", Finding.VACUOUS)
    if problem is not None:
        return Evidence("identity-test", Strength.CERTIFIED_INTERVAL, problem, Finding.DISAGREES)
    return Evidence("identity-test", Strength.CERTIFIED_INTERVAL, f"run at {count} instances in balls", Finding.AGREES)


def _facts(data: dict[str, Any]) -> list[list[str]]:
    numbers = [[name, str(size)] for name, size in data["sizes"].items()]
    numbers += [[name, str(number)] for name, number in data.get("scalars", {}).items()]
    matrices = data.get("matrices", {})
    return numbers + [[name, "; ".join(" ".join(row) for row in rows)] for name, rows in matrices.items()]

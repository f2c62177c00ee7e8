"""Counts: claims about ranks and about numbers of multiplications.

Dictionary
    rank    an upper bound by rule for all sizes, or an instance against the claim, confirmed by evaluation alone
    cost    the exact count as a polynomial in the sizes, compared for all of them
    exact   both at small sizes
"""

from __future__ import annotations

from lora_symbolic.bounds.inequalities.ranks import decide_rank, ranks_seen
from lora_symbolic.complexity.cost.claims import decide_cost, runs_seen
from lora_symbolic.language.statement import Cost, Rank
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck.counts import problem_with_cost, problem_with_rank
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from ..method import Effort

PERMUTED = (
    "the sizes of T_mat may be permuted at the price of a constant (Hopcroft and Musinski 1973), "
    "and it is at least the entries of each matrix"
)


def rank(claim: LedgerClaim, effort: Effort) -> Evidence:
    """What the rules say of a rank, or an instance against it."""
    if not isinstance(claim.stated, Rank):
        raise TypeError(f"{claim.id}: expected a claim about a rank")
    found = decide_rank(claim.stated, effort.seed)
    data = {"derived": [found.derived], "claimed": [claim.stated.bound_text], **claim.said}
    if found.proved:
        return Evidence("bounds", Strength.DERIVATION, found.detail, Finding.PROVES, data, found.steps)
    if found.data is None:
        return Evidence("bounds", Strength.NONE, found.detail, data=data)
    if (problem := problem_with_rank(found.data, claim.stated)) is not None:
        return Evidence("bounds", Strength.NONE, f"an instance was not confirmed: {problem}", Finding.DISAGREES, data)
    told = {**found.data, **data, "family": found.detail, "facts": _facts(found.data)}
    return Evidence("bounds", Strength.EXACT_AT_SHAPES, found.detail, Finding.REFUTES, told)


def _facts(data: object) -> list[list[str]]:
    matrices = data.get("matrices", {}) if isinstance(data, dict) else {}
    return [[name, "; ".join(" ".join(row) for row in rows)] for name, rows in matrices.items()]


def cost(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The count of a term's multiplications against the claimed number."""
    if not isinstance(claim.stated, Cost):
        raise TypeError(f"{claim.id}: expected a claim about a cost")
    found = decide_cost(claim.stated)
    bounds = claim.stated.bounds
    data = {"derived": [found.derived] * len(bounds), "claimed": [bound.text for bound in bounds], **claim.said}
    claimed = " and ".join(f"{bound.relation} {bound.text}" for bound in bounds)
    detail = f"counted {found.derived}, claimed {claimed}"
    if found.how is not None:
        detail = f"counted {found.derived} {claimed}"
        step = {"statement": detail, "reason": "each operation counted once", "check": found.how}
        rests_on = (PERMUTED,) if claim.stated.up_to_a_factor else ()
        proof = (Strength.DERIVATION, f"{detail}: {found.how}", Finding.PROVES, data, (step,), rests_on)
        return Evidence("bounds", *proof)
    if found.fails_at is None:
        return Evidence("bounds", Strength.NONE, detail, data=data)
    sizes = ", ".join(f"{name} = {size}" for name, size in found.fails_at.items())
    detail = f"at {sizes} the count is {found.count_there}, claimed {found.claimed_there}"
    told = {**data, "sizes": dict(found.fails_at), "count": str(found.count_there), "family": detail, "facts": []}
    if (problem := problem_with_cost(told, claim.stated)) is not None:
        return Evidence("bounds", Strength.NONE, f"sizes were not confirmed: {problem}", Finding.DISAGREES, data)
    return Evidence("bounds", Strength.EXACT_AT_SHAPES, detail, Finding.REFUTES, told)


def exact(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The claim at small sizes: exact ranks of random matrices, or runs that count their multiplications."""
    stated = claim.stated
    if isinstance(stated, Rank):
        tried, problem = ranks_seen(stated, effort.seed)
        seen = f"ranks of random matrices at {tried} choices of sizes"
    elif isinstance(stated, Cost):
        tried, problem = runs_seen(stated)
        seen = f"{stated.counts} counted in runs at {tried} choices of sizes"
    else:
        raise TypeError(f"{claim.id}: expected a claim about a rank or a cost")
    if problem is not None:
        return Evidence("identity-test", Strength.EXACT_AT_SHAPES, problem, Finding.DISAGREES)
    return Evidence("identity-test", Strength.EXACT_AT_SHAPES, seen, Finding.AGREES)

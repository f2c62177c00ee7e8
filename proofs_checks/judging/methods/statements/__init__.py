"""Statements that are no equality: bounds, ranks, costs and growth, whose rules are imported when such a claim comes.

Dictionary
    BOUND, ADVERSARY    an inequality, derived by rule and attacked
    EXISTENCE           matrices that shall exist, against ranks
    GROWTH, CORNERS, VALUES     how a quantity grows, along sequences at the bounds, in many digits
    REDUCTION, RUN, RUN_IN_DIGITS, AGAINST  calls of one problem that solve another, part by part; the reduction run;
                        points at which a part fails
    RANK, COST, COUNTED an upper bound of a rank, a number of multiplications, both at small sizes
"""

from __future__ import annotations

from lora_symbolic.language.statement import Cost, Grows, Holds, Rank, Reduces
from proofs_checks.ledger.model import LedgerClaim

from ..method import Method, later


def _is_bound(claim: LedgerClaim) -> bool:
    """Whether a claim is an inequality whose shapes fit."""
    return isinstance(claim.stated, Holds) and claim.problem is None


def _is_growth(claim: LedgerClaim) -> bool:
    """Whether the claim is about growth."""
    return isinstance(claim.stated, Grows)


def _is_reduction(claim: LedgerClaim) -> bool:
    """Whether a claim is a reduction whose shapes fit."""
    return isinstance(claim.stated, Reduces) and claim.problem is None


BOUND = Method(
    "bounds",
    "derives a bound by the rules of the error calculus and compares it",
    _is_bound,
    later("statements.inequalities", "gather"),
    0.6,
)
ADVERSARY = Method(
    "adversary",
    "looks for points within the hypotheses where an inequality fails",
    _is_bound,
    later("statements.inequalities", "oppose"),
)
EXISTENCE = Method(
    "existence",
    "looks for a rank that is too large for the matrices that shall exist",
    lambda claim: claim.exists is not None and claim.problem is None,
    later("statements.existence", "refute"),
)
RANK = Method(
    "bounds",
    "bounds a rank by rule, or finds an instance against it",
    lambda claim: isinstance(claim.stated, Rank),
    later("statements.counts", "rank"),
)
COST = Method(
    "bounds",
    "counts the multiplications of a term",
    lambda claim: isinstance(claim.stated, Cost),
    later("statements.counts", "cost"),
)
COUNTED = Method(
    "identity-test",
    "tries a rank or a cost at small sizes",
    lambda claim: isinstance(claim.stated, Rank | Cost),
    later("statements.counts", "exact"),
)
GROWTH = Method(
    "bounds",
    "decides how a quantity grows, by exact comparison of orders",
    _is_growth,
    later("statements.growth", "decide"),
)
CORNERS = Method(
    "identity-test",
    "tries a growth along sequences at the bounds",
    _is_growth,
    later("statements.growth", "tried"),
)
VALUES = Method(
    "high-precision",
    "looks at a growth along sequences in many digits",
    _is_growth,
    later("statements.growth", "values"),
)
REDUCTION = Method(
    "bounds",
    "decides every part of a reduction: bounds of instances, answers, counts",
    _is_reduction,
    later("statements.reductions", "decide"),
    0.6,
)
RUN = Method(
    "identity-test",
    "runs a reduction at small sizes in balls",
    _is_reduction,
    later("statements.reductions", "exact"),
)
RUN_IN_DIGITS = Method(
    "high-precision",
    "runs a reduction at small sizes in many digits",
    _is_reduction,
    later("statements.reductions", "tried"),
)
AGAINST = Method(
    "adversary",
    "looks for points at which a part of a reduction fails",
    _is_reduction,
    later("statements.reductions", "refute"),
)

"""Claims about costs: the multiplications of a term, counted exactly, compared with a number for all sizes.

Dictionary
    CostFound       the count, and whether the claim holds for all sizes, or sizes at which it fails
    decide_cost     a claim about the cost of a term as it is bracketed, or in the cheapest order
    runs_seen       the same by runs that count their multiplications
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, product

import sympy

from lora_symbolic.bounds.inequalities.comparing.box import Box
from lora_symbolic.bounds.inequalities.comparing.order import at_most
from lora_symbolic.language.statement.stated import Cost as CostClaim
from lora_symbolic.language.term import subterms
from lora_symbolic.language.truth import NeitherTrueNorFalse

from .count import cost_of
from .counting import counted
from .order import cheapest

LADDER = (1, 2, 3, 8)  # small enough for a run that counts
MAX_TUPLES = 1000
RUNS = 9


@dataclass(frozen=True)
class CostFound(NeitherTrueNorFalse):
    """The counts of the plans that may be cheapest; the sizes at which the claim fails, with the count there."""

    counts: tuple[sympy.Expr, ...]
    how: str | None
    fails_at: Mapping[str, int] | None = None
    count_there: int = 0
    claimed_there: str = ""

    @property
    def derived(self) -> str:
        """The count as text."""
        return str(self.counts[0]) if len(self.counts) == 1 else f"min({', '.join(map(str, self.counts))})"


def decide_cost(claim: CostClaim) -> CostFound:
    """Whether the multiplications of a term compare as claimed for all sizes.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "k")
    >>> m, n, k = sympy.symbols("m n k", integer=True, positive=True)
    >>> decide_cost(CostClaim(A @ B, "A @ B", "=", m * n * k, "m*n*k")).how
    'the two counts are one polynomial'

    Raises CostError where an operation cannot be counted.
    """
    costs = [cost_of(claim.term)] if claim.order == "given" else [plan.cost for plan in cheapest(claim.term)]
    counts = tuple(dict.fromkeys(cost.multiplications for cost in costs))
    least = sympy.Min(*counts)
    if claim.relation == "=" and len(counts) == 1 and sympy.expand(counts[0] - claim.bound) == 0:
        return CostFound(counts, "the two counts are one polynomial")
    how = None
    if claim.relation in ("<", "<="):
        how = at_most(least, claim.bound, Box(), strict=claim.relation == "<")
    if claim.relation in (">", ">="):
        how = at_most(claim.bound, least, Box(), strict=claim.relation == ">")
    if how is not None:
        return CostFound(counts, how)
    return _fails(claim, counts)


def runs_seen(claim: CostClaim) -> tuple[int, str | None]:
    """At how many choices of sizes a run that counts was compared with the claim, and the first that contradicts.

    The order that is cheapest at the sizes is run when the claim is about the cheapest order.
    """
    plans = [claim.term] if claim.order == "given" else [plan.term for plan in cheapest(claim.term)]
    sides = {name for node in subterms(claim.term) for side in node.shape for name in side.names}
    names = sorted(sides | {s.name for s in claim.bound.free_symbols})
    runs = list(islice(product((2, 1, 3), repeat=len(names)), RUNS))
    for values in runs:
        sizes = dict(zip(names, values, strict=True))
        count = sympy.Integer(min(counted(sizes, term).multiplications for term in plans))
        bound = claim.bound.subs({symbol: sizes[symbol.name] for symbol in claim.bound.free_symbols})
        if not _compares(count, claim.relation, bound):
            return len(runs), f"at {sizes} a run makes {count} multiplications, claimed {bound}"
    return len(runs), None


def _fails(claim: CostClaim, counts: tuple[sympy.Expr, ...]) -> CostFound:
    """Sizes at which the claim fails, if there are any on the ladder."""
    symbols = sorted({s for number in (*counts, claim.bound) for s in number.free_symbols}, key=str)
    for number, values in enumerate(product(LADDER, repeat=len(symbols))):
        if number > MAX_TUPLES:
            break
        at = dict(zip(symbols, values, strict=True))
        count, bound = min(one.subs(at) for one in counts), claim.bound.subs(at)
        if not _compares(count, claim.relation, bound):
            sizes = {symbol.name: size for symbol, size in at.items()}
            return CostFound(counts, None, sizes, int(count), str(bound))
    return CostFound(counts, None)


def _compares(left: sympy.Expr, relation: str, right: sympy.Expr) -> bool:
    found = {"<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right}
    return bool(found[relation])

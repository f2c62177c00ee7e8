"""Claims about costs: what evaluating terms takes, counted exactly, compared with numbers for all sizes.

Dictionary
    CostFound       the counts of the plans that may be cheapest, and whether the claim holds, or sizes where it fails
    decide_cost     a claim about terms as they are bracketed, or in the cheapest order
    runs_seen       the claim beside runs at small sizes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy

from lora_symbolic.bounds.inequalities.comparing.box import Box
from lora_symbolic.bounds.inequalities.comparing.order import at_most as at_most_on
from lora_symbolic.language.statement.kinds.cost import Cost as CostClaim
from lora_symbolic.language.statement.kinds.cost import CostBound
from lora_symbolic.language.term import subterms
from lora_symbolic.language.truth import NeitherTrueNorFalse

from .compare import difference, exceeds, in_order
from .count import cost_of
from .counting import counted
from .features import columns_at, features_multiplications, run_features
from .operations import operations_of
from .products import covered, products_seen
from .quantities import compares, counts_of, number_at, plans_of, quantity

SMALL = (2, 1, 3)
RUNS = 9
BY_INCREMENTS = "the difference has no negative coefficient in the increments of the sizes"
ONE_POLYNOMIAL = "the two counts are one polynomial"
LARGE = (1_000_000, 10, 1_000)
MOST_NAMES = 5  # whose ladders are tried in full


@dataclass(frozen=True)
class CostFound(NeitherTrueNorFalse):
    """The counts of the plans that may be cheapest; the sizes at which the claim fails, with the count there."""

    counts: tuple[sympy.Expr, ...]
    how: str | None
    fails_at: Mapping[str, int] | None = None
    count_there: sympy.Expr = sympy.S.Zero
    claimed_there: str = ""

    @property
    def derived(self) -> str:
        """The count as text."""
        return str(self.counts[0]) if len(self.counts) == 1 else f"min({', '.join(map(str, self.counts))})"


def decide_cost(claim: CostClaim) -> CostFound:
    """Whether the count compares as claimed for all sizes in the order of the hypothesis.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "k")
    >>> m, n, k = sympy.symbols("m n k", integer=True, positive=True)
    >>> decide_cost(CostClaim((A @ B,), ("A @ B",), (CostBound("=", m * n * k, "m*n*k"),))).how
    'the two counts are one polynomial'

    Raises CostError where an operation cannot be counted.
    """
    if claim.up_to_a_factor:
        count = cost_of(*claim.terms).in_t_mat
        cover = covered(count, claim.bounds[0].number)
        how = None if cover is None else f"each term compared exactly, at most {cover} in all"
        return CostFound((count,), how)
    counts = counts_of(claim)
    reasons: list[str] = []
    for bound in claim.bounds:
        how = _how(counts, bound, claim)
        if how is None:
            return _fails(claim, counts)
        reasons.append(how)
    return CostFound(counts, "; ".join(dict.fromkeys(reasons)))


def _how(counts: Sequence[sympy.Expr], bound: CostBound, claim: CostClaim) -> str | None:
    """How a comparison was decided for all sizes: of the cheapest plan one is at most, all are at least a number."""
    if bound.relation == "=":
        same = len(counts) == 1 and sympy.expand(counts[0] - bound.number) == 0
        return ONE_POLYNOMIAL if same else None
    strict = bound.relation in "<>"
    if bound.relation in ("<", "<="):
        found = (_at_most(count, bound.number, claim.ascending, strict) for count in counts)
        how = next((one for one in found if one is not None), None)
        least = sympy.Min(*counts)
        return how or (None if claim.ascending else at_most_on(least, bound.number, Box(), strict=strict))
    reasons = [_at_most(bound.number, count, claim.ascending, strict) for count in counts]
    if claim.ascending or None not in reasons:
        return None if None in reasons else reasons[0]
    return at_most_on(bound.number, sympy.Min(*counts), Box(), strict=strict)


def _at_most(smaller: sympy.Expr, larger: sympy.Expr, order: tuple[str, ...], strict: bool) -> str | None:
    """How smaller <= larger was decided from the increments of the sizes."""
    try:
        gap = difference(smaller, larger, order)
    except sympy.PolynomialError:
        return None
    if not all(value.is_Rational and value >= 0 for value in gap.coeffs()):
        return None
    return BY_INCREMENTS if not strict or gap.eval(dict.fromkeys(gap.gens, 0)) > 0 else None


def _fails(claim: CostClaim, counts: tuple[sympy.Expr, ...]) -> CostFound:
    """Sizes in the order at which the claim fails, if there are any on the ladder; small ones first."""
    for sizes in _candidates(claim, counts):
        count = min(number_at(one, sizes) for one in counts)
        for bound in claim.bounds:
            number = number_at(bound.number, sizes)
            if not compares(count, bound.relation, number):
                return CostFound(counts, None, sizes, count, f"{bound.relation} {number}")
    return CostFound(counts, None)


def _candidates(claim: CostClaim, counts: tuple[sympy.Expr, ...]) -> Iterator[dict[str, int]]:
    names = sorted({s.name for number in (*counts, *(b.number for b in claim.bounds)) for s in number.free_symbols})
    few = len(names) <= MOST_NAMES
    yield from in_order(names, claim.ascending, (1, 2, 3, 8) if few else (1, 3))
    if len(counts) == 1 and few:
        for bound in claim.bounds:
            ends = (bound.number, counts[0]) if bound.relation in (">", ">=") else (counts[0], bound.number)
            try:
                found = exceeds(*ends, claim.ascending)
            except sympy.PolynomialError:
                continue
            if found is not None:
                yield {**dict.fromkeys(names, 1), **found}


def runs_seen(claim: CostClaim) -> tuple[int, str | None]:
    """At how many choices of sizes a run that counts was compared with the claim, and the first that contradicts."""
    places = list(_places(claim))
    if claim.up_to_a_factor:
        large = [dict(zip(place, LARGE * len(place), strict=False)) for place in places[:1]]
        count = cost_of(*claim.terms).in_t_mat
        return len(places) + 1, products_seen(count, claim.bounds[0].number, [*places, *large])
    for sizes in places:
        if (problem := _run_against(claim, sizes)) is not None:
            return len(places), problem
    return len(places), None


def _run_against(claim: CostClaim, sizes: Mapping[str, int]) -> str | None:
    """What a run at these sizes says against the claim, or against the polynomial that is counted."""
    counts: list[sympy.Expr] = []
    for terms in plans_of(claim):
        tally, made = counted(sizes, *terms), operations_of(*terms)
        seen = [("multiplications", tally.multiplications, made.multiplications)]
        seen += [] if claim.counts == "multiplications" else [("additions", tally.additions, made.additions)]
        for name, number, polynomial in seen:
            if number != number_at(polynomial, sizes):
                return f"at {dict(sizes)} a run makes {number} {name}, not {polynomial}"
        counts.append(number_at(quantity(claim, terms), sizes))
    if claim.features is not None:
        run = run_features(claim.features, sizes).multiplications
        if run != number_at(features_multiplications(claim.features), sizes):
            return f"at {dict(sizes)} the monomials take {run} multiplications"
    for bound in claim.bounds:
        number = number_at(bound.number, sizes)
        if not compares(min(counts), bound.relation, number):
            return f"at {dict(sizes)} a run makes {min(counts)} {claim.counts}, claimed {bound.relation} {number}"
    return None


def _places(claim: CostClaim) -> Iterator[dict[str, int]]:
    """Small sizes in the order, with as many monomials as there are."""
    sides = {name for node in subterms(*claim.mentioned) for side in node.shape for name in side.names}
    names = sorted(sides | {s.name for bound in claim.bounds for s in bound.number.free_symbols})
    made = set() if claim.features is None else {str(claim.features.matrices[0].cols)}
    free = [name for name in names if name not in made]
    found = list(in_order(free, claim.ascending, SMALL))
    for sizes in found[:: max(1, len(found) // RUNS)]:
        yield sizes if claim.features is None else {**sizes, **columns_at(claim.features, sizes)}

"""Claims about ranks: a bound for all entries by rule, an instance that exceeds it, or sizes that forbid it.

rank(X) <= r is claimed of all entries, rank(X) = r of the largest rank over all entries.

Dictionary
    Found           what was found: proved, refuted or neither, in words, with the steps or the data of a refutation
    decide_rank     a claim about a rank
    ranks_seen      the same at random matrices of small sizes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np
import sympy

from lora_symbolic.evaluation import EvaluationError
from lora_symbolic.evaluation.measures.exact_rank import rank_at
from lora_symbolic.evaluation.sizes import rational_at, shape_at
from lora_symbolic.language.statement.stated import Rank
from lora_symbolic.language.term import Term, subterms, variables
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.rank.lower import REASON, diagonal_matrices, rank_at_diagonals
from lora_symbolic.rank.upper import Reached, rank_bound_of

from .comparing.box import Box
from .comparing.order import at_most

LARGEST = 4
WIDE = 9  # the sides of the matrix, so that they limit no rank
MAX_TUPLES = 40
DRAWS = 3
SEEN = 12


@dataclass(frozen=True)
class Found(NeitherTrueNorFalse):
    """What was found of a claim; `proved` and `refuted` exclude each other."""

    detail: str
    derived: str
    proved: bool = False
    data: Mapping[str, Any] | None = None
    steps: tuple[Mapping[str, str], ...] = ()

    @property
    def refuted(self) -> bool:
        """Whether there are data of a refutation."""
        return self.data is not None


def decide_rank(claim: Rank, seed: int = 0) -> Found:
    """A proof of an upper bound for all sizes, a certain instance against the claim, or what was reached.

    >>> from lora_symbolic.language import matrix
    >>> U, V = matrix("U", "m", "k"), matrix("V", "n", "k")
    >>> k = sympy.Symbol("k", integer=True, positive=True)
    >>> decide_rank(Rank(U @ V.T, "U @ V.T", "<=", k, "k")).proved
    True
    """
    reached = rank_bound_of(claim.term)
    derived = str(reached.bound)
    if claim.relation in (">", ">="):
        return Found("only upper bounds and largest ranks are decided", derived)
    how = at_most(reached.bound, claim.bound, Box(), strict=claim.relation == "<")
    if how is not None and claim.relation != "=":
        return _decided(f"derived {derived} {claim.relation} claimed {claim.bound}", how, reached)
    if how is not None and (reaches := _attained(claim)) is not None:
        rank, by = reaches
        more = {"statement": f"an instance has rank {rank} >= claimed {claim.bound}", "reason": REASON, "check": by}
        return _decided(f"derived {derived} <= claimed {claim.bound}", how, reached, more)
    tried, attained = 0, 0
    for sizes in _sizes(claim):
        data = _at(claim, reached.bound, sizes, seed)
        if data is not None and data["refutes"]:
            return Found(_told(data), derived, data=data)
        tried, attained = tried + 1, attained + (data is not None)
    said = f"derived {derived}, claimed {claim.bound}"
    if claim.relation == "=" and how is not None:
        said = f"at most {claim.bound} is derived; that it is attained at all sizes was not shown"
        said += f" (it is at {attained} of {tried} choices of sizes tried)"
    return Found(said, derived)


def _decided(said: str, how: str, reached: Reached, *more: Mapping[str, str]) -> Found:
    """A proof: the rules' steps, the comparison that was decided, and what shows that the bound is attained."""
    steps = [{"statement": rule, "reason": why, "check": "by rule"} for rule, why in reached.steps]
    steps.append({"statement": said, "reason": "for all sizes", "check": how})
    told = "; ".join([f"{said}: {how}", *(f"{one['statement']}: {one['check']}" for one in more)])
    return Found(told, str(reached.bound), True, steps=(*steps, *more))


def _attained(claim: Rank) -> tuple[sympy.Expr, str] | None:
    """The rank of one instance for all sizes, how it was found to be at least the claimed one; None if it was not.

    The exact rank of the instance is computed at small sizes too, which catches a wrong rule.
    """
    rank = rank_at_diagonals(claim.term)
    how = None if rank is None else at_most(claim.bound, rank, Box())
    if rank is None or how is None:
        return None
    for sizes in islice(_sizes(claim), SEEN):
        found, exact = rank_at(claim.term, diagonal_matrices(claim.term, sizes), sizes)
        if not exact or found != rank.subs(_symbols(rank, sizes)):
            return None
    return rank, how


def ranks_seen(claim: Rank, seed: int = 0) -> tuple[int, str | None]:
    """At how many choices of sizes exact ranks of random matrices were compared, and the first that contradicts."""
    tried = 0
    for sizes in islice(_sizes(claim), SEEN):
        claimed = claim.bound.subs(_symbols(claim.bound, sizes))
        try:
            rank, _ = rank_at(claim.term, _drawn(claim.term, sizes, np.random.default_rng([seed, 7])), sizes)
        except EvaluationError:  # outside of a domain
            continue
        tried += 1
        fails = {"<": rank >= claimed, ">": rank <= claimed, ">=": rank < claimed}
        if fails.get(claim.relation, rank > claimed):
            return tried, f"at {sizes} the rank is {rank}, claimed {claimed}"
    return tried, None


def _told(data: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{name} = {size}" for name, size in data["sizes"].items())
    if "at_most" in data:
        return f"at {sizes} no rank exceeds {data['at_most']}, claimed {data['claimed']}"
    return f"at {sizes} the rank is {data['rank']}, claimed {data['claimed']}"


def _sizes(claim: Rank) -> Iterator[dict[str, int]]:
    """Small sizes, at which every shape is positive."""
    sides = [side for node in subterms(claim.term) for side in node.shape]
    names = sorted({name for side in sides for name in side.names} | {str(s) for s in claim.bound.free_symbols})
    every = sorted(product(range(1, LARGEST + 1), repeat=len(names)), key=lambda one: (sum(one), one))
    outer = {name for side in claim.term.shape for name in side.names}
    wide = [tuple(WIDE if name in outer else size for name, size in zip(names, one, strict=True)) for one in every]
    for one in dict.fromkeys([*every[: MAX_TUPLES // 2], *dict.fromkeys(wide), every[-1]][:MAX_TUPLES]):
        sizes = dict(zip(names, one, strict=True))
        if all(rational_at(side, sizes) >= 1 for side in sides):
            yield sizes


def _symbols(expression: sympy.Expr, sizes: Mapping[str, int]) -> dict[sympy.Symbol, int]:
    return {symbol: sizes[symbol.name] for symbol in expression.free_symbols}


def _at(claim: Rank, bound: sympy.Expr, sizes: Mapping[str, int], seed: int) -> dict[str, Any] | None:
    """What small sizes say: a matrix of larger rank, or, of a largest rank, that none is so large."""
    claimed = claim.bound.subs(_symbols(claim.bound, sizes))
    largest = bound.subs(_symbols(bound, sizes))
    if claim.relation == "=" and largest < claimed:
        return {"sizes": dict(sizes), "at_most": str(largest), "claimed": str(claimed), "refutes": True}
    for draw in range(DRAWS):
        matrices = _drawn(claim.term, sizes, np.random.default_rng([seed, draw]))
        try:
            rank, _ = rank_at(claim.term, matrices, sizes)
        except EvaluationError:  # outside of a domain
            continue
        exceeds = rank >= claimed if claim.relation == "<" else rank > claimed
        if exceeds or (claim.relation == "=" and rank == claimed):
            data = {"sizes": dict(sizes), "matrices": _texts(matrices), "rank": rank, "claimed": str(claimed)}
            return {**data, "refutes": bool(exceeds)}
    return None


def _drawn(term: Term, sizes: Mapping[str, int], rng: np.random.Generator) -> dict[str, list[list[int]]]:
    return {v.name: rng.integers(-3, 4, size=shape_at(v, sizes)).tolist() for v in variables(term)}


def _texts(matrices: Mapping[str, list[list[int]]]) -> dict[str, list[list[str]]]:
    return {name: [[str(entry) for entry in row] for row in rows] for name, rows in matrices.items()}

"""What is counted of a claim about costs: polynomials in the sizes, and the count at given sizes.

Dictionary
    counts_of       the counts of the terms as they are bracketed, or of the plans that may be cheapest
    plans_of        the terms, or the terms of those plans
    quantity        what is counted of some terms
    count_at        the count at given sizes, by a run that counts where one is feasible
    compares        whether two numbers stand in a relation
    number_at       a number made of sizes, at given sizes
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import sympy

from lora_symbolic.language.statement.kinds.cost import Cost
from lora_symbolic.language.term import Term

from .compare import Order
from .count import cost_of
from .counting import counted
from .features import features_entries, features_multiplications
from .operations import operations_of
from .order import together

FEASIBLE = 16  # a run with objects for numbers makes L^3 steps


def counts_of(claim: Cost) -> tuple[sympy.Expr, ...]:
    """The counts of the terms as they are bracketed, or of the plans that may be cheapest.

    Raises CostError where an operation cannot be counted.
    """
    return tuple(dict.fromkeys(quantity(claim, terms) for terms in plans_of(claim)))


def plans_of(claim: Cost) -> tuple[tuple[Term, ...], ...]:
    """The terms that are evaluated; in the cheapest order, those of each plan that may be cheapest."""
    return (claim.evaluated,) if claim.order == "given" else _cheapest(claim.evaluated, claim.ascending)


@lru_cache(maxsize=16)
def _cheapest(terms: tuple[Term, ...], order: Order) -> tuple[tuple[Term, ...], ...]:
    return tuple(plan.terms for plan in together(terms, order))


def quantity(claim: Cost, terms: Sequence[Term]) -> sympy.Expr:
    """What is counted of terms, as a polynomial in the sizes."""
    beside = sympy.Integer(0) if claim.features is None else features_multiplications(claim.features)
    if claim.counts == "memory":
        entries = sympy.Integer(0) if claim.features is None else features_entries(claim.features)
        return sympy.expand(cost_of(*terms).total_memory + entries)
    if claim.counts == "multiplications":
        found = cost_of(*terms).multiplications + beside
    else:
        operations = operations_of(*terms, more=beside)
        found = operations.total if claim.counts == "operations" else operations.additions
    return sympy.expand(found if claim.times is None else found * claim.times)


def number_at(number: sympy.Expr, sizes: Mapping[str, int]) -> sympy.Expr:
    """A number made of sizes, at given sizes.

    >>> number_at(sympy.Symbol("L") ** 2 / 2, {"L": 3})
    9/2
    """
    return number.xreplace({symbol: sympy.Integer(sizes[symbol.name]) for symbol in number.free_symbols})


def compares(left: sympy.Expr, relation: str, right: sympy.Expr) -> bool:
    """Whether two numbers stand in a relation.

    >>> compares(2, "<=", 2), compares(2, ">", 2)
    (True, False)
    """
    found = {"<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right}
    return bool(found[relation])


def count_at(claim: Cost, sizes: Mapping[str, int]) -> sympy.Expr:
    """The count at given sizes: by a run that counts multiplications where that is feasible, else by the polynomial."""
    runs = claim.counts == "multiplications" and max(sizes.values(), default=1) <= FEASIBLE
    if not runs or claim.features is not None:
        return min(number_at(one, sizes) for one in counts_of(claim))
    made = min(counted(sizes, *terms).multiplications for terms in plans_of(claim))
    return sympy.Integer(made) * (1 if claim.times is None else number_at(claim.times, sizes))

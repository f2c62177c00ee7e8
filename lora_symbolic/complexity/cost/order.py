"""The cheapest order: how to bracket the products of a term, for all sizes in a given order.

A chain of factors is bracketed by dynamic programming over its intervals. Costs are polynomials, which need not be
comparable, so each interval keeps every bracketing that no other is proved to be at most: at any sizes in the order the
cheapest bracketing of the chain is among them.

Dictionary
    Plan            a term with the same value, its products bracketed, and its cost
    cheapest        the plans of one term that may be cheapest
    together        the plans of several terms, where equal products are made once
    best_at         the cheapest of several plans at given sizes
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy

from lora_symbolic.evaluation import rational_at
from lora_symbolic.language import Term, transpose
from lora_symbolic.language.operations import rebuild

from .compare import NO_ORDER, Order, smallest_ones
from .count import Cost, CostError, cost_of

MAX_PLANS = 4096
MAX_FACTORS = 12


@dataclass(frozen=True)
class Plan:
    """Terms with their products bracketed, and what they cost together."""

    terms: tuple[Term, ...]
    cost: Cost

    @property
    def term(self) -> Term:
        """The term of a plan for one."""
        return self.terms[0]


def factors_of(term: Term) -> tuple[Term, ...]:
    """The factors of a chain of products; (A B)^T is B^T A^T.

    >>> from lora_symbolic.language import matrix
    >>> A, B, C = matrix("A", "m", "n"), matrix("B", "n", "k"), matrix("C", "m", "k")
    >>> [str(factor) for factor in factors_of((A @ B).T @ C)]
    ['B.T', 'A.T', 'C']
    """
    if term.op == "matmul":
        return factors_of(term.args[0]) + factors_of(term.args[1])
    if term.op == "transpose" and term.args[0].op == "matmul":
        return tuple(transpose(factor) for factor in reversed(factors_of(term.args[0])))
    return (term,)


def _bracketings(factors: Sequence[Term], order: Order, prune: bool = True) -> list[Term]:
    """All bracketings of a chain; with `prune`, those that may be cheapest."""
    if len(factors) > MAX_FACTORS:
        raise CostError(f"a chain of {len(factors)} factors; expected at most {MAX_FACTORS}")
    made: dict[tuple[int, int], list[Term]] = {(i, i + 1): [factor] for i, factor in enumerate(factors)}
    for length in range(2, len(factors) + 1):
        for low in range(len(factors) - length + 1):
            high = low + length
            found = [
                left @ right
                for middle in range(low + 1, high)
                for left in made[low, middle]
                for right in made[middle, high]
            ]
            made[low, high] = _pruned(found, order) if prune else found
    return made[0, len(factors)]


def _pruned(terms: Iterable[Term], order: Order) -> list[Term]:
    priced = [(cost_of(term).multiplications, term) for term in dict.fromkeys(terms)]
    return [term for _, term in smallest_ones(priced, order)]


def _plans(term: Term, order: Order, memo: dict[Term, list[Term]], prune: bool) -> list[Term]:
    if term in memo:
        return memo[term]
    parts = factors_of(term)
    if not term.args:
        found = [term]
    elif len(parts) > 1:
        choices = [_plans(part, order, memo, True) for part in parts]
        found = [made for chosen in _all(choices) for made in _bracketings(chosen, order, prune)]
    else:
        found = [rebuild(term, chosen) for chosen in _all([_plans(arg, order, memo, True) for arg in term.args])]
    memo[term] = _pruned(found, order) if prune else list(dict.fromkeys(found))
    return memo[term]


def _all(choices: Sequence[Sequence[Term]]) -> list[tuple[Term, ...]]:
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MAX_PLANS:
        raise CostError(f"{count} plans; expected at most {MAX_PLANS}: give the sizes an order")
    return list(itertools.product(*choices))


def cheapest(term: Term, order: Order = NO_ORDER) -> tuple[Plan, ...]:
    """The plans of a term that may be cheapest at some sizes in the order, those of least cost at typical sizes first.

    >>> from lora_symbolic.language import matrix
    >>> B, A, x = matrix("B", "d", "r"), matrix("A", "r", "d"), matrix("x", "d", "L")
    >>> [(str(plan.term), plan.cost.multiplications) for plan in cheapest(B @ A @ x, ("r", "d", "L"))]
    [('B @ (A @ x)', 2*L*d*r), ('B @ A @ x', L*d**2 + d**2*r)]

    Raises CostError for derivatives and for too many plans.
    """
    return together((term,), order)


def together(terms: Sequence[Term], order: Order = NO_ORDER) -> tuple[Plan, ...]:
    """The plans of several terms that are evaluated together, where equal products are made once.

    The outermost chain of each term is tried in every bracketing, since a dearer one may share its products.
    """
    memo: dict[Term, list[Term]] = {}
    alone = len(terms) == 1
    choices = [_plans(term, order, {} if not alone else memo, prune=alone) for term in terms]
    plans = [Plan(chosen, cost_of(*chosen)) for chosen in _all(choices)]
    kept = [plan for _, plan in smallest_ones([(plan.cost.multiplications, plan) for plan in plans], order)]
    return tuple(sorted(kept, key=lambda plan: float(plan.cost.multiplications.xreplace(_typical(plan, order)))))


def _typical(plan: Plan, order: Order) -> dict[sympy.Symbol, sympy.Integer]:
    symbols = plan.cost.multiplications.free_symbols
    places = {name: place for place, name in enumerate(order, start=1)}
    return {symbol: sympy.Integer(8 ** places.get(str(symbol), 2)) for symbol in symbols}


def best_at(plans: Sequence[Plan], sizes: Mapping[str, int]) -> Plan:
    """The cheapest of several plans at given sizes."""
    return min(plans, key=lambda plan: rational_at(plan.cost.multiplications, sizes))

"""Comparing costs: when one polynomial in sizes is at most another, for all sizes in a given order.

A chain r <= d <= L of positive integers is r = 1 + x, d = r + y, L = d + z with x, y, z >= 0. If the difference has no
negative coefficient in x, y, z, it is at least 0 for all of them: a proof. The converse fails (x^2 - 2x + 1), so False
says that nothing was proved.

Dictionary
    Order           names of sizes, ascending; every other size is only known to be at least 1
    difference      q - p in the nonnegative increments of an order
    at_most         whether p <= q is proved for all sizes in the order
    smallest_ones   the polynomials of a list that no other is proved to be at most
    exceeds         sizes in the order, small ones first, at which p > q
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import TypeAlias, TypeVar

import sympy

from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language.size import symbol

Order: TypeAlias = tuple[str, ...]
NO_ORDER: Order = ()
LADDER = (1, 2, 3, 4, 6, 8, 16, 64, 1024)

Item = TypeVar("Item")


def increments(names: Iterable[str], order: Order = NO_ORDER) -> dict[sympy.Symbol, sympy.Expr]:
    """Each size as 1, or its predecessor in the order, plus an increment that is at least 0.

    >>> increments(["d"], ("r", "d"))
    {r: _r + 1, d: _d + _r + 1}
    """
    values: dict[sympy.Symbol, sympy.Expr] = {}
    below: sympy.Expr = sympy.Integer(1)
    for name in order:
        below = below + sympy.Symbol(f"_{name}", nonnegative=True)
        values[symbol(name)] = below
    for name in sorted(set(names) - set(order)):
        values[symbol(name)] = 1 + sympy.Symbol(f"_{name}", nonnegative=True)
    return values


def difference(smaller: sympy.Expr, larger: sympy.Expr, order: Order = NO_ORDER) -> sympy.Poly:
    """larger - smaller as a polynomial in the increments."""
    gap = sympy.expand(larger - smaller)
    values = increments((str(symbol) for symbol in gap.free_symbols), order)
    variables = sorted(set().union(*(value.free_symbols for value in values.values())), key=str) or [sympy.Symbol("_")]
    return sympy.Poly(gap.xreplace(values), *variables)


def at_most(smaller: sympy.Expr, larger: sympy.Expr, order: Order = NO_ORDER) -> bool:
    """Whether smaller <= larger is proved for all positive integers in the order.

    >>> r, d, L = (symbol(name) for name in ("r", "d", "L"))
    >>> at_most(d * r, d * L, ("r", "d", "L")), at_most(d * r, d * L)
    (True, False)
    """
    return all(coefficient >= 0 for coefficient in difference(smaller, larger, order).coeffs())


def smallest_ones(items: Sequence[tuple[sympy.Expr, Item]], order: Order) -> list[tuple[sympy.Expr, Item]]:
    """The items whose cost no other item's is proved to be at most; of equal costs the first."""
    kept: list[tuple[sympy.Expr, Item]] = []
    for cost, item in items:
        if any(at_most(other, cost, order) for other, _ in kept):
            continue
        kept = [(other, held) for other, held in kept if not at_most(cost, other, order)]
        kept.append((cost, item))
    return kept


def in_order(names: Sequence[str], order: Order, ladder: Sequence[int] = LADDER) -> Iterator[dict[str, int]]:
    """Sizes from a ladder that respect the order, smaller sums first."""
    choices = sorted(itertools.product(ladder, repeat=len(names)), key=lambda choice: (sum(choice), choice))
    for choice in choices:
        sizes = dict(zip(names, choice, strict=True))
        chain = [sizes[name] for name in order if name in sizes]
        if chain == sorted(chain):
            yield sizes


def exceeds(smaller: sympy.Expr, larger: sympy.Expr, order: Order = NO_ORDER) -> Mapping[str, int] | None:
    """Sizes of the ladder at which smaller <= larger is false, None if there are none.

    >>> L = symbol("L")
    >>> exceeds(L**3, 4 * L**2)
    {'L': 6}
    """
    names = sorted(str(symbol) for symbol in (smaller - larger).free_symbols)
    gap = sympy.Poly(smaller - larger, *(symbol(name) for name in names)) if names else None
    if gap is None:
        return {} if smaller > larger else None
    terms = [(powers, fraction(value)) for powers, value in gap.terms()]
    for sizes in in_order(names, order):
        values = [sizes[name] for name in names]
        if sum(value * prod(map(pow, values, powers)) for powers, value in terms) > 0:
            return sizes
    return None

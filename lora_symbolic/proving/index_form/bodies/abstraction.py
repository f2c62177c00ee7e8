"""Abstraction: a polynomial as a head, so that equal polynomials give one head whatever their indices are called.

Dictionary
    abstract(k, p)   the head of kind k with p as its body, its parameters in canonical order, its symmetries found
    leading(p)       the monomial of largest degree, chosen without seeing the parameters' names
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import permutations
from typing import Any

from ..algebra import Template
from ..atoms import Head, Monomial, Number, Polynomial, find_head, indices, new_head, size_number
from ..index import Index, OutsideFragment, Ref
from ..labelling import monomial_key

MAX_ORDERS = 720


def degree(monomial: Monomial) -> Number:
    """The total degree of a monomial, negative exponents counted by their size."""
    total: Number = 0
    for exponent in monomial.values():
        total += exponent if exponent > 0 else -exponent
    return total


def leading(terms: Polynomial) -> tuple[Number, Monomial]:
    """The monomial of largest degree, ties decided by a key that does not see the parameters' names."""
    free = {i: 0 for _, m in terms for i in indices(m) if i.free}
    return max(terms, key=lambda term: (degree(term[1]), monomial_key(term[1], free)))


def abstract(kind: type[Head], poly: Polynomial, label: tuple[Hashable, ...] = ()) -> tuple[Head, tuple[Ref, ...]]:
    """A polynomial as a head of this kind, and the indices that stand for its parameters.

    A `label` tells heads of one kind with one body apart; it is the beginning of the key.
    """
    outer = [i for i in dict.fromkeys(i for _, m in poly for i in indices(m)) if i.free]
    best: tuple[Any, ...] = ()
    orders: list[tuple[Index, ...]] = []
    for order in _candidate_orders(outer, poly):
        labels = {index: k for k, index in enumerate(order)}
        key = tuple(sorted((monomial_key(m, labels), c) for c, m in poly))
        if not orders or key < best:
            best, orders = key, [order]
        elif key == best:
            orders.append(order)
    first = orders[0]
    full = (*label, tuple(size_number(i.size) for i in first), best)
    head = find_head(kind, full)
    if head is None:
        place = {index: k for k, index in enumerate(first)}
        symmetries = tuple(sorted(tuple(place[index] for index in order) for order in orders))
        params = tuple(Index(i.size) for i in first)
        mapping: dict[Index, Ref] = dict(zip(first, params, strict=True))
        body = sorted(
            Template(tuple(first), poly)(tuple(mapping[i] for i in first)),
            key=lambda term: (degree(term[1]), monomial_key(term[1], dict.fromkeys(params, 0))),
            reverse=True,
        )
        head = new_head(kind, full, params, body, symmetries)
    return head, first


def _candidate_orders(outer: list[Index], poly: Polynomial) -> list[tuple[Index, ...]]:
    """The orders of the parameters that an invariant leaves open."""
    if len(outer) <= 1:
        return [tuple(outer)]
    signature: dict[Index, Any] = {}
    for index in outer:
        labels = {other: int(other is index) for other in outer}
        signature[index] = (size_number(index.size), tuple(sorted((monomial_key(m, labels), c) for c, m in poly)))
    groups: dict[Any, list[Index]] = {}
    for index in outer:
        groups.setdefault(signature[index], []).append(index)
    orders: list[tuple[Index, ...]] = [()]
    for value in sorted(groups):
        members = groups[value]
        if len(orders) * len(members) > MAX_ORDERS:
            raise OutsideFragment("an entrywise function of too many interchangeable indices")
        orders = [before + after for before in orders for after in permutations(members)]
        if len(orders) > MAX_ORDERS:
            raise OutsideFragment("an entrywise function of too many interchangeable indices")
    return orders

"""Abstraction: a polynomial as a head, so that equal polynomials give one head whatever their indices are called.

Dictionary
    abstract(k, p)   the head of kind k with p as its body, its parameters in canonical order, its symmetries found
    leading(p)       the monomial of largest degree, chosen without seeing the parameters' names
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from itertools import permutations
from math import factorial, prod
from typing import Any, TypeAlias

from ..algebra import Template
from ..atoms import Head, Monomial, Number, Polynomial, find_head, indices, new_head, size_number
from ..index import UNIT, Index, OutsideFragment, Ref
from ..labelling import Key, monomial_key

MAX_ORDERS = 720


def degree(monomial: Monomial) -> Number:
    """The total degree of a monomial, negative exponents counted by their size."""
    total: Number = 0
    for exponent in monomial.values():
        total += exponent if exponent > 0 else -exponent
    return total


def leading(terms: Polynomial) -> tuple[Number, Monomial]:
    """The monomial of largest degree, ties decided by a key that does not see the parameters' names."""
    if len(terms) == 1:
        return terms[0]
    free = {i: 0 for _, m in terms for i in indices(m) if i.free}
    return max(terms, key=_rank(terms, free))


def _rank(terms: Polynomial, labels: dict[Index, int]) -> Callable[[tuple[Number, Monomial]], tuple[Number, Key]]:
    """Degree first, then the key, which is worked out only where another monomial has that degree."""
    alike = Counter(degree(monomial) for _, monomial in terms)

    def rank(term: tuple[Number, Monomial]) -> tuple[Number, Key]:
        own = degree(term[1])
        return own, monomial_key(term[1], labels) if alike[own] > 1 else ()

    return rank


def abstract(kind: type[Head], poly: Polynomial, label: tuple[Hashable, ...] = ()) -> tuple[Head, tuple[Ref, ...]]:
    """A polynomial as a head of this kind, and the indices that stand for its parameters.

    A `label` tells heads of one kind with one body apart; it is the beginning of the key.
    """
    key, orders = _one_atom(poly) or _canonical(poly)
    first = orders[0]
    head = find_head(kind, (*label, *key))
    if head is None:
        place = {index: k for k, index in enumerate(first)}
        symmetries = tuple(sorted(tuple(place[index] for index in order) for order in orders))
        params = tuple(Index(i.size) for i in first)
        mapping: dict[Index, Ref] = dict(zip(first, params, strict=True))
        body = Template(first, poly)(tuple(mapping[i] for i in first))
        if len(body) > 1:
            body.sort(key=_rank(body, dict.fromkeys(params, 0)), reverse=True)
        head = new_head(kind, (*label, *key), params, body, symmetries)
    return head, first


Orders: TypeAlias = list[tuple[Index, ...]]


def _one_atom(poly: Polynomial) -> tuple[Key, Orders] | None:
    """The key of one atom at indices that all differ, and the order of these; None for any other polynomial.

    Such a polynomial shows at once what it is: its atom has one order of its references.
    """
    if len(poly) != 1 or len(poly[0][1]) != 1:
        return None
    ((coefficient, monomial),) = poly
    (((head, args), exponent),) = monomial.items()
    if len(head.symmetries) > 1 or len(set(args)) < len(args):
        return None
    places: list[Hashable] = []
    for ref in args:
        if type(ref) is Index:
            places.append((ref.free, size_number(ref.size)))
        elif ref is UNIT:
            places.append(None)
        else:
            return None
    outer = tuple([ref for ref in args if type(ref) is Index and ref.free])
    return ("atom", head.id, exponent, coefficient, *places), [outer]


def _canonical(poly: Polynomial) -> tuple[Key, Orders]:
    """The least key over the orders of the free indices, and the orders that give it."""
    outer = [i for i in dict.fromkeys(i for _, m in poly for i in indices(m)) if i.free]
    best: Key = ()
    orders: Orders = []
    for order in _candidate_orders(outer, poly):
        labels = {index: k for k, index in enumerate(order)}
        key = tuple(sorted((monomial_key(m, labels), c) for c, m in poly))
        if not orders or key < best:
            best, orders = key, [order]
        elif key == best:
            orders.append(order)
    return (tuple(size_number(i.size) for i in orders[0]), best), orders


def _candidate_orders(outer: list[Index], poly: Polynomial) -> Orders:
    """The orders of the parameters that an invariant leaves open."""
    if len(outer) <= 1:
        return [tuple(outer)]
    signature: dict[Index, Any] = {index: size_number(index.size) for index in outer}
    if prod(factorial(count) for count in Counter(signature.values()).values()) > len(outer):
        for index in outer:  # worth more keys than it costs
            labels = {other: int(other is index) for other in outer}
            keys = sorted((monomial_key(m, labels), c) for c, m in poly)
            signature[index] = (signature[index], tuple(keys))
    groups: dict[Any, list[Index]] = {}
    for index in outer:
        groups.setdefault(signature[index], []).append(index)
    orders: Orders = [()]
    for value in sorted(groups):
        members = groups[value]
        if len(orders) * len(members) > MAX_ORDERS:
            raise OutsideFragment("an entrywise function of too many interchangeable indices")
        orders = [before + after for before in orders for after in permutations(members)]
        if len(orders) > MAX_ORDERS:
            raise OutsideFragment("an entrywise function of too many interchangeable indices")
    return orders

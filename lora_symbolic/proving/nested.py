"""Exponentials, inverses and logarithms of polynomials, as atoms with a canonical body.

Dictionary
    exponential(p)     exp of a polynomial: the product of exp(m)^c over its monomials c m
    inverse(p)         1/p: factors common to all monomials leave the sum; what is left is a poly head
    logarithm(p)       log p: exponentials and inverses of positive sums come out
    rebuild(h, args)   a head at references that coincide or have digits, made anew from its body
    abstract(p)        a polynomial as a head: its parameters in canonical order, with the symmetries found
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from typing import Any

from sympy import factorint

from .algebra import Template, product, scaled, times
from .atoms import DELTA, Factor, Head, Monomial, Number, Polynomial, find_head, indices, new_head, size_number
from .index import Index, OutsideFragment, Ref
from .labelling import monomial_key

MAX_ORDERS = 720


def exponential(poly: Polynomial) -> Polynomial:
    """exp of a polynomial in free indices, as one monomial."""
    from .normalise import merged

    out: Monomial = {}
    for coefficient, monomial in merged(poly):
        head, args = abstract("exp", [(1, monomial)])
        out = times(out, {(head, args): coefficient})
    return [(1, out)]


def inverse(poly: Polynomial, power: int = 1) -> Polynomial:
    """poly ** -power, for a polynomial in free indices."""
    from .normalise import merged

    terms = merged(poly)
    if not terms:
        raise OutsideFragment("the reciprocal of zero")
    content, rest = _primitive(terms)
    if any(head is DELTA for head, _ in content) or any(head is DELTA for _, m in rest for head, _ in m):
        raise OutsideFragment("the reciprocal of an expression with a Kronecker delta")
    out: Monomial = {factor: -exponent * power for factor, exponent in content.items()}
    coefficient: Number = 1
    if len(rest) == 1 and not rest[0][1]:
        coefficient = rest[0][0]
    else:
        leading = _leading(rest)[0]
        head, args = abstract("poly", scaled(1 / Fraction(leading), rest))
        coefficient = leading
        out = times(out, {(head, args): -power})
    value = Fraction(1) / Fraction(coefficient) ** power
    return [(value.numerator if value.denominator == 1 else value, out)]


def logarithm(poly: Polynomial) -> Polynomial:
    """log of a polynomial in free indices, taken to be positive."""
    from .normalise import merged

    terms = merged(poly)
    if not terms:
        raise OutsideFragment("the logarithm of zero")
    content, rest = _primitive(terms)
    out: Polynomial = []
    kept: Monomial = {}
    for (head, args), exponent in content.items():
        if head.kind == "exp":
            out.extend((exponent * c, m) for c, m in Template(head.params, head.body)(args))
        elif head.kind == "size" or (head.kind == "poly" and is_positive(head)):
            body: Polynomial = (
                [(1, {(head, args): 1})] if head.kind == "size" else Template(head.params, head.body)(args)
            )
            out.append((exponent, {abstract("log", body): 1}))
        else:
            kept[head, args] = exponent
    leading = Fraction(_leading(rest)[0])
    if leading > 0 and leading != 1:
        rest = scaled(1 / leading, rest)
        out.extend(_log_of_rational(leading))
    inner = [(c, times(m, kept)) for c, m in rest]
    if inner != [(1, {})]:
        out.append((1, {abstract("log", inner): 1}))
    return out


def _log_of_rational(value: Fraction) -> Polynomial:
    """log of a positive rational by its prime factors."""
    out: Polynomial = []
    for sign, part in ((1, value.numerator), (-1, value.denominator)):
        for prime, exponent in factorint(part).items():
            out.append((sign * int(exponent), {abstract("log", [(int(prime), {})]): 1}))
    return out


def is_positive(head: Head) -> bool:
    """Whether a head's body is a sum of products of exponentials, sizes and inverses of such, with positive signs."""
    found = head.memo.get("positive")
    if found is None:
        found = bool(head.body) and all(
            c > 0 and all(h.kind in ("exp", "size") or (h.kind == "poly" and is_positive(h)) for h, _ in m)
            for c, m in head.body
        )
        head.memo["positive"] = found
    return bool(found)


def rebuild(head: Head, args: tuple[Ref, ...], exponent: Number) -> Polynomial:
    """A head to a power at references that coincide, or that are more than an index."""
    body = Template(head.params, head.body)
    # the references' own indices must count as free while the body is canonicalised
    outer = [i for ref in args for i in indices([(head, (ref,))]) if not i.free]
    for index in outer:
        index.free = True
    try:
        inner = body(args)
        if head.kind == "exp":
            return exponential(scaled(exponent, inner))
        if head.kind == "poly":
            return inverse(inner, -int(exponent)) if exponent < 0 else expand_power(head, args, int(exponent))
        if exponent < 0:
            return inverse(logarithm(inner), -int(exponent))
        return power_of(lambda: logarithm(inner), int(exponent))
    finally:
        for index in outer:
            index.free = False


def expand_power(head: Head, args: tuple[Ref, ...], power: int) -> Polynomial:
    """A poly head to a positive power, multiplied out."""
    body = Template(head.params, head.body)
    return power_of(lambda: body(args), power)


def power_of(made: Callable[[], Polynomial], power: int) -> Polynomial:
    """A positive power of a polynomial; each factor is made anew, so that their summed indices differ."""
    out: Polynomial = [(1, {})]
    for _ in range(power):
        out = product(out, made())
    return out


def inverse_at(head: Head, args: tuple[Ref, ...], power: int) -> Polynomial:
    """The body of a head to the power -power, at distinct indices."""
    made = Template(head.params, inverse(Template(head.params, head.body)(head.params), power))
    return made(args)


def _primitive(terms: Polynomial) -> tuple[Monomial, Polynomial]:
    """Content and the rest, with denominators cleared until no sum is left below a line in every monomial."""
    from .normalise import merged

    content, rest = _content(terms)
    while any(head.kind == "poly" and exponent > 0 for _, m in rest for (head, _), exponent in m.items()):
        more, rest = _content(merged(rest))
        content = times(content, more)
    return content, rest


def _content(terms: Polynomial) -> tuple[Monomial, Polynomial]:
    """The factors in free indices alone that are common to all monomials, and what is left."""
    common: dict[Factor, Number] = {}
    for position, (_, monomial) in enumerate(terms):
        outer = {f: e for f, e in monomial.items() if all(i.free for i in indices([f]))}
        if position == 0:
            common = outer
        else:
            common = {
                f: min(common.get(f, 0), outer.get(f, 0))
                for f in {**common, **outer}
                if common.get(f, 0) or outer.get(f, 0)
            }
    common = {f: e for f, e in common.items() if e}
    if not common:
        return {}, terms
    back = {f: -e for f, e in common.items()}
    return common, [(c, times(m, back)) for c, m in terms]


def degree(monomial: Monomial) -> Number:
    """The total degree of a monomial, negative exponents counted by their size."""
    total: Number = 0
    for exponent in monomial.values():
        total += exponent if exponent > 0 else -exponent
    return total


def _leading(terms: Polynomial) -> tuple[Number, Monomial]:
    """The monomial of largest degree, ties decided by a key that does not see the parameters' names."""
    free = {i: 0 for _, m in terms for i in indices(m) if i.free}
    return max(terms, key=lambda term: (degree(term[1]), monomial_key(term[1], free)))


def abstract(kind: str, poly: Polynomial) -> tuple[Head, tuple[Ref, ...]]:
    """A polynomial as a head of this kind, and the indices that stand for its parameters."""
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
    full = (tuple(size_number(i.size) for i in first), best)
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

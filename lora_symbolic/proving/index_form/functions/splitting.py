"""Splitting: a function of a polynomial with deltas, triangles and steps in it, which are 0 or 1, by these two cases.

Dictionary
    by_cases(f, p)  f(p) = f(p at b = 0) + b (f(p at b = 1) - f(p at b = 0)) for each such atom b in free indices,
                    where the memory in use says that functions are split; else f(p)

A partial function means nothing at 0: where one case makes it 0, the statement asks for the other one.
"""

from __future__ import annotations

from collections.abc import Callable

from .. import memory
from ..algebra import product, scaled
from ..atoms import Factor, Polynomial, indices
from ..normalise import merged

MOST = 4
TWO_VALUED = frozenset({"eye", "lower", "diag", "commutation", "step"})  # operations that make such atoms


def by_cases(
    function: Callable[[Polynomial], Polynomial], poly: Polynomial, partial: bool = False, left: int = MOST
) -> Polynomial:
    """A function of a polynomial in free indices; a partial one is not defined where that is 0."""
    terms = merged(poly) if memory.current.splitting and left else poly
    atom = _binary(terms) if memory.current.splitting and left else None
    if atom is None:
        return function(poly)
    at_zero = [(c, m) for c, m in terms if atom not in m]
    at_one = merged([(c, {f: e for f, e in m.items() if f != atom}) for c, m in terms])
    if partial and bool(at_zero) != bool(at_one):
        return by_cases(function, at_zero or at_one, partial, left - 1)
    off = by_cases(function, at_zero, partial, left - 1)
    on = by_cases(function, at_one, partial, left - 1)
    return merged([*off, *product([(1, {atom: 1})], [*on, *scaled(-1, off)])])


def _binary(terms: Polynomial) -> Factor | None:
    """The first atom that is 0 or 1, in free indices and nowhere below a line."""
    for _, monomial in terms:
        for factor in monomial:
            if factor[0].binary and all(i.free for i in indices([factor])) and _above(factor, terms):
                return factor
    return None


def _above(factor: Factor, terms: Polynomial) -> bool:
    return all(monomial.get(factor, 0) >= 0 for _, monomial in terms)

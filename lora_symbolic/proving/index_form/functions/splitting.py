"""Splitting: a function of a polynomial with deltas, triangles and steps in it, which are 0 or 1, by these two cases.

Dictionary
    by_cases(f, p)  f(p) = f(p at b = 0) + b (f(p at b = 1) - f(p at b = 0)) for each such atom b in free indices,
                    where the memory in use says that functions are split; else f(p)
"""

from __future__ import annotations

from collections.abc import Callable

from .. import memory
from ..algebra import product, scaled
from ..atoms import Factor, Polynomial, indices
from ..normalise import merged

MOST = 4
TWO_VALUED = frozenset({"eye", "lower", "diag", "commutation", "step"})  # operations that make such atoms


def by_cases(function: Callable[[Polynomial], Polynomial], poly: Polynomial, left: int = MOST) -> Polynomial:
    """A function of a polynomial in free indices."""
    terms = merged(poly) if memory.current.splitting and left else poly
    atom = _binary(terms) if memory.current.splitting and left else None
    if atom is None:
        return function(poly)
    off = by_cases(function, [(c, m) for c, m in terms if atom not in m], left - 1)
    at_one = [(c, {f: e for f, e in m.items() if f != atom}) for c, m in terms]
    on = by_cases(function, at_one, left - 1)
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

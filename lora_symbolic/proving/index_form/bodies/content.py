"""Content: the factors common to all monomials of a polynomial, and what is left.

Dictionary
    content_of(p)   the factors in free indices alone that are common to all monomials, and the rest
    has_steps(p)    whether steps stand in a polynomial that is short enough to be squared
    primitive(p)    the same with denominators cleared, until no sum is left below a line in every monomial
"""

from __future__ import annotations

from ..algebra import times
from ..atoms import Factor, Monomial, Number, Polynomial, indices
from ..normalise import merged

SHORT = 12


def primitive(terms: Polynomial) -> tuple[Monomial, Polynomial]:
    """Content and the rest, with denominators cleared until no sum is left below a line in every monomial."""
    content, rest = content_of(terms)
    while any(head.kind == "poly" and exponent > 0 for _, m in rest for (head, _), exponent in m.items()):
        more, rest = content_of(merged(rest))
        content = times(content, more)
    return content, rest


def content_of(terms: Polynomial) -> tuple[Monomial, Polynomial]:
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


def has_steps(terms: Polynomial) -> bool:
    """Whether steps stand in a polynomial that is short enough to be squared."""
    return len(terms) <= SHORT and any(head.kind == "step" for _, monomial in terms for head, _ in monomial)

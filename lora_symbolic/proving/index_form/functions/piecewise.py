"""The step of a polynomial, 1 where it is positive and 0 where it is negative, as an atom with a canonical body.

Dictionary
    step(p)             the step of a polynomial that is not zero
    seen_positive(p)    whether one look shows that a polynomial that is not zero is positive
    leading_coefficient(p)   the number that is divided out of a body; p and -p have opposite ones
    Step                the kind of head that it makes

Rules: step(P)^k = step(P); step(-P) = 1 - step(P); positive factors and factors that are squares leave the step;
the sign of a product is the product of the signs, so step(P Q) = (1 + (2 step(P) - 1) (2 step(Q) - 1)) / 2.
Where the step is defined P is not zero, so its derivative is 0.
"""

from __future__ import annotations

from fractions import Fraction

from ..algebra import body_at, product, restore_lost, scaled
from ..atoms import DELTA, Factor, Head, Monomial, Number, Polynomial, indices
from ..bodies.abstraction import abstract, degree
from ..index import OutsideFragment, Ref
from ..labelling import monomial_key
from ..nested import Nested, Sum, primitive
from ..normalise import merged

HALF = Fraction(1, 2)


class Step(Nested):
    """The step of a polynomial."""

    __slots__ = ()
    kind = "step"
    binary = True

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """step(p)^c = step(p)."""
        value = step(inner)
        if exponent < 0 and value != [(1, {})]:
            raise OutsideFragment("the reciprocal of a step")
        return value

    def step(self, monomial: Monomial, args: tuple[Ref, ...], exponent: Number) -> Polynomial | None:
        """One step instead of several at the same references, up to the symmetries of the body."""
        again = [
            (self, other)
            for order in self.symmetries
            if (other := tuple(args[k] for k in order)) != args and monomial.get((self, other), 0) > 0
        ]
        if exponent < 0 or (exponent == 1 and not again):
            return None
        rest: Monomial = {f: e for f, e in monomial.items() if f not in again}
        rest[self, args] = 1
        return restore_lost([(1, rest)], [i for i in indices(monomial) if not i.free])


def step(poly: Polynomial) -> Polynomial:
    """The step of a polynomial in free indices, taken to be nowhere zero."""
    terms = merged(poly)
    if not terms:
        raise OutsideFragment("the step of zero")
    content, rest = primitive(terms)
    if not all(head.real for _, monomial in terms for head, _ in monomial):
        return _of_primitive(terms)  # the factors of a cosine are no real numbers
    if any(head is DELTA for head, _ in content):
        raise OutsideFragment("the step of an expression with a Kronecker delta")
    steps = [_of_primitive(rest)]
    steps += [_of_factor(factor) for factor, exponent in content.items() if not _not_negative(factor[0], exponent)]
    open_steps = [value for value in steps if value not in ([], [(1, {})])]
    flips = steps.count([]) % 2
    if not open_steps:
        return [] if flips else [(1, {})]
    if len(open_steps) == 1:
        return _complement(open_steps[0]) if flips else open_steps[0]
    sign: Polynomial = [(-1 if flips else 1, {})]
    for value in open_steps:
        sign = product(sign, [*scaled(2, value), (-1, {})])
    return merged([(HALF, {}), *scaled(HALF, sign)])


def _complement(poly: Polynomial) -> Polynomial:
    return merged([(1, {}), *scaled(-1, poly)])


def _of_factor(factor: Factor) -> Polynomial:
    """The step of a factor to an odd power."""
    head, args = factor
    return _of_primitive(body_at(head, args) if type(head) is Sum else [(1, {factor: 1})])


def _of_primitive(poly: Polynomial) -> Polynomial:
    """The step of a polynomial without a common factor: it or its negative in the step."""
    if seen_positive(poly):
        return [(1, {})]
    if seen_positive(scaled(-1, poly)):
        return []
    scale = leading_coefficient(poly)
    atom: Polynomial = [(1, {abstract(Step, scaled(1 / scale, poly)): 1})]
    return atom if scale > 0 else _complement(atom)


def seen_positive(poly: Polynomial) -> bool:
    """Whether the signs of its monomials show that a polynomial, taken to be nowhere zero, is positive."""
    return bool(poly) and all(c > 0 and all(_not_negative(head, e) for (head, _), e in m.items()) for c, m in poly)


def _not_negative(head: Head, exponent: Number) -> bool:
    return head.positive or head.binary or (head.real and exponent % 2 == 0)


def leading_coefficient(poly: Polynomial) -> Fraction:
    """The coefficient that is to be 1, chosen without seeing the names of the parameters.

    Where monomials differ in these names alone, the numbers in front of them decide the sign.
    """
    free = {i: 0 for _, m in poly for i in indices(m) if i.free}
    ranks = [(degree(m), monomial_key(m, free)) for _, m in poly]
    top = max(ranks)
    leading = sorted((Fraction(c) for (c, _), rank in zip(poly, ranks, strict=True) if rank == top), reverse=True)
    largest = max(map(abs, leading))
    return largest if leading >= sorted((-c for c in leading), reverse=True) else -largest

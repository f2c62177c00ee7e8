"""The step of a polynomial, 1 where it is positive and 0 where it is negative, as an atom with a canonical body.

Dictionary
    step(p)             the step of a polynomial that is not zero
    rooted(p)           a polynomial with roots of squares written as absolute values
    leading_coefficient(p)   the number that is divided out of a body; p and -p have opposite ones
    Step                the kind of head that it makes

Rules: step(P)^k = step(P); step(-P) = 1 - step(P); positive factors and factors that are squares leave the step;
the sign of a product is the product of the signs, so step(P Q) = (1 + (2 step(P) - 1) (2 step(Q) - 1)) / 2.
Where the step is defined P is not zero, so its derivative is 0.
"""

from __future__ import annotations

from fractions import Fraction

from .. import memory
from ..algebra import body_at, product, restore_lost, scaled
from ..atoms import DELTA, Factor, Head, Monomial, Number, Polynomial, indices
from ..bodies.abstraction import abstract, degree
from ..bodies.content import primitive
from ..bodies.factorisation import factors, sure
from ..index import OutsideFragment, Ref
from ..labelling import monomial_key
from ..nested import Exp, Log, Nested, Sum, inverse, power_of
from ..normalise import merged
from .roots_of_unity import LARGEST_PRIME, root_of

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
    found = factors(rest)
    parts = [(rest, 1)] if found is None else [([(int(found[0] > 0) * 2 - 1, {})], 1), *found[1]]
    steps = [_of_primitive(part) for part, power in parts if power % 2]
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
    if sure(poly):
        return [(1, {})]
    if sure(scaled(-1, poly)):
        return []
    scale = leading_coefficient(poly)
    atom: Polynomial = [(1, {abstract(Step, scaled(1 / scale, poly)): 1})]
    return atom if scale > 0 else _complement(atom)


def _not_negative(head: Head, exponent: Number) -> bool:
    return head.positive or head.binary or (head.real and exponent % 2 == 0)


def rooted(poly: Polynomial) -> Polynomial:
    """A polynomial in which exp(log(q^2) / 2) is |q| = q (2 step(q) - 1), and odd powers of it likewise."""
    out: Polynomial = []
    for coefficient, monomial in poly:
        part: Polynomial = [(coefficient, {})]
        for factor, exponent in monomial.items():
            value = _absolute_power(factor, exponent) if type(factor[0]) is Exp else None
            part = product(part, [(1, {factor: exponent})] if value is None else value)
        out.extend(part)
    return out


def _absolute_power(factor: Factor, exponent: Number) -> Polynomial | None:
    """|q|^(2 c) of exp(log(q^2))^c, for odd 2 c."""
    (head, args), power = factor, 2 * Fraction(exponent)
    body = body_at(head, args)
    if power.denominator != 1 or power % 2 == 0 or len(body) != 1 or len(body[0][1]) != 1:
        return None
    ((inner, inner_args), once) = next(iter(body[0][1].items()))
    if type(inner) is not Log or once != 1 or body[0][0] != 1:
        return None
    inside = body_at(inner, inner_args)
    if memory.current.turning and len(inside) == 1 and not inside[0][1] and inside[0][0] <= LARGEST_PRIME:
        prime = int(inside[0][0])  # the logarithm of a number is one of primes
        return scaled(Fraction(prime) ** int((power - 1) / 2), root_of(prime))
    root = _square_root(inside)
    if root is None:
        return None
    value = power_of(root, int(power)) if power > 0 else inverse(root, -int(power))
    return product(value, [*scaled(2, step(root)), (-1, {})])


def _square_root(poly: Polynomial) -> Polynomial | None:
    """q where a polynomial is q^2."""
    if len(poly) == 1:
        (coefficient, monomial) = poly[0]
        alone = len(monomial) == 1 and coefficient == 1 and next(iter(monomial.values())) == 2
        free = all(index.free for index in indices(monomial))
        return [(1, dict.fromkeys(monomial, 1))] if alone and free else None
    found = factors(poly)
    if found is None or len(found[1]) != 1 or found[1][0][1] != 2 or found[0] != 1:
        return None
    return found[1][0][0]


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

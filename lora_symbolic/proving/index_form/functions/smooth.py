"""Cosine, sine, the error function and unspecified functions of a polynomial.

Dictionary
    cosine(p)       (exp(i p) + exp(-i p)) / 2
    sine(p)         (exp(i p) - exp(-i p)) / (2 i)
    error_function(p), ErrorFunction    an atom with a canonical body; erf(-p) = -erf(p)
    unspecified(p, name, k), Unspecified    the same for the k-th derivative of a function of which nothing is known

With the imaginary unit i the rules of exponentials give cos^2 + sin^2 = 1, the addition theorems and the derivatives.
An atom with i in it is no real number, so that nothing is concluded from its sign (`Head.real`).
"""

from __future__ import annotations

from fractions import Fraction

from ..algebra import product, scaled
from ..atoms import Number, Pi, Polynomial, simple_head
from ..bodies.abstraction import abstract
from ..nested import Nested, exponential, inverse, logarithm, power_of
from ..normalise import merged
from .imaginary import unit
from .piecewise import leading_coefficient
from .roots_of_unity import turn

HALF = Fraction(1, 2)


def pi() -> Polynomial:
    """The number pi."""
    return [(1, {(simple_head(Pi, ()), ()): 1})]


def cosine(poly: Polynomial) -> Polynomial:
    """The cosine of a polynomial in free indices."""
    return merged([*scaled(HALF, _turned(poly)), *scaled(HALF, _turned(scaled(-1, poly)))])


def sine(poly: Polynomial) -> Polynomial:
    """The sine of a polynomial in free indices."""
    return merged(product(scaled(-HALF, unit()), [*_turned(poly), *scaled(-1, _turned(scaled(-1, poly)))]))


def _turned(poly: Polynomial) -> Polynomial:
    """exp(i p); rational multiples of pi in p make a root of unity."""
    angle = merged(poly)
    turns = [Fraction(c) for c, m in angle if [(head.kind, e) for (head, _), e in m.items()] == [("pi", 1)]]
    rest = [(c, m) for c, m in angle if [(head.kind, e) for (head, _), e in m.items()] != [("pi", 1)]]
    power = exponential(product(unit(), rest)) if rest else [(1, {})]
    return product(turn(sum(turns, Fraction(0)) / 2), power) if turns else power


class ErrorFunction(Nested):
    """The error function of a polynomial."""

    __slots__ = ()
    kind = "erf"
    rewrites = False

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """erf(p)^c."""
        value = error_function(inner)
        return inverse(value, -int(exponent)) if exponent < 0 else power_of(value, int(exponent))

    def slope(self) -> Polynomial:
        """2 / sqrt(pi) exp(-p^2)."""
        scale = scaled(2, exponential(scaled(-HALF, logarithm(pi()))))
        return product(scale, exponential(scaled(-1, power_of(self.body, 2))))


def error_function(poly: Polynomial) -> Polynomial:
    """The error function of a polynomial in free indices."""
    terms = merged(poly)
    if not terms:
        return []
    sign = 1 if leading_coefficient(terms) > 0 else -1
    return [(sign, {abstract(ErrorFunction, scaled(sign, terms)): 1})]


class Unspecified(Nested):
    """A derivative of an unspecified function of a polynomial; its key begins with the name and the order."""

    __slots__ = ()
    kind = "function"
    rewrites = False

    def power(self, inner: Polynomial, exponent: Number) -> Polynomial:
        """phi(p)^c."""
        value = unspecified(inner, *self.key[:2])
        return inverse(value, -int(exponent)) if exponent < 0 else power_of(value, int(exponent))

    def slope(self) -> Polynomial:
        """phi'(p)."""
        return unspecified(self.body, self.key[0], self.key[1] + 1)


def unspecified(poly: Polynomial, name: str, order: int) -> Polynomial:
    """A derivative of an unspecified function at a polynomial in free indices."""
    return [(1, {abstract(Unspecified, merged(poly), (name, order)): 1})]

"""Roots of unity: exp(2 pi i f) for rational f, in a basis over the rational numbers.

Dictionary
    turn(f)         exp(2 pi i f), f a fraction of a full turn
    Root            the root of one prime p; its exponent is the fraction f of a turn, with a power of p below the line
    root_of(n)      the positive square root of a prime, as a sum of roots of unity (Gauss)

A fraction is a sum of fractions with powers of one prime below the line, each root one of its own kind. For each prime
p the roots whose f is below (p - 1)/p are a basis: the sum of those at f, f + 1/p, ..., f + (p - 1)/p is zero.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz

from ..algebra import product, restore_lost, scaled
from ..atoms import Head, Monomial, Number, Polynomial, indices, simple_head
from ..index import OutsideFragment, Ref
from .imaginary import unit

LARGEST_PRIME = 31
ONE: Polynomial = [(1, {})]


class Root(Head):
    """A root of unity, whose key is its prime."""

    __slots__ = ()
    kind = "root"
    rewrites = True

    @property
    def real(self) -> bool:
        """It is not."""
        return False

    def step(self, monomial: Monomial, args: tuple[Ref, ...], exponent: Number) -> Polynomial | None:
        """In the basis."""
        prime, fraction = self.key[0], Fraction(exponent)
        if 0 < fraction < (Fraction(1, 4) if prime == 2 else Fraction(prime - 1, prime)):
            return None
        rest = {f: e for f, e in monomial.items() if f != (self, args)}
        return restore_lost(
            product([(1, rest)], _of_prime(prime, fraction)), [i for i in indices(monomial) if not i.free]
        )


def turn(fraction: Fraction) -> Polynomial:
    """exp(2 pi i f), in the basis."""
    out = ONE
    whole = fraction.denominator
    for prime, power in fmpz(whole).factor():
        part = int(prime) ** int(power)
        above = fraction.numerator * pow(whole // part, -1, part) % part
        out = product(out, _of_prime(int(prime), Fraction(above, part)))
    return out


def _of_prime(prime: int, fraction: Fraction) -> Polynomial:
    if prime > LARGEST_PRIME:
        raise OutsideFragment(f"an angle of {fraction} turns")
    fraction %= 1
    if not fraction:
        return ONE
    last = Fraction(prime - 1, prime)
    if prime == 2 and fraction >= Fraction(1, 2):
        return scaled(-1, _of_prime(2, fraction - Fraction(1, 2)))
    if prime == 2 and fraction >= Fraction(1, 4):
        return product(unit(), _of_prime(2, fraction - Fraction(1, 4)))
    if fraction < last:
        return [(1, {(simple_head(Root, (prime,)), ()): fraction})]
    others = (_of_prime(prime, fraction - last + Fraction(j, prime)) for j in range(prime - 1))
    return [term for other in others for term in scaled(-1, other)]


def root_of(prime: int) -> Polynomial:
    """The positive square root of a prime."""
    if prime == 2:
        return [*turn(Fraction(1, 8)), *turn(Fraction(-1, 8))]
    total: Polynomial = []
    for a in range(1, prime):
        total += scaled(1 if pow(a, prime // 2, prime) == 1 else -1, turn(Fraction(a, prime)))
    return total if prime % 4 == 1 else product(scaled(-1, unit()), total)

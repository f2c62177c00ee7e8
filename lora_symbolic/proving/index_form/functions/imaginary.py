"""The imaginary unit, with which cosine and sine are exponentials.

Dictionary
    Imaginary       the unit i, i^2 = -1
    unit()          i as a polynomial
"""

from __future__ import annotations

from ..algebra import product, restore_lost
from ..atoms import Head, Monomial, Number, Polynomial, indices, simple_head
from ..index import Ref


class Imaginary(Head):
    """The imaginary unit."""

    __slots__ = ()
    kind = "i"
    rewrites = True

    @property
    def real(self) -> bool:
        """It is not."""
        return False

    def step(self, monomial: Monomial, args: tuple[Ref, ...], exponent: Number) -> Polynomial | None:
        """i^2 = -1."""
        if exponent == 1 or exponent != int(exponent):
            return None
        rest = {f: e for f, e in monomial.items() if f != (self, args)}
        value: Polynomial = [(-1 if int(exponent) % 4 in (2, 3) else 1, {(self, args): 1} if exponent % 2 else {})]
        return restore_lost(product([(1, rest)], value), [i for i in indices(monomial) if not i.free])


def unit() -> Polynomial:
    """The imaginary unit."""
    return [(1, {(simple_head(Imaginary, ()), ()): 1})]

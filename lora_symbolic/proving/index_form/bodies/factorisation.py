"""Factorisation: a polynomial in atoms of free indices as a product of irreducible ones, over the rational numbers.

Dictionary
    factors(p)      the irreducible factors with their powers, and the number before them; None where there is one alone
    sure(p)         whether the signs of its monomials show that a polynomial that is nowhere zero is positive

Only real atoms are unknowns of their own: a delta or a step is its own square, and i * i is -1.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from ..atoms import Factor, Monomial, Number, Polynomial, indices

MOST = 60  # monomials
MOST_DEGREE = 24


def factors(poly: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]] | None:
    """The number and the factors with their powers; None for a polynomial that is irreducible, or is not looked at."""
    atoms: dict[Factor, int] = {}
    if not 2 <= len(poly) <= MOST:
        return None
    for _, monomial in poly:
        for factor, exponent in monomial.items():
            head = factor[0]
            if exponent < 0 or head.binary or not head.real or not all(i.free for i in indices([factor])):
                return None
            atoms[factor] = lcm(atoms.get(factor, 1), Fraction(exponent).denominator)
    if len(poly) == 2 and not _shared_power(poly, atoms):
        return None
    return _factored(poly, atoms)


def _shared_power(poly: Polynomial, atoms: dict[Factor, int]) -> bool:
    """Whether the exponents of two monomials, taken together, are multiples of one number above 1."""
    return gcd(*(int(Fraction(m.get(factor, 0)) * scale) for _, m in poly for factor, scale in atoms.items())) > 1


def _factored(poly: Polynomial, atoms: dict[Factor, int]) -> tuple[Fraction, list[tuple[Polynomial, int]]] | None:
    import sympy

    symbols = sympy.symbols(f"x0:{len(atoms)}")
    powers = {}
    for coefficient, monomial in poly:
        exponents = tuple(int(Fraction(monomial.get(factor, 0)) * scale) for factor, scale in atoms.items())
        if sum(exponents) > MOST_DEGREE:
            return None
        value = Fraction(coefficient)
        powers[exponents] = sympy.Rational(value.numerator, value.denominator)
    number, found = sympy.Poly.from_dict(powers, *symbols, domain="QQ").factor_list()
    if len(found) == 1 and found[0][1] == 1:
        return None
    return Fraction(int(number.p), int(number.q)), [(_read(factor, atoms), int(power)) for factor, power in found]


def _read(factor: object, atoms: dict[Factor, int]) -> Polynomial:
    out: Polynomial = []
    for exponents, coefficient in factor.terms():  # type: ignore[attr-defined]
        monomial: Monomial = {
            atom: _plain(Fraction(exponent, scale))
            for (atom, scale), exponent in zip(atoms.items(), exponents, strict=True)
            if exponent
        }
        out.append((_plain(Fraction(int(coefficient.p), int(coefficient.q))), monomial))
    return out


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


def sure(poly: Polynomial) -> bool:
    """Whether the signs of its monomials show that a polynomial, taken to be nowhere zero, is positive."""
    return bool(poly) and all(
        coefficient > 0
        and all(head.positive or head.binary or (head.real and exponent % 2 == 0) for (head, _), exponent in m.items())
        for coefficient, m in poly
    )

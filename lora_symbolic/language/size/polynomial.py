r"""Polynomials in names with integer coefficients: what sizes are made of.

Dictionary
    Monomial            names with their exponents, in alphabetical order: (("L", 1), ("d", 2)) is L d^2
    Polynomial          monomials with their coefficients, in lexicographic order; no coefficient is 0
    Rational            the same with rational coefficients
    collected(terms)    the polynomial with these terms, equal monomials added up
    plus, times         sum and product
    divided(p, q)       the quotient where q divides p, else None
    monomial_content    the greatest monomial, with its coefficient, that divides every term
    with_minus(p)       whether p is written with a minus sign before it rather than -p
    polynomial_text     as SymPy writes it: L*d - 2*r
    polynomial_latex    L d - 2 r
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import TypeAlias

Monomial: TypeAlias = tuple[tuple[str, int], ...]
Polynomial: TypeAlias = tuple[tuple[Monomial, int], ...]
Rational: TypeAlias = tuple[tuple[Monomial, int | Fraction], ...]

LAST = (chr(0x10FFFF), 0)  # behind every name: where a monomial ends, another with more factors comes first
ZERO: Polynomial = ()
UNIT: Polynomial = (((), 1),)


def _lexicographic(term: tuple[Monomial, int]) -> tuple[tuple[str, int], ...]:
    return (*((name, -exponent) for name, exponent in term[0]), LAST)


def collected(terms: Iterable[tuple[Monomial, int]]) -> Polynomial:
    """The polynomial with these terms.

    >>> collected([((("d", 1),), 1), ((("L", 1),), 2), ((("d", 1),), -3)])
    (((('L', 1),), 2), ((('d', 1),), -2))
    """
    found: dict[Monomial, int] = {}
    for monomial, coefficient in terms:
        found[monomial] = found.get(monomial, 0) + coefficient
    return tuple(sorted(((m, c) for m, c in found.items() if c), key=_lexicographic))


def constant(value: int) -> Polynomial:
    """An integer."""
    return (((), value),) if value else ZERO


def plus(left: Polynomial, right: Polynomial) -> Polynomial:
    """The sum."""
    return collected((*left, *right))


def scaled(factor: int, poly: Polynomial) -> Polynomial:
    """An integer multiple."""
    return tuple((monomial, factor * coefficient) for monomial, coefficient in poly) if factor else ZERO


def _joined(left: Monomial, right: Monomial, sign: int = 1) -> Monomial:
    powers = dict(left)
    for name, exponent in right:
        powers[name] = powers.get(name, 0) + sign * exponent
    return tuple(sorted((name, exponent) for name, exponent in powers.items() if exponent))


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product, multiplied out."""
    if left == UNIT:
        return right
    if right == UNIT:
        return left
    return collected((_joined(m, n), a * b) for m, a in left for n, b in right)


def monomial_content(*polynomials: Polynomial) -> tuple[Monomial, int]:
    """The greatest monomial that divides every term, and the greatest common divisor of the coefficients.

    >>> monomial_content(collected([((("L", 2),), 4), ((("L", 1), ("d", 1)), -6)]))
    ((('L', 1),), 2)
    """
    terms = [term for poly in polynomials for term in poly]
    common = dict(terms[0][0]) if terms else {}
    for monomial, _ in terms[1:]:
        powers = dict(monomial)
        common = {name: min(e, powers[name]) for name, e in common.items() if name in powers}
    return tuple(common.items()), gcd(*(coefficient for _, coefficient in terms))


def without_content(poly: Polynomial, monomial: Monomial, number: int) -> Polynomial:
    """The quotient by a monomial that divides every term."""
    if not monomial and number == 1:
        return poly
    return collected((_joined(m, monomial, -1), coefficient // number) for m, coefficient in poly)


def divided(poly: Polynomial, by: Polynomial) -> Polynomial | None:
    """The quotient where one polynomial divides another over the integers, else None.

    >>> divided(collected([((("d", 2),), 1), ((("r", 2),), -1)]), collected([((("d", 1),), 1), ((("r", 1),), -1)]))
    (((('d', 1),), 1), ((('r', 1),), 1))
    """
    quotient: list[tuple[Monomial, int]] = []
    (head, number), rest = by[0], poly
    while rest:
        monomial, coefficient = rest[0]
        left = _joined(monomial, head, -1)
        if coefficient % number or any(exponent < 0 for _, exponent in left):
            return None
        quotient.append((left, coefficient // number))
        rest = plus(rest, scaled(-1, times(by, (quotient[-1],))))
    return collected(quotient)


def with_minus(poly: Polynomial) -> bool:
    """Whether most signs are minus; of as many of each, whether the first is."""
    minus = sum(coefficient < 0 for _, coefficient in poly)
    return 2 * minus > len(poly) or (2 * minus == len(poly) and bool(poly) and poly[0][1] < 0)


def _in_order(poly: Rational) -> Rational:
    """As they are written: 1 - d, not -d + 1."""
    if len(poly) == 2 and not poly[1][0] and len(poly[0][0]) == 1 and poly[0][1] < 0 < poly[1][1]:
        return poly[::-1]
    return poly


def monomial_text(monomial: Monomial) -> str:
    """L*d**2; 1 for no factors."""
    return "*".join(name if exponent == 1 else f"{name}**{exponent}" for name, exponent in monomial) or "1"


def _written(poly: Rational, term: Callable[[Monomial, int | Fraction], str]) -> str:
    parts = [(number < 0, term(monomial, -number if number < 0 else number)) for monomial, number in _in_order(poly)]
    if not parts:
        return "0"
    first = ("-" if parts[0][0] else "") + parts[0][1]
    return reduce(lambda text, part: f"{text} {'-' if part[0] else '+'} {part[1]}", parts[1:], first)


def polynomial_text(poly: Rational) -> str:
    """As SymPy writes it.

    >>> polynomial_text(collected([((("d", 2),), 1), ((("L", 1), ("d", 1)), -3), ((), 1)]))
    '-3*L*d + d**2 + 1'
    """

    def term(monomial: Monomial, coefficient: int | Fraction) -> str:
        if not monomial:
            return str(coefficient)
        above, below = coefficient.numerator, coefficient.denominator
        text = monomial_text(monomial) if above == 1 else f"{above}*{monomial_text(monomial)}"
        return text if below == 1 else f"{text}/{below}"

    return _written(poly, term)


def polynomial_latex(poly: Polynomial, named: Callable[[str], str] = str) -> str:
    """In LaTeX, as SymPy writes it; `named` writes a name.

    >>> print(polynomial_latex(collected([((("d", 2),), 1), ((("L", 1), ("d", 1)), -3), ((), 1)])))
    - 3 L d + d^{2} + 1
    """

    def power(name: str, exponent: int) -> str:
        base = named(name)
        if exponent == 1:
            return base
        return (rf"\left({base}\right)" if "^" in base else base) + f"^{{{exponent}}}"

    def term(monomial: Monomial, coefficient: int | Fraction) -> str:
        return " ".join([str(coefficient)] * (coefficient != 1 or not monomial) + [power(*one) for one in monomial])

    text = _written(poly, term)
    return f"- {text[1:]}" if text.startswith("-") and _in_order(poly)[0][0] else text

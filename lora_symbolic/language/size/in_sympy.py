"""Sizes and SymPy: polynomials in names as SymPy's expressions in positive integer symbols, and back.

Dictionary
    is_expression(x)     whether an object is SymPy's; asks without importing it
    symbol(name)         the positive integer symbol of this name
    expression(p, q)     the ratio of two polynomials
    polynomials(e)       both polynomials of an expression
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, TypeGuard

from lora_symbolic.language.later import sympy

from .polynomial import Polynomial, collected

if TYPE_CHECKING:
    from typing import Any


def is_expression(value: object) -> TypeGuard[Any]:
    """Whether an object is an expression of SymPy's: where nobody has imported SymPy, there is none."""
    return "sympy" in sys.modules and isinstance(value, sympy.Expr)


@lru_cache(maxsize=4096)
def symbol(name: str) -> sympy.Symbol:
    """The positive integer symbol of this name."""
    return sympy.Symbol(name, integer=True, positive=True)


def expression(above: Polynomial, below: Polynomial) -> sympy.Expr:
    """The ratio of two polynomials.

    >>> expression((((("L", 1),), 2),), ((((("d", 1),), 1),)))
    2*L/d
    """
    return _sum(above) / _sum(below)


def _sum(poly: Polynomial) -> sympy.Expr:
    return sympy.Add(*(sympy.Mul(number, *(symbol(name) ** power for name, power in m)) for m, number in poly))


def polynomials(value: sympy.Expr) -> tuple[Polynomial, Polynomial]:
    """Numerator and denominator of an expression; symbols count by their names.

    >>> polynomials(sympy.Symbol("L") / 2)
    ((((('L', 1),), 1),), (((), 2),))

    Raises ValueError for what is no ratio of polynomials with rational coefficients.
    """
    above, below = sympy.fraction(sympy.together(value))
    (p, m), (q, n) = _integral(above), _integral(below)
    return tuple((monomial, c * n) for monomial, c in p), tuple((monomial, c * m) for monomial, c in q)


def _integral(part: sympy.Expr) -> tuple[Polynomial, int]:
    """A polynomial with integer coefficients, and the number by which it is to be divided."""
    symbols = sorted(part.free_symbols, key=str)
    if not part.is_polynomial(*symbols):
        raise ValueError(f"{part} is no polynomial")
    terms = sympy.Poly(part, *symbols).terms() if symbols else [((), part)]
    if not all(coefficient.is_Rational for _, coefficient in terms):
        raise ValueError(f"{part} has coefficients that are not rational")
    number = int(sympy.ilcm(1, *(coefficient.q for _, coefficient in terms)))
    names = [str(one) for one in symbols]
    return collected(
        (tuple((name, int(e)) for name, e in zip(names, powers, strict=True) if e), int(coefficient * number))
        for powers, coefficient in terms
    ), number

"""Sizes as integers: a SymPy size, or a rational expression in sizes, at given integers.

Dictionary
    rational_at(expression, sizes)  the rational value of an expression in sizes
    size_at(expression, sizes)      the same where a number of rows or columns is meant: an integer >= 1
    shape_at(term, sizes)           the numbers of rows and columns of a term
    sizes_text(sizes)               the integers, for reading
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import sympy

from lora_symbolic.language.size import Size
from lora_symbolic.language.term import Term

from .errors import EvaluationError
from .rationals import fraction

Monomials: TypeAlias = tuple[tuple[Fraction | int, tuple[tuple[str, int], ...]], ...]


@lru_cache(maxsize=4096)
def _monomials(expression: Size) -> tuple[Monomials, Monomials]:
    """Numerator and denominator as (coefficient, ((name, power), ...)) terms."""
    above, below = sympy.fraction(sympy.together(expression))
    return _polynomial(above), _polynomial(below)


def _polynomial(expression: Size) -> Monomials:
    symbols = sorted(expression.free_symbols, key=str)
    if not symbols:
        return ((_fraction(expression), ()),)
    terms = sympy.Poly(expression, *symbols).terms()
    return tuple(
        (_fraction(coefficient), tuple((str(s), int(k)) for s, k in zip(symbols, powers, strict=True) if k))
        for powers, coefficient in terms
    )


def _fraction(number: sympy.Expr) -> Fraction | int:
    exact = sympy.Rational(number)
    return int(exact.p) if exact.q == 1 else fraction(exact)


def _at(polynomial: Monomials, sizes: Mapping[str, int]) -> Fraction:
    total: Fraction | int = 0
    for coefficient, powers in polynomial:
        product: Fraction | int = coefficient
        for name, power in powers:
            product *= sizes[name] ** power
        total += product
    return Fraction(total)


def rational_at(expression: Size, sizes: Mapping[str, int]) -> Fraction:
    """The value of a rational expression in sizes.

    >>> from lora_symbolic.language import size
    >>> rational_at(1 / size("d - r"), {"d": 5, "r": 2})
    Fraction(1, 3)

    Raises EvaluationError for a size without a value and for a division by zero.
    """
    above, below = _monomials(expression)
    try:
        denominator = _at(below, sizes)
        numerator = _at(above, sizes)
    except KeyError as missing:
        raise EvaluationError(f"size {missing.args[0]} has no value; expected a positive integer for it") from None
    if denominator == 0:
        raise EvaluationError(f"{expression} divides by zero at {sizes_text(sizes)}")
    return numerator / denominator


def size_at(expression: Size, sizes: Mapping[str, int]) -> int:
    """The number of rows or columns that a size stands for.

    >>> from lora_symbolic.language import size
    >>> size_at(size("L * d"), {"L": 3, "d": 2})
    6

    Raises EvaluationError when it is no integer >= 1.
    """
    if expression.is_Symbol:  # nearly all of them: no arithmetic
        known = sizes.get(expression.name)
        if type(known) is int and known >= 1:
            return known
    elif expression.is_Integer and expression >= 1:
        return int(expression)
    value = rational_at(expression, sizes)
    if value.denominator != 1 or value < 1:
        raise EvaluationError(f"size {expression} is {value} at {sizes_text(sizes)}; expected an integer >= 1")
    return int(value)


def shape_at(term: Term, sizes: Mapping[str, int]) -> tuple[int, int]:
    """The numbers of rows and columns of a term.

    >>> from lora_symbolic.language import matrix
    >>> shape_at(matrix("X", "d - r", "d"), {"d": 3, "r": 1})
    (2, 3)

    Raises EvaluationError as size_at does.
    """
    return size_at(term.rows, sizes), size_at(term.cols, sizes)


def sizes_text(sizes: Mapping[str, object]) -> str:
    """Sizes for reading.

    >>> sizes_text({"L": 3, "d": 2})
    'L = 3, d = 2'
    """
    return ", ".join(f"{name} = {value}" for name, value in sizes.items())

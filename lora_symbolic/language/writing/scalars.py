"""Scalars as text: rational numbers, and ratios of polynomials in sizes, with how strongly the text binds."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

import sympy

from ..size import Size, size_text
from ..term import Term

SUM, PRODUCT, PREFIX, ATOM = range(4)  # how strongly a text binds, weakest first


def number_text(value: Fraction) -> tuple[int, str]:
    """A rational number: 3, -3, 3/2."""
    if value.denominator != 1:
        return PRODUCT, f"{value.numerator}/{value.denominator}"
    return (ATOM if value >= 0 else PREFIX), str(value.numerator)


def numerator_and_denominator(value: Size) -> tuple[Size, Size]:
    """A ratio of polynomials in sizes as its two multiplied-out polynomials with integer coefficients."""
    top, bottom = sympy.fraction(sympy.together(value))
    return sympy.expand(top), sympy.expand(bottom)


def ratio_text(value: Size) -> tuple[int, str]:
    """A ratio of polynomials in sizes, written with products only: no powers."""
    top, bottom = numerator_and_denominator(value)
    strength, text = polynomial_text(top)
    if bottom == 1:
        return strength, text
    below, divisor = polynomial_text(bottom)
    text = f"({text})" if strength == SUM else text
    divisor = f"({divisor})" if below < ATOM else divisor
    return PRODUCT, f"{text}/{divisor}"


def polynomial_text(value: Size) -> tuple[int, str]:
    """A polynomial in sizes, powers as products."""
    text = size_text(value, power=None)
    if value.is_Add:
        return SUM, text
    return (ATOM if value.is_Symbol or (value.is_Integer and value >= 0) else PRODUCT), text


def starts_with_minus(term: Term) -> bool:
    """Whether a term is a negative, or a negative number, and so needs parentheses to the right of an operator."""
    if term.op == "number":
        return cast(Fraction, term.data[0]) < 0
    return term.op == "negate" or (term.op == "size" and ratio_text(cast(Size, term.data[0]))[1].startswith("-"))

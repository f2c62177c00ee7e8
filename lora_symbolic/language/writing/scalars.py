"""Scalars as text: rational numbers, ratios of polynomials in sizes, how strongly the text binds; minus signs."""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from typing import cast

from ..size import Size, size_text
from ..term import Term, make

SUM, PRODUCT, PREFIX, ATOM = range(4)  # how strongly a text binds, weakest first
SUMS = frozenset({"add", "subtract"})
MAX_SPINE = 40
_FIRST_BEGINS = SUMS | {"scale", "matmul", "rowsum"}  # their text begins with that of their first argument


def number_text(value: Fraction) -> tuple[int, str]:
    """A rational number: 3, -3, 3/2."""
    if value.denominator != 1:
        return PRODUCT, f"{value.numerator}/{value.denominator}"
    return (ATOM if value >= 0 else PREFIX), str(value.numerator)


def numerator_and_denominator(value: Size) -> tuple[Size, Size]:
    """A ratio of polynomials in sizes as its two multiplied-out polynomials with integer coefficients."""
    top, bottom = value.numerator, value.denominator
    return (-top, -bottom) if bottom.with_minus and top.with_minus else (top, bottom)


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
    if value.is_sum:
        return SUM, text
    return (ATOM if value.name is not None or (value.integer is not None and value.integer >= 0) else PRODUCT), text


def starts_with_minus(term: Term) -> bool:
    """Whether a term is a negative, or a negative number, and so needs parentheses to the right of an operator."""
    if term.op == "number":
        return cast(Fraction, term.data[0]) < 0
    return term.op == "negate" or (term.op == "size" and ratio_text(cast(Size, term.data[0]))[1].startswith("-"))


def without_minus(term: Term, named: Container[Term] = ()) -> Term | None:
    """The term whose text is that of this one without the minus sign that it begins with; None if there is none.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> without_minus(-2 * X @ X), without_minus(X - 2 * X)
    (<2 * X @ X : n x n>, None)
    """
    spine = [term]  # what begins the text
    while spine[-1].op in _FIRST_BEGINS and spine[-1] not in named and len(spine) < MAX_SPINE:
        spine.append(spine[-1].args[0])
    found = None if spine[-1] in named else _positive(spine.pop())
    while found is not None and spine:
        above = spine.pop()
        first = above.args[0].op
        if above.op not in SUMS and (first in SUMS or (first == "negate" and above.op != "scale")):  # in parentheses
            return None
        if above.op in SUMS and first not in SUMS and found.op in SUMS:  # it would need one
            return None
        if above.op == "scale" and found.op == "number" and found.data[0] == 1:
            found = above.args[1]
        else:
            found = make(above.op, (found, *above.args[1:]), above.data, above.shape, above.is_scalar)
    return found


def _positive(term: Term) -> Term | None:
    """What a minus sign stands before."""
    if term.op == "negate":
        return term.args[0]
    if term.op == "number" and (number := cast(Fraction, term.data[0])) < 0:
        return make("number", (), (-number,), term.shape, term.is_scalar)
    if term.op == "size":
        top, bottom = numerator_and_denominator(cast(Size, term.data[0]))
        if not top.is_sum and top.with_minus:
            return make("size", (), (-top / bottom,), term.shape, term.is_scalar)
    return None

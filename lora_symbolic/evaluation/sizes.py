"""Sizes as integers: a size, or a rational expression in sizes, at given integers.

Dictionary
    rational_at(expression, sizes)  the rational value of an expression in sizes
    size_at(expression, sizes)      the same where a number of rows or columns is meant: an integer >= 1
    shape_at(term, sizes)           the numbers of rows and columns of a term
    told_sizes(...)                 the sizes that the shapes of arrays tell
    sizes_text(sizes)               the integers, for reading
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from lora_symbolic.language.size import Polynomial, Size, Sizelike, size
from lora_symbolic.language.term import Term

from .errors import EvaluationError


def _at(polynomial: Polynomial, sizes: Mapping[str, int]) -> int:
    total = 0
    for powers, coefficient in polynomial:
        product = coefficient
        for name, power in powers:
            product *= sizes[name] ** power
        total += product
    return total


def rational_at(expression: Sizelike, sizes: Mapping[str, int]) -> Fraction:
    """The value of a rational expression in sizes, which may be SymPy's.

    >>> from lora_symbolic.language import size
    >>> rational_at(1 / size("d - r"), {"d": 5, "r": 2})
    Fraction(1, 3)

    Raises EvaluationError for a size without a value and for a division by zero.
    """
    ratio = expression if isinstance(expression, Size) else size(expression)
    try:
        denominator = _at(ratio.below, sizes)
        numerator = _at(ratio.above, sizes)
    except KeyError as missing:
        raise EvaluationError(f"size {missing.args[0]} has no value; expected a positive integer for it") from None
    if denominator == 0:
        raise EvaluationError(f"{expression} divides by zero at {sizes_text(sizes)}")
    return Fraction(numerator, denominator)


def size_at(expression: Size, sizes: Mapping[str, int]) -> int:
    """The number of rows or columns that a size stands for.

    >>> from lora_symbolic.language import size
    >>> size_at(size("L * d"), {"L": 3, "d": 2})
    6

    Raises EvaluationError when it is no integer >= 1.
    """
    if expression.name is not None:  # nearly all of them: no arithmetic
        known = sizes.get(expression.name)
        if type(known) is int and known >= 1:
            return known
    elif expression.integer is not None and expression.integer >= 1:
        return expression.integer
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


def told_sizes(variables: Iterable[Term], values: Mapping[str, Any], sizes: Mapping[str, int]) -> Mapping[str, int]:
    """The given sizes, and those that the shapes of the variables' arrays tell.

    >>> from lora_symbolic.language import matrix
    >>> told_sizes([matrix("P", "L", "d - r"), matrix("A", "r", 1)], {"P": [[1, 2]], "A": [[1], [2], [3]]}, {})
    {'L': 1, 'r': 3, 'd': 5}
    """
    open_sides = [
        (side, np.shape(values[variable.name])[place - 2])
        for variable in variables
        if variable.name in values
        for place, side in enumerate(variable.shape)
        if not all(name in sizes for name in side.names)
    ]
    if not open_sides:
        return sizes
    known = dict(sizes)
    for _ in open_sides:  # each pass tells a size or is the last
        told = [found for side, count in open_sides if (found := _told(side, count, known))]
        if not told:
            break
        known.update([told[0]])
    return known


def _told(side: Size, count: int, known: Mapping[str, int]) -> tuple[str, int] | None:
    """The one unknown size of a side of this length, where it stands there in the first degree."""
    unknown = [name for name in side.names if name not in known]
    if len(unknown) != 1:
        return None
    (name,) = unknown
    rest, slope = (-count, 0)
    for monomial, coefficient in side.above:
        powers = dict(monomial)
        value = coefficient * prod(known[other] ** power for other, power in monomial if other != name)
        if powers.get(name, 0) > 1:
            return None
        slope, rest = (slope + value, rest) if name in powers else (slope, rest + value)
    found = Fraction(-rest, slope) if slope else Fraction(0)
    return (name, int(found)) if found.denominator == 1 and found >= 1 else None


def sizes_text(sizes: Mapping[str, object]) -> str:
    """Sizes for reading.

    >>> sizes_text({"L": 3, "d": 2})
    'L = 3, d = 2'
    """
    return ", ".join(f"{name} = {value}" for name, value in sizes.items())

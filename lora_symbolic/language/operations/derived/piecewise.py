"""Piecewise linear functions: made of the step, which is 1 where an entry is positive and 0 where it is negative.

Dictionary (x, y terms)
    relu(x)     x * step(x)             maximum(x, y)   y + relu(x - y)
    sign(x)     2 * step(x) - 1         minimum(x, y)   x - relu(x - y)
    absolute(x) x * sign(x), abs(x) in a text

A claim that uses them holds where no argument of the step is 0.
"""

from __future__ import annotations

from ...term import Scalarlike, Term
from ..arithmetic import add, multiply, subtract
from ..entrywise import step
from ..leaves import lift, scalar


def relu(term: Term) -> Term:
    """Every entry where it is positive, 0 where it is negative.

    >>> from lora_symbolic.language import matrix
    >>> relu(matrix("X", "m", "n"))
    <relu(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Nair and Hinton, ICML (2010).
    """
    return multiply(term, step(term))


def sign(term: Term) -> Term:
    """1 where an entry is positive, -1 where it is negative.

    >>> from lora_symbolic.language import matrix
    >>> sign(matrix("X", "m", "n"))
    <sign(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: relu, and the step.
    """
    return subtract(multiply(scalar(2), step(term)), scalar(1))


def absolute(term: Term) -> Term:
    """The absolute value of every entry.

    >>> from lora_symbolic.language import matrix
    >>> absolute(matrix("X", "m", "n"))
    <abs(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: x times its sign.
    """
    return multiply(term, sign(term))


def maximum(left: Scalarlike, right: Scalarlike) -> Term:
    """The larger of two entries; a scalar, a row or a column is broadcast.

    >>> from lora_symbolic.language import matrix
    >>> maximum(matrix("X", "m", "n"), matrix("Y", "m", "n"))
    <maximum(X, Y) : m x n>

    Shapes: m x n, m x n -> m x n.
    Raises ShapeError where the shapes do not fit.
    Source: y + relu(x - y).
    """
    return add(lift(right), relu(subtract(lift(left), lift(right))))


def minimum(left: Scalarlike, right: Scalarlike) -> Term:
    """The smaller of two entries; a scalar, a row or a column is broadcast.

    >>> from lora_symbolic.language import matrix
    >>> minimum(matrix("X", "m", "n"), matrix("Y", "m", "n"))
    <minimum(X, Y) : m x n>

    Raises ShapeError where the shapes do not fit.

    Shapes: m x n, m x n -> m x n.
    Source: x - relu(x - y).
    """
    return subtract(lift(left), relu(subtract(lift(left), lift(right))))

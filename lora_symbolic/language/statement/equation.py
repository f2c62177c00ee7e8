"""Equations in a text: what a claim takes for granted, two terms of one shape that are equal.

Dictionary
    Equation            its text and its two sides, from `term`
    one_shape(l, r)     a scalar beside a matrix as a matrix
    sides_of(text)      the texts on the left and on the right of the one = in a text

Only the one sign = makes an equation: <=, >= and == are other things.
"""

from __future__ import annotations

import re

from ..errors import SyntaxProblem
from ..operations import spread
from ..reading import shown
from ..term import Equation, Term, same_shape

__all__ = ["Equation", "one_shape", "sides_of"]

EQUALS = re.compile(r"(?<![<>=!])=(?!=)")


def sides_of(text: str) -> tuple[str, str]:
    """The two sides of an equation.

    >>> sides_of("P.T @ P = eye(r)")
    ('P.T @ P', 'eye(r)')

    Raises SyntaxProblem unless there is exactly one =.
    """
    sides = EQUALS.split(text)
    if len(sides) != 2 or not all(side.strip() for side in sides):
        raise SyntaxProblem(f"{shown(text)}: expected an equation such as P.T @ P = eye(r), with one =")
    return sides[0].strip(), sides[1].strip()


def one_shape(left: Term, right: Term) -> tuple[Term, Term]:
    """Two sides of a claim; a scalar beside a matrix is the matrix with this entry everywhere."""
    if left.is_scalar and not same_shape(left, right):
        return spread(left, *right.shape), right
    if right.is_scalar and not same_shape(left, right):
        return left, spread(right, *left.shape)
    return left, right

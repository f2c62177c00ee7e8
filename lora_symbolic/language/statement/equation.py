"""Equation: what a claim takes for granted, two terms of one shape that are equal.

Dictionary
    Equation            its text and its two sides
    sides_of(text)      the texts on the left and on the right of the one = in a text

Only the one sign = makes an equation: <=, >= and == are other things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import SyntaxProblem
from ..reading import shown
from ..term import Term

EQUALS = re.compile(r"(?<![<>=!])=(?!=)")


@dataclass(frozen=True)
class Equation:
    """An equation between two terms of one shape; `text` says it as the reader wrote it."""

    text: str
    lhs: Term
    rhs: Term

    def __str__(self) -> str:
        return self.text


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

"""Ranges in a claim: an unknown number that lies between two ends, among the equations that a claim takes for granted.

Dictionary
    InRange         the range of a scalar as a hypothesis; as an equation it says nothing
    in_range(s)     the hypothesis that a scalar lies in its range
    ranges_in(..)   these hypotheses for the scalars in some terms
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import SyntaxProblem
from ..term import Equation, Term, variables
from .comparison import ScalarRange


@dataclass(frozen=True)
class InRange(Equation):
    """A scalar lies in its range."""

    scalar: ScalarRange = field(default=ScalarRange(""))


def in_range(scalar: ScalarRange) -> InRange:
    """The hypothesis that a scalar lies in its range.

    >>> from fractions import Fraction
    >>> in_range(ScalarRange("eps", Fraction(0), Fraction(1, 2), high_closed=True)).text
    '0 < eps <= 1/2'
    """
    below = "" if scalar.low is None else f"{scalar.low} {'<=' if scalar.low_closed else '<'} "
    above = "" if scalar.high is None else f" {'<=' if scalar.high_closed else '<'} {scalar.high}"
    return InRange(f"{below}{scalar.name}{above}", scalar.variable, scalar.variable, scalar)


def ranges_in(scalars: Mapping[str, ScalarRange], *terms: Term | None) -> tuple[InRange, ...]:
    """The hypotheses that the scalars in some terms lie in their ranges.

    Raises SyntaxProblem for an empty range.
    """
    used = {variable.name for variable in variables(*(term for term in terms if term is not None))}
    ranged = [one for one in scalars.values() if one.name in used and (one.low, one.high) != (None, None)]
    for one in ranged:
        if one.is_empty:
            raise SyntaxProblem(f"scalars.{one.name}: an empty range; expected a range with a number in it")
    return tuple(map(in_range, ranged))

"""Ranges in a claim: an unknown number that lies between two ends, among the equations that a claim takes for granted.

Dictionary
    InRange         the range of a scalar as a hypothesis; as an equation it says nothing
    in_range(s)     the hypothesis that a scalar lies in its range
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..term import Equation
from .comparison import ScalarRange


@dataclass(frozen=True)
class InRange(Equation):
    """A scalar lies in its range."""

    scalar: ScalarRange = field(default=ScalarRange(""))


def in_range(scalar: ScalarRange) -> InRange:
    """The hypothesis that a scalar lies in its range.

    >>> in_range(ScalarRange("eps", Fraction(0), Fraction(1, 2), high_closed=True)).text
    '0 < eps <= 1/2'
    """
    below = "" if scalar.low is None else f"{scalar.low} {'<=' if scalar.low_closed else '<'} "
    above = "" if scalar.high is None else f" {'<=' if scalar.high_closed else '<'} {scalar.high}"
    return InRange(f"{below}{scalar.name}{above}", scalar.variable, scalar.variable, scalar)

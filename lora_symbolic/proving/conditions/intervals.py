"""Intervals: where the values of a number lie that is made of unknown numbers with ranges.

Dictionary
    Interval            two ends, each a rational or None for infinite, and whether it belongs to the interval
    interval(t, r)      the values of a term, when the variables in r lie in their ranges
    sign_known(t, r)    whether a term is positive, or negative, throughout
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import cast

from lora_symbolic.language.size import ONE
from lora_symbolic.language.statement import ScalarRange
from lora_symbolic.language.term import Term, subterms


@dataclass(frozen=True)
class Interval:
    """The numbers between two ends."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_in: bool = False
    high_in: bool = False

    @property
    def positive(self) -> bool:
        """Whether every number in it is above 0."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and not self.low_in))

    @property
    def negative(self) -> bool:
        """Whether every number in it is below 0."""
        return _minus(self).positive


ANY = Interval()


def _minus(one: Interval) -> Interval:
    low, high = (None if end is None else -end for end in (one.high, one.low))
    return Interval(low, high, one.high_in, one.low_in)


def _plus(one: Interval, other: Interval) -> Interval:
    low = None if one.low is None or other.low is None else one.low + other.low
    high = None if one.high is None or other.high is None else one.high + other.high
    return Interval(low, high, one.low_in and other.low_in, one.high_in and other.high_in)


def _times(one: Interval, other: Interval) -> Interval:
    """The product: its ends are products of ends; of unbounded intervals the sign alone."""
    ends = [
        # 0 is met whatever the other number is
        (a * b, (a_in and b_in) or (a == 0 and a_in) or (b == 0 and b_in))
        for (a, a_in), (b, b_in) in product(_ends(one), _ends(other))
        if a is not None and b is not None
    ]
    if len(ends) < 4:
        if (one.positive and other.positive) or (one.negative and other.negative):
            return Interval(Fraction(0))
        opposite = (one.positive and other.negative) or (one.negative and other.positive)
        return Interval(None, Fraction(0)) if opposite else ANY
    low, high = min(value for value, _ in ends), max(value for value, _ in ends)
    low_in, high_in = (any(inside for value, inside in ends if value == end) for end in (low, high))
    return Interval(low, high, low_in, high_in)


def _ends(one: Interval) -> tuple[tuple[Fraction | None, bool], tuple[Fraction | None, bool]]:
    return (one.low, one.low_in), (one.high, one.high_in)


def _over(one: Interval) -> Interval:
    """1 / x of a positive number."""
    if not one.positive or one.low is None:
        return Interval(Fraction(0)) if one.positive else ANY
    low = Fraction(0) if one.high is None else 1 / one.high
    return Interval(low, 1 / one.low if one.low else None, one.high is not None and one.high_in, one.low_in)


_RULES: Mapping[str, Callable[..., Interval]] = {
    "add": _plus,
    "subtract": lambda one, other: _plus(one, _minus(other)),
    "negate": _minus,
    "scale": _times,
    "hadamard": _times,
    "sum": lambda one: one,
    "reciprocal": _over,
    "exp": lambda one: Interval(Fraction(0)),
}


def interval(term: Term, ranges: Mapping[Term, ScalarRange]) -> Interval:
    """The values of a number.

    >>> from lora_symbolic.language import parse
    >>> eps = ScalarRange("eps", Fraction(0), Fraction(1))
    >>> interval(parse("1 - eps * eps", {"eps": eps.term}), {eps.variable: eps}).positive
    True
    """
    known: dict[Term, Interval] = {}
    for node in subterms(term):
        if node in ranges:
            one = ranges[node]
            known[node] = Interval(one.low, one.high, one.low_closed, one.high_closed)
        elif node.op == "number":
            value = cast(Fraction, node.data[0])
            known[node] = Interval(value, value, True, True)
        elif node.op in _RULES and node.shape == (ONE, ONE) and all(child.shape == (ONE, ONE) for child in node.args):
            known[node] = _RULES[node.op](*(known[child] for child in node.args))
        else:
            known[node] = ANY
    return known[term]


def sign_known(term: Term, ranges: Mapping[Term, ScalarRange], positive: bool) -> bool:
    """Whether a number is positive throughout the ranges; or, where it need not be `positive`, of one sign."""
    found = interval(term, ranges)
    return found.positive or (found.negative and not positive)

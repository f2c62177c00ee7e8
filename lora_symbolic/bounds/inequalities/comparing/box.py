"""Boxes: the values that the symbols of a bound may have.

Dictionary
    Interval    between two rational ends, each closed, open or infinite
    Box         an interval for every symbol: scalars as the reader says, sizes from 1 on, measures from 0 on
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import sympy

from lora_symbolic.language.statement.comparison import ScalarRange


@dataclass(frozen=True)
class Interval:
    """Real numbers between two ends; None is infinite."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_closed: bool = True
    high_closed: bool = True


FROM_ZERO, FROM_ONE = Interval(Fraction(0)), Interval(Fraction(1))


@dataclass(frozen=True)
class Box:
    """The interval of each symbol; sizes and measures need no entry.

    >>> Box().interval(sympy.Symbol("n", integer=True, positive=True)).low
    Fraction(1, 1)
    """

    intervals: Mapping[sympy.Symbol, Interval] = field(default_factory=dict)

    def interval(self, symbol: sympy.Symbol) -> Interval:
        """The interval of one symbol."""
        if symbol in self.intervals:
            return self.intervals[symbol]
        if symbol.is_integer and symbol.is_positive:
            return FROM_ONE
        return FROM_ZERO if symbol.is_nonnegative else Interval()

    def with_interval(self, symbol: sympy.Symbol, interval: Interval) -> Box:
        """The box with one more symbol."""
        return Box({**self.intervals, symbol: interval})


def box_of(scalars: Mapping[str, ScalarRange]) -> Box:
    """The box of a statement's scalars."""
    return Box({one.symbol: Interval(one.low, one.high, one.low_closed, one.high_closed) for one in scalars.values()})

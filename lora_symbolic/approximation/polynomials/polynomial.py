"""Polynomials that stand for exp on an interval, and certified enclosures, with exact numbers.

Dictionary
    ExpPolynomial    exact coefficients, ascending in x, with the interval on which they stand for exp
    Enclosure        two exact numbers with the truth between them
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from flint import fmpq_poly

from lora_symbolic.evaluation.rationals import rational

from ..domain import MAX_DEGREE, checked_interval
from ..errors import ApproximationError


@dataclass(frozen=True)
class Enclosure:
    """low <= truth <= high.

    >>> Enclosure(Fraction(1, 3), Fraction(1, 2)).relative_width
    Fraction(1, 2)
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ApproximationError(f"enclosure [{float(self.low)}, {float(self.high)}] is inverted")

    @property
    def relative_width(self) -> Fraction:
        """(high - low) / low; 0 for the point 0.

        Raises ZeroDivisionError when only low is 0.
        """
        return Fraction(0) if self.low == self.high else (self.high - self.low) / abs(self.low)

    def __contains__(self, value: Fraction) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class ExpPolynomial:
    """A polynomial for exp on [low, high]: sum_k coefficients[k] x^k, all numbers exact.

    `alternation` holds, for a minimax polynomial, the degree + 2 points where its error takes its largest values with
    alternating signs.
    """

    coefficients: tuple[Fraction, ...]
    low: Fraction
    high: Fraction
    method: str = "given"
    alternation: tuple[Fraction, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        checked_interval(self.low, self.high)
        if not self.coefficients:
            raise ApproximationError("no coefficients; expected at least one")
        if len(self.coefficients) > MAX_DEGREE + 1:
            raise ApproximationError(f"degree is {len(self.coefficients) - 1}; expected at most {MAX_DEGREE}")

    @property
    def degree(self) -> int:
        """The nominal degree: one less than the number of coefficients."""
        return len(self.coefficients) - 1

    @property
    def centre(self) -> Fraction:
        """The middle of the interval."""
        return (self.low + self.high) / 2

    @property
    def half_width(self) -> Fraction:
        """Half the length of the interval."""
        return (self.high - self.low) / 2

    def __call__(self, x: Fraction | int) -> Fraction:
        """The exact value at a rational number.

        >>> ExpPolynomial((Fraction(1), Fraction(1, 2)), Fraction(-1), Fraction(1))(Fraction(1, 3))
        Fraction(7, 6)
        """
        value = Fraction(0)
        for coefficient in reversed(self.coefficients):
            value = value * x + coefficient
        return value

    @cached_property
    def scaled(self) -> fmpq_poly:
        """The polynomial in t = (x - centre) / half_width, t in [-1, 1], as an exact fmpq_poly."""
        p = fmpq_poly([rational(value) for value in self.coefficients])
        return p(fmpq_poly([rational(self.centre), rational(self.half_width)]))

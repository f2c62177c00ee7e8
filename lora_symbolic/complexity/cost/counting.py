"""Counting numbers: numbers that note every multiplication made with them, so that a cost can be measured.

A product with a literal 0 or 1 (identities, matrices of ones, the zeros beside a diagonal) is not counted: an algorithm
that knows the structure does not make it. Values are integers modulo a prime, so that runs are exact and cheap.

Dictionary
    Tally           how many multiplications, additions, exponentials and reciprocals were made
    CountingNumbers the number system for `evaluate`; each has its own tally
    counted         the tally of evaluating terms together at given sizes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lora_symbolic.evaluation import evaluate_all, size_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array, ObjectNumbers, entrywise
from lora_symbolic.language import Term

PRIME = 1_000_003


@dataclass
class Tally:
    """Operations made so far."""

    multiplications: int = 0
    additions: int = 0
    exponentials: int = 0
    reciprocals: int = 0


class Counted:
    """A residue that knows its tally, and whether it is a literal 0 or 1."""

    __slots__ = ("literal", "tally", "value")

    def __init__(self, value: int, tally: Tally, literal: bool = False) -> None:
        self.value = value % PRIME
        self.tally = tally
        self.literal = literal and self.value in (0, 1, PRIME - 1)

    def __mul__(self, other: Counted | Fraction | int) -> Counted:
        if not isinstance(other, Counted):  # a weight, or a 1 that a program really multiplies with
            other = Counted(other.numerator * pow(other.denominator, -1, PRIME), self.tally)
        for one, two in ((self, other), (other, self)):
            if one.literal:
                return Counted(one.value * two.value, self.tally, one.value == 0 or two.literal)
        self.tally.multiplications += 1
        return Counted(self.value * other.value, self.tally)

    __rmul__ = __mul__

    def __add__(self, other: Counted) -> Counted:
        for one, two in ((self, other), (other, self)):
            if one.literal and one.value == 0:
                return two
        self.tally.additions += 1
        return Counted(self.value + other.value, self.tally)

    def __radd__(self, other: int) -> Counted:  # Python's sum starts at 0
        return self

    def __neg__(self) -> Counted:
        return Counted(-self.value, self.tally, self.literal)

    def __sub__(self, other: Counted) -> Counted:
        return self + (-other)


class CountingNumbers(ObjectNumbers):
    """Numbers that count. exp and 1/x are stand-ins with the right number of operations, not the right values."""

    name = "counting"

    def __init__(self) -> None:
        self.tally = Tally()

    def array(self, entries: Any) -> Array:
        """Integer arrays made by the interpreter are literals, a reader's values are not."""
        given = np.asarray(entries)
        literal = given.dtype.kind == "i"
        return entrywise(lambda entry: self._entry(entry, literal), np.asarray(entries, dtype=object))

    def _entry(self, value: object, literal: bool) -> Counted:
        exact = Fraction(str(value)) if not isinstance(value, int | np.integer) else Fraction(int(value))
        return Counted(exact.numerator * pow(exact.denominator, -1, PRIME), self.tally, literal)

    def entry(self, value: object) -> Counted:
        """A reader's entry."""
        return self._entry(value, literal=False)

    def number(self, value: Fraction) -> Array:
        """A factor in front: 1 and -1 are literals."""
        return entrywise(lambda entry: self._entry(entry, abs(value) == 1), np.array([[value]], dtype=object))

    def exp_of(self, entry: Counted) -> Counted:
        """Counts one exponential."""
        self.tally.exponentials += 1
        return Counted(entry.value + 2, self.tally)

    def log_of(self, entry: Counted) -> Counted:
        """Is not counted."""
        return entry

    def inverse_of(self, entry: Counted) -> Counted:
        """Counts one reciprocal."""
        self.tally.reciprocals += 1
        return Counted(pow(entry.value or 1, -1, PRIME), self.tally)

    def positive(self, entry: Counted, operation: str) -> Counted:
        """Any number: a stand-in has no sign."""
        return entry

    def step_of(self, entry: Counted) -> Counted:
        """Is not counted."""
        return Counted(1, self.tally)


def counted(sizes: Mapping[str, int], *terms: Term) -> Tally:
    """The operations of evaluating terms together, every distinct subterm once, at given sizes.

    >>> from lora_symbolic.language import diag, matrix
    >>> A, v = matrix("A", "L", "d"), matrix("v", "L", 1)
    >>> counted({"L": 3, "d": 2}, diag(v) @ A).multiplications, counted({"L": 3, "d": 2}, A @ A.T).multiplications
    (6, 18)
    """
    numbers = CountingNumbers()
    values = {
        variable.name: np.array(
            [
                [f"{7 + 13 * i + 5 * j}" for j in range(size_at(variable.cols, sizes))]
                for i in range(size_at(variable.rows, sizes))
            ],
            dtype=object,
        )
        for variable in declared(*terms)
    }
    evaluate_all(terms, values, sizes, numbers)
    return numbers.tally

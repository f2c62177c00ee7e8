"""Number systems: what the interpreter asks of the numbers it computes with.

Dictionary
    Numbers         arrays of numbers of one kind, with add, multiply, matmul, exp, log, ...
    ObjectNumbers   the same on NumPy arrays of objects that know + - * /
    FLOAT           float64
    SCREEN          float64 where a point outside a domain gives nan instead of an error

Every operation works on the last two axes; earlier axes are a batch and broadcast as NumPy's do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from math import erf
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .errors import DomainError, EvaluationError
from .rationals import fraction

Array: TypeAlias = npt.NDArray[Any]
Linear: TypeAlias = Callable[[Array], Array]


class Numbers(ABC):
    """One kind of numbers. A value is an Array, or what a number system built on another makes of it."""

    name: str

    def activated(self) -> AbstractContextManager[object]:
        """The setting in which this system's numbers are computed, a precision for example."""
        return nullcontext()

    @abstractmethod
    def array(self, entries: Any) -> Any:
        """A reader's entries (integers, fractions, text such as 1/3, floats) as an array of these numbers."""

    @abstractmethod
    def number(self, value: Fraction) -> Any:
        """One rational number as a 1 x 1 array."""

    def add(self, left: Any, right: Any) -> Any:
        """Entrywise sum."""
        return left + right

    def subtract(self, left: Any, right: Any) -> Any:
        """Entrywise difference."""
        return left - right

    def negate(self, value: Any) -> Any:
        """Entrywise negative."""
        return -value

    def multiply(self, left: Any, right: Any) -> Any:
        """Entrywise product, broadcasting."""
        return left * right

    def matmul(self, left: Any, right: Any) -> Any:
        """Matrix product over the last two axes."""
        return np.matmul(left, right)

    def linear(self, value: Any, rearrange: Linear) -> Any:
        """A map that moves, repeats or adds entries."""
        return rearrange(value)

    @abstractmethod
    def exp(self, value: Any) -> Any:
        """Entrywise exponential."""

    @abstractmethod
    def log(self, value: Any) -> Any:
        """Entrywise logarithm; DomainError unless positive."""

    @abstractmethod
    def invert(self, value: Any) -> Any:
        """Entrywise 1/x; DomainError where x may be zero."""

    @abstractmethod
    def reciprocal(self, value: Any) -> Any:
        """Entrywise 1/x where the language allows it; DomainError unless positive."""

    @abstractmethod
    def step(self, value: Any) -> Any:
        """1 where an entry is positive, 0 where it is negative; DomainError where it may be zero."""

    @abstractmethod
    def function(self, name: str, value: Any) -> Any:
        """A function of each entry that is defined everywhere: cos, sin, erf."""

    @abstractmethod
    def pi(self) -> Any:
        """The number pi as a 1 x 1 array."""

    def normalised_exp(self, logits: Any, weights: Any | None) -> Any:
        """exp(x_ij) / sum_k w_ik exp(x_ik), with w = 1 when no weights are given."""
        powers = self.exp(logits)
        weighed = powers if weights is None else self.multiply(weights, powers)
        return self.multiply(powers, self.invert(self.linear(weighed, sum_of_rows)))


def sum_of_rows(value: Array) -> Array:
    """The sums along the last axis, which stays with length 1."""
    total: Array = value.sum(axis=-1, keepdims=True)
    return total


def exact_fraction(entry: object) -> Fraction:
    """A reader's entry as the rational number it is; EvaluationError for anything else."""
    if isinstance(entry, (bool, np.bool_)):
        raise EvaluationError(f"entry {entry!r}: expected a number")
    if isinstance(entry, (int, str, float, Fraction, np.integer, np.floating)):
        try:
            return Fraction(entry if isinstance(entry, (int, str, float, Fraction)) else entry.item())
        except (ValueError, OverflowError, ZeroDivisionError):
            pass
    elif type(entry).__name__ == "fmpq":
        return fraction(entry)
    raise EvaluationError(f"entry {entry!r}: expected an integer, a fraction such as 1/3 or a finite float")


class ObjectNumbers(Numbers):
    """Numbers that are Python objects in arrays of dtype object: a system says what happens to one of them."""

    positive_expected = "a positive number"
    nonzero_expected = "a number that is not zero"

    @abstractmethod
    def entry(self, value: object) -> Any:
        """One entry of a reader's matrix as a number of this system."""

    @abstractmethod
    def exp_of(self, entry: Any) -> Any:
        """The exponential of one number."""

    @abstractmethod
    def log_of(self, entry: Any) -> Any:
        """The logarithm of one number that `positive` has let through."""

    def function_of(self, name: str, entry: Any) -> Any:
        """cos, sin or erf of one number; EvaluationError where the system has no such function."""
        raise EvaluationError(f"{name} at {entry}: {self.name} have no such function; expected other numbers")

    def pi_itself(self) -> Any:
        """The number pi; EvaluationError where the system has none."""
        raise EvaluationError(f"pi: {self.name} do not contain it; expected other numbers")

    def inverse_of(self, entry: Any) -> Any:
        """1/x of one number; DomainError where x may be zero."""
        if not entry != 0:  # a ball around 0 is neither equal to 0 nor different
            raise DomainError(f"division at {entry}; expected {self.nonzero_expected}")
        return 1 / entry

    def positive(self, entry: Any, operation: str) -> Any:
        """The number itself; DomainError unless it is positive."""
        if not entry > 0:
            raise DomainError(f"{operation} at {entry}; expected {self.positive_expected}")
        return entry

    def step_of(self, entry: Any) -> Any:
        """1 or 0 as one number is positive or negative; DomainError where it may be zero."""
        if entry > 0 or entry < 0:  # a ball around 0 is neither
            return self.entry(int(entry > 0))
        raise DomainError(f"step at {entry}; expected {self.nonzero_expected}")

    def array(self, entries: Any) -> Array:
        """Entries converted one by one."""
        return entrywise(self.entry, np.asarray(entries, dtype=object))

    def number(self, value: Fraction) -> Array:
        """A 1 x 1 array."""
        return self.array([[value]])

    def exp(self, value: Array) -> Array:
        """exp of every entry."""
        return entrywise(self.exp_of, value)

    def log(self, value: Array) -> Array:
        """log of every entry; DomainError unless positive."""
        return entrywise(lambda entry: self.log_of(self.positive(entry, "log")), value)

    def invert(self, value: Array) -> Array:
        """1/x of every entry; DomainError where x may be zero."""
        return entrywise(self.inverse_of, value)

    def reciprocal(self, value: Array) -> Array:
        """1/x of every entry; DomainError unless positive."""
        return entrywise(lambda entry: self.inverse_of(self.positive(entry, "reciprocal")), value)

    def step(self, value: Array) -> Array:
        """1 where an entry is positive, 0 where it is negative; DomainError where it may be zero."""
        return entrywise(self.step_of, value)

    def function(self, name: str, value: Array) -> Array:
        """cos, sin or erf of every entry."""
        return entrywise(lambda entry: self.function_of(name, entry), value)

    def pi(self) -> Array:
        """A 1 x 1 array."""
        return self.array([[self.pi_itself()]])


def entrywise(function: Callable[[Any], Any], value: Array) -> Array:
    """A function of one entry, at every entry of an array of objects."""
    result = np.empty(value.shape, dtype=object)
    result.ravel()[:] = [function(entry) for entry in value.ravel()]
    return result


FLOAT_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "cos": np.cos,
    "sin": np.sin,
    "erf": np.vectorize(erf, otypes=[float]),
}


class FloatNumbers(Numbers):
    """IEEE double precision on NumPy's own arrays."""

    def __init__(self, name: str, refuses: bool) -> None:
        self.name = name
        self.refuses = refuses

    def activated(self) -> AbstractContextManager[object]:
        """Overflow and nan are values, not warnings."""
        return np.errstate(all="ignore")

    def array(self, entries: Any) -> Array:
        """Entries as float64."""
        try:
            return np.asarray(entries, dtype=np.float64)
        except (TypeError, ValueError):
            exact = entrywise(exact_fraction, np.asarray(entries, dtype=object))
            return exact.astype(np.float64)

    def number(self, value: Fraction) -> Array:
        """The nearest float."""
        return np.array([[float(value)]])

    def exp(self, value: Array) -> Array:
        """NumPy's exp."""
        result: Array = np.exp(value)
        return result

    def _within(self, value: Array, inside: Array, operation: str, expected: str) -> Array:
        if inside.all():
            return value
        if self.refuses:
            raise DomainError(f"{operation} at {value[~inside].flat[0]}; expected {expected}")
        return np.where(inside, value, np.nan)

    def log(self, value: Array) -> Array:
        """NumPy's log of positive entries."""
        result: Array = np.log(self._within(value, value > 0, "log", "a positive number"))
        return result

    def invert(self, value: Array) -> Array:
        """1/x of entries that are not zero."""
        result: Array = 1.0 / self._within(value, value != 0, "division", "a number that is not zero")
        return result

    def reciprocal(self, value: Array) -> Array:
        """1/x of positive entries."""
        return self.invert(self._within(value, value > 0, "reciprocal", "a positive number"))

    def inverse_matrix(self, value: Array) -> Array:
        """NumPy's inverse of matrices whose determinant is not zero."""
        regular = (np.linalg.det(value) != 0)[..., np.newaxis, np.newaxis]
        if self.refuses and not regular.all():
            raise DomainError("inv at a matrix without an inverse; expected an invertible one")
        result: Array = np.linalg.inv(np.where(regular & np.isfinite(value), value, np.eye(value.shape[-1])))
        return np.where(regular, result, np.nan)

    def step(self, value: Array) -> Array:
        """1 where an entry is positive, 0 where it is negative."""
        decided = self._within(value, (value > 0) | (value < 0), "step", "a number that is not zero")
        result: Array = np.where(np.isnan(decided), np.nan, decided > 0)
        return result

    def function(self, name: str, value: Array) -> Array:
        """NumPy's cos and sin, Python's erf."""
        result: Array = FLOAT_FUNCTIONS[name](value)
        return result

    def pi(self) -> Array:
        """The nearest float."""
        return np.array([[np.pi]])

    def normalised_exp(self, logits: Array, weights: Array | None) -> Array:
        """The largest logit that carries weight is subtracted first, so nothing overflows."""
        if weights is None:
            powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
            shares: Array = powers / sum_of_rows(powers)
            return shares
        carries = np.where(weights != 0, logits, -np.inf).max(axis=-1, keepdims=True)
        # 700: the entries without weight may be larger than all that carry one; exp(709) is the last finite float
        powers = np.exp(np.minimum(logits - np.where(np.isfinite(carries), carries, 0.0), 700.0))
        ratios: Array = powers * self.invert(sum_of_rows(weights * powers))
        return ratios


FLOAT = FloatNumbers("float64", refuses=True)
SCREEN = FloatNumbers("float64 with nan", refuses=False)

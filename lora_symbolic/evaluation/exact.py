"""Exact rational numbers; exp and log only where they are rational, at 0 and 1.

Dictionary
    RATIONAL        arrays of python-flint's fmpq
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from .errors import DomainError, EvaluationError
from .numbers import Array, ObjectNumbers, entrywise, exact_fraction

ZERO, ONE = fmpq(0), fmpq(1)


class RationalNumbers(ObjectNumbers):
    """The field of rational numbers.

    >>> from lora_symbolic.evaluation import evaluate
    >>> from lora_symbolic.language import matrix
    >>> x = matrix("x", 1, 1)
    >>> evaluate(x @ x, {"x": [["1/3"]]}, {}, RATIONAL)[0, 0]
    1/9
    """

    name = "exact rationals"

    def entry(self, value: object) -> fmpq:
        """A rational entry."""
        if isinstance(value, fmpq):
            return value
        exact = exact_fraction(value)
        return fmpq(exact.numerator, exact.denominator)

    def exp(self, value: Array) -> Array:
        """1 at 0; EvaluationError elsewhere, where exp is irrational."""
        return entrywise(_exp, value)

    def log(self, value: Array) -> Array:
        """0 at 1; EvaluationError at other positive numbers, DomainError elsewhere."""
        return entrywise(_log, value)

    def invert(self, value: Array) -> Array:
        """1/x of entries that are not zero."""
        return entrywise(_invert, value)

    def reciprocal(self, value: Array) -> Array:
        """1/x of positive entries."""
        return entrywise(_reciprocal, value)

    def normalised_exp(self, logits: Array, weights: Array | None) -> Array:
        """The row's first logit is subtracted first: equal logits have a rational softmax."""
        shifted: Array = super().normalised_exp(logits - logits[..., :1], weights)
        return shifted


def _exp(entry: Any) -> Any:
    if entry != ZERO:
        raise EvaluationError(f"exp({entry}) is irrational; expected exp(0), equal logits, or other numbers than exact")
    return ONE


def _log(entry: Any) -> Any:
    if entry <= ZERO:
        raise DomainError(f"log at {entry}; expected a positive number")
    if entry != ONE:
        raise EvaluationError(f"log({entry}) is irrational; expected log(1) or other numbers than exact")
    return ZERO


def _invert(entry: Any) -> Any:
    if entry == ZERO:
        raise DomainError("division at 0; expected a number that is not zero")
    return ONE / entry


def _reciprocal(entry: Any) -> Any:
    if entry <= ZERO:
        raise DomainError(f"reciprocal at {entry}; expected a positive number")
    return ONE / entry


RATIONAL = RationalNumbers()

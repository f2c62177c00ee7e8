"""High precision: real or complex floating point of any number of digits, by mpmath.

Dictionary
    mpmath_numbers(digits)   arrays of mpf or mpc in a context of their own: no global precision is touched
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import mpmath

from .errors import DomainError
from .numbers import Array, ObjectNumbers, entrywise, exact_fraction


class MultiprecisionNumbers(ObjectNumbers):
    """mpmath numbers of one precision."""

    def __init__(self, digits: int) -> None:
        self.name = f"mpmath at {digits} digits"
        self.context = mpmath.MPContext()
        self.context.dps = digits

    def entry(self, value: object) -> Any:
        """A rational entry, or an mpmath number, in this context."""
        if hasattr(value, "_mpf_") or hasattr(value, "_mpc_") or isinstance(value, complex):
            return self.context.convert(value)
        if isinstance(value, int):
            return self.context.mpf(value)
        exact = exact_fraction(value)
        return self.context.mpf(exact.numerator) / exact.denominator

    def exp(self, value: Array) -> Array:
        """mpmath's exp."""
        return entrywise(self.context.exp, value)

    def log(self, value: Array) -> Array:
        """mpmath's log of positive entries."""
        return entrywise(lambda entry: self.context.log(_positive(entry, "log")), value)

    def invert(self, value: Array) -> Array:
        """1/x of entries that are not zero."""
        return entrywise(_invert, value)

    def reciprocal(self, value: Array) -> Array:
        """1/x of positive entries."""
        return entrywise(lambda entry: 1 / _positive(entry, "reciprocal"), value)


def _positive(entry: Any, operation: str) -> Any:
    # a complex entry (a complex step) counts by its real part
    if not entry.real > 0:
        raise DomainError(f"{operation} at {entry}; expected a positive number")
    return entry


def _invert(entry: Any) -> Any:
    if entry == 0:
        raise DomainError("division at 0; expected a number that is not zero")
    return 1 / entry


@lru_cache(maxsize=16)
def mpmath_numbers(digits: int) -> MultiprecisionNumbers:
    """mpmath numbers with this many decimal digits.

    >>> from lora_symbolic.evaluation import evaluate
    >>> from lora_symbolic.language import exp, matrix
    >>> x = matrix("x", 1, 1)
    >>> str(evaluate(exp(x), {"x": [[1]]}, {}, mpmath_numbers(40))[0, 0])[:30]
    '2.7182818284590452353602874713'
    """
    return MultiprecisionNumbers(digits)

"""Balls: real numbers enclosed in midpoint and radius, by Arb; every result contains the true value.

Dictionary
    ball_numbers(bits)   arrays of python-flint's arb at this working precision
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from flint import arb, ctx, fmpq

from .errors import DomainError
from .numbers import Array, ObjectNumbers, entrywise, exact_fraction


class BallNumbers(ObjectNumbers):
    """Real balls at one working precision."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.name = f"balls at {bits} bits"

    def activated(self) -> AbstractContextManager[object]:
        """Arb's precision is global: set here, restored on the way out."""
        precision: AbstractContextManager[object] = ctx.workprec(self.bits)
        return precision

    def entry(self, value: object) -> arb:
        """A ball around a rational entry; a ball stays as it is."""
        if isinstance(value, arb):
            return value
        if isinstance(value, int):
            return arb(value)
        exact = exact_fraction(value)
        return arb(fmpq(exact.numerator, exact.denominator))

    def exp(self, value: Array) -> Array:
        """Arb's exp."""
        return entrywise(_exp, value)

    def log(self, value: Array) -> Array:
        """Arb's log of entries that are certainly positive."""
        return entrywise(_log, value)

    def invert(self, value: Array) -> Array:
        """1/x of entries that are certainly not zero."""
        return entrywise(_invert, value)

    def reciprocal(self, value: Array) -> Array:
        """1/x of entries that are certainly positive."""
        return entrywise(_reciprocal, value)


def _exp(entry: Any) -> Any:
    return entry.exp()


def _log(entry: Any) -> Any:
    if not entry > 0:
        raise DomainError(f"log at {entry}; expected a number that is certainly positive")
    return entry.log()


def _invert(entry: Any) -> Any:
    if not entry != 0:
        raise DomainError(f"division at {entry}; expected a number that is certainly not zero")
    return 1 / entry


def _reciprocal(entry: Any) -> Any:
    if not entry > 0:
        raise DomainError(f"reciprocal at {entry}; expected a number that is certainly positive")
    return 1 / entry


@lru_cache(maxsize=16)
def ball_numbers(bits: int) -> BallNumbers:
    """Balls at a working precision in bits.

    >>> from lora_symbolic.evaluation import evaluate
    >>> from lora_symbolic.language import exp, matrix
    >>> x = matrix("x", 1, 1)
    >>> e = evaluate(exp(x), {"x": [[1]]}, {}, ball_numbers(100))[0, 0]
    >>> e.str(20)
    '[2.7182818284590452354 +/- 3.98e-20]'
    """
    return BallNumbers(bits)

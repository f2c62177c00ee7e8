"""High precision: real or complex floating point of any number of digits, by mpmath.

Dictionary
    mpmath_numbers(digits)   arrays of mpf or mpc in a context of their own: no global precision is touched
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lora_symbolic.language.later import mpmath

from .numbers import ObjectNumbers, exact_fraction


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

    def exp_of(self, entry: Any) -> Any:
        """mpmath's exp."""
        return self.context.exp(entry)

    def log_of(self, entry: Any) -> Any:
        """mpmath's log."""
        return self.context.log(entry)

    def function_of(self, name: str, entry: Any) -> Any:
        """mpmath's cos, sin and erf."""
        return getattr(self.context, name)(entry)

    def pi_itself(self) -> Any:
        """mpmath's pi."""
        return +self.context.pi

    def positive(self, entry: Any, operation: str) -> Any:
        """The number itself; a complex one (a complex step) counts by its real part."""
        super().positive(entry.real, operation)
        return entry

    def step_of(self, entry: Any) -> Any:
        """1 or 0 by the real part."""
        return super().step_of(entry.real)


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

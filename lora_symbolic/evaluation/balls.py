"""Balls: real numbers enclosed in midpoint and radius, by Arb; every result contains the true value.

Dictionary
    ball_numbers(bits)   arrays of python-flint's arb at this working precision
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache

from flint import arb, ctx

from .errors import DomainError
from .numbers import ObjectNumbers, exact_fraction
from .rationals import as_ball

LARGEST_EXPONENT = arb(2**64)


class BallNumbers(ObjectNumbers):
    """Real balls at one working precision."""

    positive_expected = "a number that is certainly positive"
    nonzero_expected = "a number that is certainly not zero"

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
        return as_ball(exact_fraction(value))

    def exp_of(self, entry: arb) -> arb:
        """Arb's exp; DomainError where the result could not even be written down."""
        if not abs(entry) < LARGEST_EXPONENT:
            raise DomainError(f"exp at {entry.str(5)}; expected an exponent below 2**64")
        return entry.exp()

    def log_of(self, entry: arb) -> arb:
        """Arb's log."""
        return entry.log()

    def function_of(self, name: str, entry: arb) -> arb:
        """Arb's cos, sin and erf."""
        value: arb = getattr(entry, name)()
        if not value.is_finite():
            raise DomainError(f"{name} at {entry.str(5)}; expected a number that this precision allows")
        return value

    def pi_itself(self) -> arb:
        """Arb's pi."""
        return arb.pi()


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

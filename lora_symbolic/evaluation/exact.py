"""Exact rational numbers; exp and log only where they are rational, at 0 and 1.

Dictionary
    RATIONAL        arrays of python-flint's fmpq
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from .errors import EvaluationError
from .numbers import Array, ObjectNumbers, exact_fraction
from .rationals import rational

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
        return rational(exact_fraction(value))

    def exp_of(self, entry: Any) -> Any:
        """1 at 0; EvaluationError elsewhere, where exp is irrational."""
        if entry != ZERO:
            said = f"exp({entry}) is irrational; expected exp(0), equal logits, or other numbers than exact"
            raise EvaluationError(said)
        return ONE

    def log_of(self, entry: Any) -> Any:
        """0 at 1; EvaluationError at other positive numbers."""
        if entry != ONE:
            raise EvaluationError(f"log({entry}) is irrational; expected log(1) or other numbers than exact")
        return ZERO

    def function_of(self, name: str, entry: Any) -> Any:
        """The value at 0; EvaluationError elsewhere, where it is irrational."""
        if entry != ZERO:
            raise EvaluationError(f"{name}({entry}) is irrational; expected {name}(0) or other numbers than exact")
        return ONE if name == "cos" else ZERO

    def normalised_exp(self, logits: Array, weights: Array | None) -> Array:
        """The row's first logit is subtracted first: equal logits have a rational softmax."""
        shifted: Array = super().normalised_exp(logits - logits[..., :1], weights)
        return shifted


RATIONAL = RationalNumbers()

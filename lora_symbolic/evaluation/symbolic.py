"""Symbolic numbers: entries that are SymPy expressions, for families of instances with parameters.

Dictionary
    SymbolicNumbers(is_positive)    arrays of SymPy expressions; the caller says which are certainly positive
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lora_symbolic.language.later import sympy

from .errors import DomainError
from .numbers import ObjectNumbers, exact_fraction


class SymbolicNumbers(ObjectNumbers):
    """SymPy's expressions.

    >>> from lora_symbolic.evaluation import evaluate
    >>> from lora_symbolic.language import matrix, softmax
    >>> a = sympy.Symbol("a", positive=True)
    >>> numbers = SymbolicNumbers(lambda entry: entry.is_positive)
    >>> evaluate(softmax(matrix("S", 1, 2)), {"S": [[sympy.log(a), 0]]}, {}, numbers)[0, 1]
    1/(a + 1)
    """

    name = "SymPy's expressions"

    def __init__(self, is_positive: Callable[[sympy.Expr], bool | None]) -> None:
        self.is_positive = is_positive

    def entry(self, value: object) -> Any:
        """An expression as it is, a number as a rational."""
        if isinstance(value, sympy.Expr):
            return value
        number = exact_fraction(value)
        return sympy.Rational(number.numerator, number.denominator)

    def exp_of(self, entry: Any) -> Any:
        """SymPy's exp, a sum in the exponent written as a product."""
        return sympy.expand_power_exp(sympy.exp(sympy.expand(entry)))

    def log_of(self, entry: Any) -> Any:
        """SymPy's log."""
        return sympy.log(entry)

    def inverse_of(self, entry: Any) -> Any:
        """One over a positive expression."""
        return 1 / self.positive(entry, "division")

    def positive(self, entry: Any, operation: str) -> Any:
        """The expression; DomainError unless it is certainly positive."""
        if not self.is_positive(entry):
            raise DomainError(f"{operation} at {entry}; expected a positive expression")
        return entry

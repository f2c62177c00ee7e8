"""Operands: what a person hands to an operation is a term, an exact number, or refused in words.

Dictionary
    of_terms(f)     the operation f, its operands lifted: integers, fractions and sizes are scalars
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from lora_symbolic.language.operations import lift

Operation = TypeVar("Operation", bound=Callable[..., Any])


def _operand(given: Any) -> Any:
    return given if given is None or isinstance(given, Mapping) else lift(given)


def of_terms(operation: Operation) -> Operation:
    """The operation, its operands lifted.

    >>> from lora_symbolic.language import exp
    >>> of_terms(exp)(2)
    <exp(2) : 1 x 1>
    >>> of_terms(exp)(0.5)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    lora_symbolic.language.errors.LanguageError: 0.5 is a float: expected an exact number, Fraction(1, 2) ...

    Raises LanguageError, when called, for an operand that is neither a term nor an exact number.
    """

    @wraps(operation)
    def lifted(*operands: Any, **options: Any) -> Any:
        return operation(*map(_operand, operands), **options)

    return cast(Operation, lifted)

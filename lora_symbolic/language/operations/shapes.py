"""Shapes that do not fit: the error, and its sentence with the operands and their shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import LanguageError
from ..term import Term
from ..writing.text import to_text

MAX_QUOTED = 60


class ShapeError(LanguageError):
    """Two shapes that do not fit; the message quotes the subterm and both shapes.

    `operation`, `operands` and `expected` let a parser say the same with the reader's own names.

    >>> from lora_symbolic.language import matrix
    >>> matrix("X", "m", "n") @ matrix("Y", "m", "n")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    lora_symbolic.language.operations.shapes.ShapeError: @: X is m x n, Y is m x n; expected inner sizes that agree
    """

    def __init__(self, message: str, operation: str = "", operands: tuple[Term, ...] = (), expected: str = "") -> None:
        super().__init__(message)
        self.operation = operation
        self.operands = operands
        self.expected = expected


def shape_text(term: Term) -> str:
    """The shape of a term in words."""
    return "a scalar" if term.is_scalar else f"{term.rows} x {term.cols}"


def quoted(term: Term) -> str:
    """A term as it stands in a message: its text, cut when it is long."""
    return to_text(term, limit=MAX_QUOTED)


def describe(operation: str, operands: Sequence[Term], expected: str, names: Mapping[Term, str] | None = None) -> str:
    """The sentence of a shape error: the operation, its operands with their shapes, what was expected."""
    said = ", ".join(f"{to_text(term, names, limit=MAX_QUOTED)} is {shape_text(term)}" for term in operands)
    return f"{operation}: {said}; expected {expected}"


def refusal(operation: str, operands: Sequence[Term], expected: str) -> ShapeError:
    """The error of an operation whose operands do not have the expected shapes."""
    return ShapeError(describe(operation, operands, expected), operation, tuple(operands), expected)

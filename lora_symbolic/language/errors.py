"""What can go wrong with a reader's text: each error is one line that says what, where and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .term import Term


class LanguageError(ValueError):
    """A text or a term that the language does not accept."""


class ShapeError(LanguageError):
    """Two shapes that do not fit; the message quotes the subterm and both shapes.

    `operation`, `operands` and `expected` let a parser say the same with the reader's own names.
    """

    def __init__(self, message: str, operation: str = "", operands: tuple[Term, ...] = (), expected: str = "") -> None:
        super().__init__(message)
        self.operation = operation
        self.operands = operands
        self.expected = expected


class SyntaxProblem(LanguageError):
    """A text outside the expression syntax of statement files."""


class StatementError(LanguageError):
    """A statement file whose tables or entries are not as the format asks."""

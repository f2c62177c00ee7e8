"""What can go wrong with a reader's text: each error is one line that says what, where and what was expected."""

from __future__ import annotations

from lora_symbolic.errors import InputError


class LanguageError(InputError, ValueError):
    """A text or a term that the language does not accept."""


class SyntaxProblem(LanguageError):
    """A text outside the expression syntax of statement files."""


class StatementError(LanguageError):
    """A statement file whose tables or entries are not as the format asks."""

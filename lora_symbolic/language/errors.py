"""The family of errors of both packages; each error of a reader's input is one line: what, where, what was expected.

Dictionary
    LoraSymbolicError   everything that these packages raise of their own
    InputError          what a reader gave cannot be used: a text, a term, numbers, a file
    LanguageError       a text or a term that the language does not accept
"""

from __future__ import annotations


class LoraSymbolicError(Exception):
    """The base of every error of these packages."""


class InputError(LoraSymbolicError, ValueError):
    """Something that a reader gave and that cannot be used; the message is one line."""


class LanguageError(InputError):
    """A text or a term that the language does not accept."""


class SyntaxProblem(LanguageError):
    """A text outside the expression syntax of statement files."""


class StatementError(LanguageError):
    """A statement file whose tables or entries are not as the format asks."""


class NoTruthValue(LoraSymbolicError, TypeError):
    """Something that is neither true nor false was asked which of the two it is."""

"""The family of errors of both packages; each error of a reader's input is one line: what, where, what was expected.

Dictionary
    LoraSymbolicError   everything that these packages raise of their own
    InputError          what a reader gave cannot be used: a text, a term, numbers, a file
    NoTruthValue        what is neither true nor false was asked which of the two it is

Each room has its own classes below these. They stand apart from the rooms, whose imports take time: a command's help,
and the line that says what is wrong with a file, need none of them.
"""

from __future__ import annotations


class LoraSymbolicError(Exception):
    """The base of every error of these packages.

    >>> issubclass(InputError, LoraSymbolicError)
    True
    """


class InputError(LoraSymbolicError):
    """Something that a reader gave and that cannot be used; the message is one line.

    >>> from lora_symbolic.language import parse
    >>> try:
    ...     parse("X @", {})
    ... except InputError as error:
    ...     print(len(str(error).splitlines()))
    1
    """


class NoTruthValue(LoraSymbolicError, TypeError):
    """Something that is neither true nor false was asked which of the two it is.

    >>> from lora_symbolic.language import matrix
    >>> bool(matrix("X", "n", "n"))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    lora_symbolic.errors.NoTruthValue: a Term is neither true nor false
    """

"""What can go wrong with a text or a function of another notation: each error is one line."""

from __future__ import annotations

from lora_symbolic.errors import InputError
from lora_symbolic.language.errors import SyntaxProblem


class LatexProblem(SyntaxProblem):
    """A LaTeX text outside the subset that is read; the message gives the position, counted in characters from 1.

    >>> from lora_symbolic.conversion import from_latex
    >>> from_latex("A +", [])  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    lora_symbolic.conversion.errors.LatexProblem: ...
    """


class ConversionError(InputError, ValueError):
    """A term, a claim or a function that has no counterpart on the other side.

    >>> issubclass(ConversionError, ValueError)
    True
    """

"""Triangles: the entries of a matrix on one side of a diagonal, all others 0.

Dictionary (x a term of m x n, k an integer)
    tril(x, k)  x * lower(m, n, k), the entries with j <= i + k; of ones, the constant itself
    triu(x, k)  x * lower(n, m, -k).T, the entries with j >= i + k
"""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from ...errors import LanguageError
from ...term import Scalarlike, Term
from ..arithmetic import multiply
from ..leaves import lift, lower
from ..rearrangements import transpose
from ..shapes import quoted


def tril(term: Term, diagonal: Scalarlike = 0) -> Term:
    """The entries on and below the diagonal, or below the diagonal that many places to its right.

    >>> from lora_symbolic.language import matrix, ones
    >>> tril(matrix("X", "n", "n")), tril(ones("n", "n"), -1)
    (<tril(X) : n x n>, <tril(ones(n, n), -1) : n x n>)
    """
    return _masked(term, lower(*term.shape, _integer("tril", diagonal)))


def triu(term: Term, diagonal: Scalarlike = 0) -> Term:
    """The entries on and above the diagonal, or above the diagonal that many places to its right."""
    return _masked(term, transpose(lower(term.cols, term.rows, -_integer("triu", diagonal))))


def _masked(term: Term, mask: Term) -> Term:
    return mask if term.op == "ones" else multiply(term, mask)


def _integer(name: str, diagonal: Scalarlike) -> int:
    value = lift(diagonal)
    if value.op != "number" or cast(Fraction, value.data[0]).denominator != 1:
        raise LanguageError(f"{name}: the diagonal is {quoted(value)}; expected an integer such as -1")
    return int(cast(Fraction, value.data[0]))

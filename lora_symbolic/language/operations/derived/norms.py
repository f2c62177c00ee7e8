"""The Frobenius norm, made of the root of a sum of squares.

Dictionary (x a term)
    norm(x)     sqrt(sum(x * x)), a scalar; a claim that uses it holds where x is not 0
"""

from __future__ import annotations

from ...term import Term
from ..arithmetic import multiply
from ..reductions import sum_entries
from .powers import sqrt


def norm(term: Term) -> Term:
    """The root of the sum of all squared entries.

    >>> from lora_symbolic.language import matrix
    >>> norm(matrix("X", "m", "n"))
    <norm(X) : 1 x 1>
    """
    return sqrt(sum_entries(multiply(term, term)))

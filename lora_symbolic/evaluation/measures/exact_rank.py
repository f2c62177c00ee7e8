"""Ranks at numbers: exactly for rational matrices, from below for matrices of balls.

Dictionary
    rank_at(term, values, sizes)    the rank, and whether it is exact; else a number that it certainly reaches
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq_mat

from lora_symbolic.language.term import Term

from ..balls import ball_numbers
from ..errors import EvaluationError
from ..exact import RATIONAL
from ..interpreter import evaluate

BITS = 512


def rank_at(term: Term, values: Mapping[str, Any], sizes: Mapping[str, int]) -> tuple[int, bool]:
    """The rank of a term at numbers; from below, by a minor that is certainly not zero, where exp makes it irrational.

    >>> from lora_symbolic.language import exp, matrix
    >>> x = matrix("x", 2, 1)
    >>> rank_at(x @ x.T, {"x": [[1], [2]]}, {}), rank_at(exp(x @ x.T), {"x": [[1], [2]]}, {})
    ((1, True), (2, False))
    """
    try:
        array = evaluate(term, values, sizes, RATIONAL)
        return int(fmpq_mat(array.tolist()).rank()), True
    except EvaluationError:
        numbers = ball_numbers(BITS)
        array = evaluate(term, values, sizes, numbers)
        with numbers.activated():
            return _minor(array), False


def _minor(array: Any) -> int:
    """The size of the largest minor found, by elimination with the largest pivots of the midpoints."""
    near = np.array([[float(entry.mid()) for entry in row] for row in array])
    rows: list[int] = []
    cols: list[int] = []
    rest = near.copy()
    for _ in range(min(near.shape)):
        i, j = np.unravel_index(np.argmax(np.abs(rest)), rest.shape)
        if rest[i, j] == 0:
            break
        rows, cols = [*rows, int(i)], [*cols, int(j)]
        rest = rest - np.outer(rest[:, j], rest[i, :]) / rest[i, j]
        rest[i, :], rest[:, j] = 0, 0
    for size in range(len(rows), 0, -1):
        minor = arb_mat([[arb(array[i, j]) for j in cols[:size]] for i in rows[:size]])
        if minor.det() != 0:
            return size
    return 0

"""The largest singular value of a matrix of balls, enclosed.

Below: |X v| / |v| for a vector v. Above: s with s^2 I - X^T X positive definite, by elimination with positive pivots.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb

MARGIN = 2.0**-30


def largest_singular_value(entries: Any) -> arb:
    """A ball that contains the largest singular value.

    >>> ball = largest_singular_value(np.array([[arb(3), arb(0)], [arb(0), arb(4)]], dtype=object))
    >>> bool(ball > 3.99 and ball < 4.01)
    True
    """
    near = np.array([[float(entry.mid()) for entry in row] for row in entries])
    _, values, rows = np.linalg.svd(near)
    vector = [arb(float(entry)) for entry in rows[0]]
    image = [sum((entry * v for entry, v in zip(row, vector, strict=True)), arb(0)) for row in entries]
    length = sum((v * v for v in vector), arb(0)).sqrt()
    below = sum((entry * entry for entry in image), arb(0)).sqrt() / length
    above = float(values[0]) * (1 + MARGIN) + 2.0**-200
    while not _bounds_all(entries, arb(above)):
        above = 2 * above + MARGIN
        if above > 1e300:
            return below.union(sum((entry * entry for row in entries for entry in row), arb(0)).sqrt())
    return below.union(arb(above))


def _bounds_all(entries: Any, above: arb) -> bool:
    """Whether above^2 I - X^T X is certainly positive definite."""
    gram = entries.T @ entries
    n = gram.shape[0]
    left = [[(above * above if i == j else arb(0)) - gram[i, j] for j in range(n)] for i in range(n)]
    for pivot in range(n):
        if not left[pivot][pivot] > 0:
            return False
        for i in range(pivot + 1, n):
            factor = left[i][pivot] / left[pivot][pivot]
            for j in range(pivot + 1, n):
                left[i][j] = left[i][j] - factor * left[pivot][j]
    return True

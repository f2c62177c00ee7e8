"""Layout: the operations that only move, repeat or add entries, on the last two axes of an array.

Dictionary (value is m x n after its batch axes)
    transposed, total, sum_of_columns, trace, diagonal, stacked_rows, stacked_columns
    rows_apart(p), columns_apart(p), ...   the two halves of a Kronecker product, as axes that broadcast
    placed(i, j, m, n, zero)               a block inside a larger matrix of zeros
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .numbers import Array, Linear


def transposed(value: Array) -> Array:
    """x_ij at (j, i)."""
    return value.swapaxes(-1, -2)


def total(value: Array) -> Array:
    """The sum of all entries, 1 x 1."""
    result: Array = value.sum(axis=(-1, -2), keepdims=True)
    return result


def sum_of_columns(value: Array) -> Array:
    """1 x n."""
    result: Array = value.sum(axis=-2, keepdims=True)
    return result


def diagonal(value: Array) -> Array:
    """m x 1."""
    return np.diagonal(value, axis1=-2, axis2=-1)[..., np.newaxis]


def trace(value: Array) -> Array:
    """1 x 1."""
    return sum_of_columns(diagonal(value))


def stacked_rows(value: Array) -> Array:
    """(i, j) at i n + j."""
    return value.reshape(*value.shape[:-2], -1, 1)


def stacked_columns(value: Array) -> Array:
    """(i, j) at j m + i."""
    return stacked_rows(transposed(value))


def left_factor(value: Array) -> Array:
    """m x n as m x 1 x n x 1."""
    return value[..., :, np.newaxis, :, np.newaxis]


def right_factor(value: Array) -> Array:
    """m x n as 1 x m x 1 x n."""
    return value[..., np.newaxis, :, np.newaxis, :]


def product_of_factors(value: Array) -> Array:
    """m x p x n x q as mp x nq."""
    *batch, m, p, n, q = value.shape
    return value.reshape(*batch, m * p, n * q)


def left_in_rows(value: Array) -> Array:
    """m x n as m x n x 1."""
    return value[..., :, :, np.newaxis]


def right_in_rows(value: Array) -> Array:
    """m x n as m x 1 x n."""
    return value[..., :, np.newaxis, :]


def product_in_rows(value: Array) -> Array:
    """m x p x q as m x pq."""
    *batch, m, p, q = value.shape
    return value.reshape(*batch, m, p * q)


def placed(top: int, left: int, rows: int, cols: int, zero: Any) -> Linear:
    """A block at (top, left) of a rows x cols matrix that is zero elsewhere."""

    def place(value: Array) -> Array:
        result = np.empty((*value.shape[:-2], rows, cols), dtype=value.dtype)
        result[...] = zero
        result[..., top : top + value.shape[-2], left : left + value.shape[-1]] = value
        return result

    return place


def unstacked(rows: int, cols: int) -> Linear:
    """Derivatives of a 1 x 1 value along the first axis, as the rows x cols matrix of the variable."""

    def arrange(value: Array) -> Array:
        return np.moveaxis(value[..., 0, 0], 0, -1).reshape(*value.shape[1:-2], rows, cols)

    return arrange


def side_by_side(value: Array) -> Array:
    """Derivatives along the first axis, each a column of all rows one below the other."""
    return np.moveaxis(value.reshape(*value.shape[:-2], -1), 0, -1)


def commutation_entries(rows: int, cols: int) -> Array:
    """The 0-1 matrix K with K vec(W) = vec(W.T) for W rows x cols, vec row-major.

    >>> commutation_entries(1, 3).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    result = np.zeros((rows * cols, rows * cols), dtype=np.int64)
    for i in range(rows):
        for j in range(cols):
            result[j * rows + i, i * cols + j] = 1
    return result


def column(place: int) -> Callable[[Array], Array]:
    """The column at this place, a matrix of one column."""
    return lambda value: value[..., place : place + 1]

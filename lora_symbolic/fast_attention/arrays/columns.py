"""Ranges of columns: the middle that an array is shifted by, and what is left."""

from __future__ import annotations

import numpy as np

from .rounding import OUTWARD
from .types import Array, Float64


def as_columns(array: Array, block: slice) -> Float64:
    """A copy of the rows of a block as columns, each contiguous: entrywise work on them is several times faster.

    >>> array = np.array([[1.0], [3.0]])
    >>> found = as_columns(array, slice(0, 2))
    >>> found -= 1
    >>> found.tolist(), array.tolist()
    ([[0.0, 2.0]], [[1.0], [3.0]])
    """
    return np.array(array[block].T, dtype=np.float64, order="C")


def middle_and_half(range_of_columns: tuple[Float64, Float64]) -> tuple[Float64, Float64]:
    """Of each column, from its least and largest entry, the middle of its range and a bound on |entry - middle|.

    >>> [part.round(4).tolist() for part in middle_and_half(extremes(np.array([[0.0, 1.0], [4.0, 1.0]])))]
    [[2.0, 1.0], [2.0, 0.0]]
    """
    low, high = range_of_columns
    middle = low / 2 + high / 2
    half = np.maximum(high - middle, middle - low) * OUTWARD
    return middle, half


def largest_entries(range_of_columns: tuple[Float64, Float64]) -> Float64:
    """The largest |entry| of each column."""
    low, high = range_of_columns
    return np.maximum(-low, high)


def extremes(array: Array) -> tuple[Float64, Float64]:
    """The least and the largest entry of each column, by long rows first: NumPy is slow on narrow ones."""
    rows, columns = array.shape
    step = 64 if rows >= 128 and array.flags.c_contiguous else 1
    whole = rows // step * step
    wide = array[:whole].reshape(whole // step, step * columns)
    low = wide.min(axis=0).reshape(step, columns).min(axis=0)
    high = wide.max(axis=0).reshape(step, columns).max(axis=0)
    if whole < rows:
        low, high = np.minimum(low, array[whole:].min(axis=0)), np.maximum(high, array[whole:].max(axis=0))
    return low.astype(np.float64), high.astype(np.float64)

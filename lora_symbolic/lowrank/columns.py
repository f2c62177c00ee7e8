"""Ranges of columns: the middle that an array is shifted by, and what is left."""

from __future__ import annotations

import numpy as np

from .problem import Array, Float64
from .rounding import OUTWARD


def middle_and_half(array: Array) -> tuple[Float64, Float64]:
    """Of each column, the middle of its range and a bound on |entry - middle|.

    >>> [part.round(4).tolist() for part in middle_and_half(np.array([[0.0, 1.0], [4.0, 1.0]]))]
    [[2.0, 1.0], [2.0, 0.0]]
    """
    low, high = _extremes(array)
    middle = low / 2 + high / 2
    half = np.maximum(high - middle, middle - low) * OUTWARD
    return middle, half


def largest_entries(array: Array) -> Float64:
    """The largest |entry| of each column."""
    low, high = _extremes(array)
    return np.maximum(-low, high)


def _extremes(array: Array) -> tuple[Float64, Float64]:
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

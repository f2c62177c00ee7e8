"""Sums of monomials over many rows, and polynomials at many rows: the two passes of the almost linear gradient.

    moments    M = Phi(Z)^T V                 K x v, for K monomials of degree up to n
    evaluate   N = Phi(X) T                   the adjoint

The features Phi are never stored: blocks of rows are short enough to stay in the cache, features of degree above the
split h are never formed at all (heads scale the values, tails are multiplied by matrix products), and blocks are
summed in float64 whatever the kind of the features.

Dictionary
    BlockFeatures   the features of degree up to h of one block, one monomial a row, with buffers that are used again
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ..arrays.types import Array, Float64
from .monomials import Split, count_up_to, tail_size

# OpenBLAS has an algorithm of its own for products of at most a million multiply-adds.
SMALL_PRODUCT = 10**6
LEAST_ROWS = 16


def add_product(total: Float64, left: Array, right: Array) -> None:
    """total += left right^T, few rows of left at a time where right is narrow: BLAS is faster on small products."""
    rows = SMALL_PRODUCT // right.size if right.size else len(left)
    if rows < LEAST_ROWS or rows >= len(left):
        total += left @ right.T
        return
    for start in range(0, len(left), rows):
        total[start : start + rows] += left[start : start + rows] @ right.T


class BlockFeatures:
    """Features of one block of rows and the sums over it; buffers are made once for the longest block."""

    def __init__(self, width: int, split: int, longest: int, dtype: np.dtype[np.floating]) -> None:
        self.width, self.split, self.dtype = width, split, dtype
        self._store = np.empty((count_up_to(width, split), longest), dtype=dtype)
        self._scratch: dict[tuple[str, int], Array] = {}
        self._steps = _feature_steps(width, split)
        last = len(self._store)
        self._tail_starts = [last - tail_size(width, split, j) for j in range(width)]
        self.x: Array = np.empty((width, 0), dtype=dtype)
        self.features: Array = self._store[:, :0]
        self._tails: list[Array] = []

    def load(self, columns: Array) -> None:
        """Form the features of degree up to the split at these rows, given as columns (w x b)."""
        x = self.x = np.ascontiguousarray(columns, dtype=self.dtype)
        size = x.shape[1]
        if size != self._store.shape[1]:
            self._store, self._scratch = np.empty((len(self._store), size), dtype=self.dtype), {}
        out = self.features = self._store
        out[0] = 1
        multiply = np.multiply
        for start, stop, place, end, j in self._steps:
            multiply(out[start:stop], x[j], out=out[place:end])
        self._tails = [out[start:] for start in self._tail_starts]

    def _buffer(self, kind: str, m: int, shape: tuple[int, int, int]) -> Array:
        held = self._scratch.get((kind, m))
        if held is None or held.shape != shape:
            held = self._scratch[kind, m] = np.empty(shape, dtype=self.dtype)
        return held

    def add_moments(self, values: Array, split: Split, sums: Sequence[Float64]) -> None:
        """Add this block's Phi^T V to the sums; values are v x b.

        sums[0] is K_h x v; then, for m and j, the sums of tail(h, j) by heads(m, j), of shape tail x (heads v).
        """
        add_product(sums[0], self.features, values)
        number, size = values.shape
        below, place = values[None], 1
        for m, starts in enumerate(split.head_starts, 1):
            heads = self._buffer("moments", m, (starts[-1], number, size))
            for j, (start, end) in enumerate(pairwise(starts)):
                part = heads[start:end]
                np.multiply(below[: end - start], self.x[j], out=part)
                add_product(sums[place], self._tails[j], part.reshape(-1, size))
                place += 1
            below = heads

    def evaluate(self, coefficients: Sequence[Array], split: Split, number: int) -> Array:
        """Phi T for this block, v x b; coefficients as the sums, transposed: v x K_h, then (heads v) x tail."""
        size = self.x.shape[1]
        total: Array = coefficients[0] @ self.features
        carried: Array | None = None
        for m in range(len(split.head_starts), 0, -1):
            starts = split.head_starts[m - 1]
            level = self._buffer("evaluate", m, (starts[-1], number, size))
            for j, (start, end) in enumerate(pairwise(starts)):
                part = level[start:end].reshape(-1, size)
                np.matmul(coefficients[1 + (m - 1) * self.width + j], self._tails[j], out=part)
            if carried is not None:
                self._lower(carried, level, split.head_starts[m])
            carried = level
        if carried is not None:
            self._lower(carried, total[None], split.head_starts[0])
        return total

    def _lower(self, level: Array, below: Array, starts: tuple[int, ...]) -> None:
        """below[head] += x_j level[x_j head], the step of Horner's rule from heads of degree m to m - 1."""
        for j, (start, end) in enumerate(pairwise(starts)):
            part = level[start:end]
            np.multiply(part, self.x[j], out=part)
            lower = below[: end - start]
            lower += part


@lru_cache(maxsize=64)
def _feature_steps(width: int, split: int) -> tuple[tuple[int, int, int, int, int], ...]:
    """For each product of a tail by a variable: start and stop of the tail, place and end of the product, variable."""
    steps, below_end = [], 1
    for k in range(1, split + 1):
        place = below_end
        for j in range(width):
            number = tail_size(width, k - 1, j)
            steps.append((below_end - number, below_end, place, place + number, j))
            place += number
        below_end = place
    return tuple(steps)


def empty_sums(split: Split, number: int) -> list[Float64]:
    """Zeros in the shapes that add_moments adds to."""
    sums = [np.zeros((count_up_to(split.width, split.split), number))]
    sums += [np.zeros((place.shape[0], place.shape[1] * number)) for group in split.places for place in group]
    return sums


def graded(sums: Sequence[Float64], split: Split, number: int) -> Float64:
    """The sums in graded order, K x v."""
    out = np.empty((count_up_to(split.width, split.degree), number))
    out[: len(sums[0])] = sums[0]
    for place, part in zip((place for group in split.places for place in group), sums[1:], strict=True):
        out[place] = part.reshape(*place.shape, number)
    return out


def spread(coefficients: Float64, split: Split, dtype: np.dtype[np.floating]) -> list[Array]:
    """Graded coefficients (K x v) in the shapes that evaluate reads."""
    number = coefficients.shape[1]
    out: list[Array] = [np.ascontiguousarray(coefficients[: count_up_to(split.width, split.split)].T, dtype=dtype)]
    for place in (place for group in split.places for place in group):
        part = coefficients[place].reshape(place.shape[0], place.shape[1] * number)
        out.append(np.ascontiguousarray(part.T, dtype=dtype))
    return out

"""The exact gradient in single precision, in tiles of queries and keys, its rounding certified: L^2, twice as fast.

A tile of rows x keys stays in the cache; the weights exp(t) of a chunk of rows are kept for the second of two sweeps:

    scores, exp, sums against [1, V', z', squares]      residuals, r      [e, -r] [V', 1]^T times the weights against z'

What is formed for every pair is float32, sums over TILE keys too; tiles are added in float64, and all that is done once
a row is float64. Columns are scaled by powers of two to [-1, 1], and no row's largest logit is subtracted: where all
logits lie within MOST_LOGIT, weights and sums are far from overflow, and what underflows is below UNDERFLOW of the half
ranges (2^-149 an entry, beside sums of weights above exp(-40)).

It rests on NumPy's exp in float32 being right to EXP_UNITS units in the last place, as the other ways rest on that of
their kinds.

Dictionary
    Tiles       the keys in tiles, padded with zeros
    TiledSums   how a chunk is computed
    fits        whether the logits are small enough
    tiled_core  the outputs with their bounds
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays.columns import middle_and_half
from ..arrays.parallel import Progress
from ..arrays.rounding import OUTWARD, gamma, unit_of
from ..arrays.types import Float64
from ..core import Core
from ..result import Result
from .chunks import Before, Sums, before, over_chunks, residuals
from .exact_errors import Units

SINGLE = np.dtype(np.float32)
TILE, CACHED, KEPT, MOST_ROWS = 256, 2**16, 2**23, 128  # keys of a tile; entries of a step; of a chunk; rows of a chunk
MOST_LOGIT, UNDERFLOW = 40.0, 2.0**-80
Float32 = NDArray[np.float32]


def scale_of(half: Float64) -> Float64:
    """The least power of two at least each half range, 1 for 0.

    >>> scale_of(np.array([0.0, 1.0, 1.1])).tolist()
    [1.0, 1.0, 2.0]
    """
    return np.where(half > 0, np.exp2(np.ceil(np.log2(np.where(half > 0, half, 1.0)))), 1.0)


def fits(core: Core) -> bool:
    """Whether every logit, less that of the middle key, lies within MOST_LOGIT, and the core is in float64."""
    half = middle_and_half(core.right_range)[1]
    largest = np.abs(core.left.astype(np.float64) @ core.middle) @ half
    return core.middle.dtype == np.float64 and bool(largest.max() * OUTWARD <= MOST_LOGIT)


@dataclass(frozen=True)
class Tiles:
    """The keys: right^T (n x d2 x TILE), [values, 1]^T (n x (v + 1) x TILE), the columns of Before (n x TILE x ...)."""

    right: Float32
    values: Float32
    columns: Float32
    right_scale: Float64
    values_scale: Float64

    @staticmethod
    def of(known_before: Before) -> Tiles:
        """The tiles; the arrays of known_before are in float64."""
        right_scale, values_scale = scale_of(known_before.half), scale_of(known_before.facts.values_half)
        scales = [np.ones(1), values_scale, right_scale]
        if known_before.squares:
            scales += [values_scale**2, right_scale**2]
        columns = _tiled(known_before.columns / np.concatenate(scales))
        v, d2 = len(values_scale), len(right_scale)
        turned = np.ascontiguousarray(columns.transpose(0, 2, 1))
        order = [*range(1, 1 + v), 0]
        right = np.ascontiguousarray(turned[:, 1 + v : 1 + v + d2])
        return Tiles(right, np.ascontiguousarray(turned[:, order]), columns, right_scale, values_scale)


def _tiled(rows: Float64) -> Float32:
    count = -(-len(rows) // TILE)
    found = np.zeros((count * TILE, rows.shape[1]), dtype=SINGLE)
    found[: len(rows)] = rows
    return found.reshape(count, TILE, -1)


class TiledSums(Sums):
    """The sums of one thread, and the weights that it keeps."""

    def __init__(self, known_before: Before, tiles: Tiles, rows: int) -> None:
        super().__init__(known_before, np.dtype(np.float64))
        self.tiles = tiles
        self.step = max(1, CACHED // (rows * TILE))
        self._kept = np.empty((len(tiles.right), rows, TILE), dtype=SINGLE)
        self._step = np.empty((self.step, rows, TILE), dtype=SINGLE)

    def _steps(self, count: int) -> list[slice]:
        """The tiles in steps, those of the first `count` keys."""
        tiles = -(-count // TILE)
        return [slice(start, min(start + self.step, tiles)) for start in range(0, tiles, self.step)]

    def add(self, block: slice) -> None:
        """One chunk of queries: two sweeps over the keys it attends to."""
        core, tiles, v, d2 = self.before.core, self.tiles, self.before.core.values_width, self.before.core.right_width
        left = core.left[block].astype(np.float64)
        steps = self._steps(core.keys if core.seen is None else int(core.seen[block].max()))
        y = ((left @ core.middle) * tiles.right_scale).astype(SINGLE)
        kept = self._kept if len(left) == self._kept.shape[1] else np.empty((len(tiles.right), len(left), TILE), SINGLE)
        sums = self._sums(y, kept, steps, block)
        alpha = sums[:, :1].copy()
        sums /= alpha
        sums[:, 1:] *= np.concatenate(self._scales())
        rows = residuals(self.before, sums[:, 1 : 1 + v], core.target[block].astype(np.float64))
        weights, size = self._weights(rows.e.T, sums[:, 1 : 1 + v])
        products = np.zeros((len(left), d2))
        for step in steps:
            q = self._step[: step.stop - step.start, : len(left)]
            if len(left) != self._step.shape[1]:
                q = np.empty(q.shape, dtype=SINGLE)
            np.matmul(weights, tiles.values[step], out=q)
            q *= kept[step]
            products += np.matmul(q, tiles.columns[step, :, 1 + v : 1 + v + d2]).sum(axis=0, dtype=np.float64)
        products *= size / alpha * tiles.right_scale
        self._note(left, self.before.moments(sums), rows, products)

    def _scales(self) -> list[Float64]:
        right, values = self.tiles.right_scale, self.tiles.values_scale
        return [values, right, values**2, right**2] if self.before.squares else [values, right]

    def _weights(self, e: Float64, f_values: Float64) -> tuple[Float32, Float64]:
        """[e, -r] in the scale of the values, over the size of the row, and that size, a power of two (b x 1)."""
        scaled = e * self.tiles.values_scale
        r = np.einsum("ij,ij->i", e, f_values)[:, None]
        size = scale_of(np.abs(scaled).sum(axis=1, keepdims=True))
        return np.concatenate([scaled / size, -r / size], axis=1).astype(SINGLE), size

    def _sums(self, y: Float32, kept: Float32, steps: list[slice], block: slice) -> Float64:
        """The weights of the chunk into kept, and their sums against the columns, b x ...."""
        tiles, seen = self.tiles, self.before.core.seen
        sums = np.zeros((len(y), tiles.columns.shape[2]))
        for step in steps:
            f = kept[step]
            np.matmul(y, tiles.right[step], out=f)
            np.exp(f, out=f)
            if seen is not None and step.stop * TILE > seen[block].min():
                keys = np.arange(step.start * TILE, step.stop * TILE).reshape(-1, 1, TILE)
                f[keys >= seen[block][None, :, None]] = 0
            sums += np.matmul(f, tiles.columns[step]).sum(axis=0, dtype=np.float64)
        return sums


def tiled_core(core: Core, threads: int, progress: Progress | None = None) -> Result:
    """The outputs, with bounds on their errors; the core must fit."""
    unit = unit_of(SINGLE)
    count = -(-core.keys // TILE)
    units = Units(unit, gamma(TILE + 2, unit) + gamma(count + 2), UNDERFLOW)
    known_before = before(core, units)
    tiles = Tiles.of(known_before)
    rows = max(1, min(MOST_ROWS, core.queries, KEPT // (count * TILE)))
    return over_chunks(core, lambda: TiledSums(known_before, tiles, rows), rows, threads, progress)

"""The logits before any feature is formed: shifts, coordinates of few directions, and certified bounds in O(L d^2).

Softmax does not see what is added to a whole row. So with the shifts x0, the mean of left, and z0, the middle of
the range of right,

    softmax(left W right^T) = softmax(t + 1 b^T),   t = (left - x0) W (right - z0)^T,   b = (right - z0) W^T x0

and exp(b) is kept exactly, as a weight of each key; only t meets a polynomial. Where W = G_x G_z^T + (residual), the
logits of the residual are bounded.

Dictionary
    KeySide      shift, half ranges, weights exp(b), and moments of keys and values under them
    RowBounds    for each query l a bound on |t_lj| over all keys j, the lesser of two
    QuerySide    bounds on the logits of each query in chosen coordinates
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays.columns import as_columns, middle_and_half
from ..arrays.parallel import blocks, in_threads, threads_for
from ..arrays.rounding import OUTWARD, U64, gamma
from ..arrays.types import Float64, Integers
from ..core import Core
from .coordinates import WORST_CONDITION, Coordinates

BLOCK = 4096
SAMPLE = 2**14


@dataclass(frozen=True)
class KeySide:
    """What one pass over the keys finds; weights are exp(b), up to one factor.

    z0, half and mean are d2, second d2 x d2, values_middle and values_half v, values_spread v x v, weights M.
    """

    z0: Float64
    half: Float64
    values_middle: Float64
    values_half: Float64
    weights: Float64
    weight_error: float
    weight_sum: float
    mean: Float64
    second: Float64
    values_spread: Float64

    def shifted(self, core: Core, block: slice) -> Float64:
        """right - z0 for a block of keys, as columns: d2 x b."""
        columns = as_columns(core.right, block)
        columns -= self.z0[:, None]
        return columns


@dataclass(frozen=True)
class RowBounds:
    """|y . z_j| for any row vector y, z_j the rows of right - z0 or of Z: the lesser of a box and an ellipsoid."""

    half: Float64
    whiten: Float64 | None
    radius: float
    slack: float

    def of(self, rows: Float64) -> Float64:
        """The bound for each column y of rows (w x b)."""
        box = self.half @ np.abs(rows)
        if self.whiten is None:
            return np.asarray(box * OUTWARD)
        image = self.whiten @ rows
        length = np.sqrt(np.einsum("ij,ij->j", image, image))
        ball = length * self.radius + self.slack * np.sqrt(np.einsum("ij,ij->j", rows, rows))
        return np.asarray(np.minimum(box, ball) * OUTWARD)


def key_side(core: Core, x0: Float64, threads: int) -> KeySide:
    """The statistics of right and values under the weights exp(b)."""
    z0, half = middle_and_half(core.right_range)
    v0, values_half = middle_and_half(core.values_range)
    direction = core.middle.T @ x0
    reach = float(half @ np.abs(direction))
    weights, total = _weighted_moments(core, z0, v0, direction, reach, threads)
    d2, weight_sum = core.right_width, float(total[0, 0])
    moments = total / weight_sum if weight_sum > 0 else np.zeros_like(total)
    mean = moments[0, 1:]
    spread = moments[1:, 1:] - np.outer(mean, mean)
    exponent = float(np.abs(core.middle.T) @ np.abs(x0) @ half)
    flat = not direction.any()
    return KeySide(
        z0=z0,
        half=half,
        values_middle=v0,
        values_half=values_half,
        weights=weights,
        weight_error=0.0 if flat else gamma(len(x0) + d2 + 4) * 2 * (exponent + reach) + 16 * U64,
        weight_sum=weight_sum,
        mean=mean[:d2],
        second=moments[1 : 1 + d2, 1 : 1 + d2],
        values_spread=spread[d2:, d2:],
    )


def _weighted_moments(
    core: Core, z0: Float64, v0: Float64, direction: Float64, reach: float, threads: int
) -> tuple[Float64, Float64]:
    """The weights exp(b - reach), and the sums over keys of [1, z, v] [1, z, v]^T with them, z and v shifted.

    b lies within +-reach, so nothing overflows; if it underflows the fast algorithm is not for this data.
    """
    keys, d2, v = core.keys, core.right_width, core.values_width
    weights = np.empty(keys)
    flat = not direction.any()
    threads = threads_for(keys, BLOCK, threads)

    def work(part: int) -> Float64:
        total = np.zeros((1 + d2 + v, 1 + d2 + v))
        for block in blocks(keys, BLOCK, part, threads):
            rows = np.ones((1 + d2 + v, block.stop - block.start))
            np.subtract(as_columns(core.right, block), z0[:, None], out=rows[1 : 1 + d2])
            np.subtract(as_columns(core.values, block), v0[:, None], out=rows[1 + d2 :])
            weights[block] = 1.0 if flat else np.exp(direction @ rows[1 : 1 + d2] - reach)
            total += (rows if flat else rows * weights[block]) @ rows.T
        return total

    return weights, np.asarray(np.sum(in_threads(work, threads), axis=0))


def row_bounds(core: Core, side: KeySide, threads: int, G_z: Float64 | None = None) -> RowBounds:
    """Bounds from the box of the columns of right - z0, or of Z, and from the ellipsoid of their second moments."""
    half = side.half if G_z is None else _half_of(core, side, G_z, threads)
    second = side.second if G_z is None else G_z.T @ side.second @ G_z
    values, vectors = np.linalg.eigh(second)
    if not values[-1] > 0 or values[0] < values[-1] / WORST_CONDITION**2:
        return RowBounds(half, None, 0.0, 0.0)
    root, inverse = np.sqrt(values), 1 / np.sqrt(values)
    whiten, unwhiten = (vectors * root).T, (vectors * inverse).T
    image = unwhiten if G_z is None else unwhiten @ G_z.T
    threads = threads_for(core.keys, BLOCK, threads)

    def work(part: int) -> float:
        most = 0.0
        for block in blocks(core.keys, BLOCK, part, threads):
            here = image @ side.shifted(core, block)
            most = max(most, float(np.einsum("ij,ij->j", here, here).max()))
        return most

    radius = float(np.sqrt(max(in_threads(work, threads)))) * OUTWARD
    # y.z = (whiten y).(unwhiten z) + y.(I - whiten^T unwhiten) z: the last bracket is measured, and the roundings in
    # the products, at most gamma times the condition number, are added.
    size = len(side.half) + len(half)
    defect = np.abs(np.eye(len(half)) - whiten.T @ unwhiten).sum() + gamma(4 * size + 8) * size * root[-1] * inverse[0]
    return RowBounds(half, whiten, radius, float(defect * np.linalg.norm(half) * OUTWARD))


@dataclass(frozen=True)
class QuerySide:
    """What one pass over the queries finds for given coordinates.

    spread[l] bounds |t_lj| for every key j; bound is its maximum; image_half (w) bounds the columns of |Z|; residual
    bounds the logits of the residual and rounding the difference between computed and true logits (rows' constants
    apart).
    """

    spread: Float64
    bound: float
    image_half: Float64
    residual: float
    rounding: float

    @property
    def perturbation(self) -> float:
        """What quotients of exponentials may be off by, in the exponent: twice the logits left out and rounded."""
        return 2 * (self.residual + self.rounding)

    def at(self, rows: Integers) -> QuerySide:
        """The same for some of the queries."""
        return replace(self, spread=self.spread.take(rows))


def left_statistics(core: Core) -> tuple[Float64, Float64]:
    """The mean of left's rows and second moments about it, of a sample: choices use them, no bound rests on them.

    Not the middle of the range: one query far out would move it away from all the others.
    """
    rows = core.left[:: max(1, core.queries // SAMPLE)].astype(np.float64)
    x0 = np.asarray(rows.mean(axis=0))
    rows -= x0
    return x0, rows.T @ rows / len(rows)


def query_side(
    core: Core, x0: Float64, side: KeySide, bounds: RowBounds, coordinates: Coordinates, threads: int
) -> QuerySide:
    """One pass over the queries: bounds on the logits that the polynomial will meet."""
    spread = np.empty(core.queries)
    W, residual = core.middle, coordinates.residual
    inside = bounds if coordinates.keeps_right else row_bounds(core, side, threads, coordinates.G_z)
    size = core.middle_size
    if residual is not None:
        size = size + np.abs(coordinates.G_x) @ np.abs(coordinates.G_z.T)
    reach = size @ (side.half + np.abs(side.z0))
    threads = threads_for(core.queries, BLOCK, threads)

    def work(part: int) -> tuple[float, float]:
        left_out = rounded = 0.0
        for block in blocks(core.queries, BLOCK, part, threads):
            rows = as_columns(core.left, block)
            rows -= x0[:, None]
            spread[block] = inside.of(coordinates.G_x.T @ rows)
            rounded = max(rounded, float((reach @ np.abs(rows)).max()))
            if residual is not None:
                left_out = max(left_out, float(bounds.of(residual.T @ rows).max()))
        return left_out, rounded

    found = np.max(np.array(in_threads(work, threads)), axis=0) * OUTWARD
    terms = sum(W.shape) + coordinates.width + core.middle_terms + 8
    rounding = gamma(terms) * float(found[1] + reach @ np.abs(x0)) * OUTWARD + side.weight_error
    bound = float(spread.max()) * OUTWARD + rounding
    return QuerySide(spread, bound, inside.half, float(found[0]), rounding)


def _half_of(core: Core, side: KeySide, G_z: Float64, threads: int) -> Float64:
    """Bounds on the columns of |Z|."""
    threads = threads_for(core.keys, BLOCK, threads)

    def work(part: int) -> Float64:
        most = np.zeros(G_z.shape[1])
        for block in blocks(core.keys, BLOCK, part, threads):
            most = np.maximum(most, np.abs(G_z.T @ side.shifted(core, block)).max(axis=1))
        return most

    return np.asarray(np.max(in_threads(work, threads), axis=0) * OUTWARD)

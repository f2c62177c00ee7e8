"""The keys near a query under a causal mask: those of its own chunk are weighed exactly, those before by moments.

What sigma_f may be is measured over the keys up to the end of the chunk. With W their weights' sum, W_l and the mean
over the keys that query l attends to,

    sigma_f(u)^2 <= kappa_l sigma_W(u)^2,   kappa_l = (W / W_l) exp(max_j t_lj - mean_l t_l)

since f_lj <= w_j exp(max t_l) / (W_l exp(mean_l t_l)) by Jensen, and the sum of w_j (u_j - c)^2 grows with the keys.

Dictionary
    Near        the keys of a chunk, which of them each query of a block attends to, and what is known up to there
    Weighed     their exact weights, and what is summed with them
    Prefix      the weighted moments of all keys before a chunk
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays.columns import as_columns
from ..arrays.rounding import EXP_UNITS, OUTWARD, U64, gamma
from ..arrays.types import Float64, Integers
from ..core import Core
from ..features.coordinates import Coordinates
from ..features.geometry import KeySide


@dataclass(frozen=True)
class Near:
    """Of c keys and b queries: Z is w x c, right d2 x c, columns (v + 1) x c the values and 1, all shifted.

    weight is c, hidden b x c says which keys a query does not attend to; means d2 x b and log_share b are the mean key
    that a query attends to and log(W / W_l); weight_sum, mean, second and values_spread are of all keys up to the
    chunk's end, as in KeySide, half the half ranges of all keys.
    """

    Z: Float64
    right: Float64
    columns: Float64
    weight: Float64
    hidden: NDArray[np.bool_]
    means: Float64
    log_share: Float64
    weight_sum: float
    mean: Float64
    second: Float64
    values_spread: Float64
    half: Float64

    def at(self, X: Float64, product: Float64) -> Weighed:
        """The weights for queries X, w x b; product bounds sum_k |x_k| |z_k|."""
        weights = np.exp(X.T @ self.Z)
        weights *= self.weight
        weights[self.hidden] = 0
        unit = np.expm1(gamma(len(self.Z) + 2) * product) + 2 * (EXP_UNITS + 1) * U64 + gamma(len(self.weight) + 6)
        return Weighed(self, weights, weights.sum(axis=1), unit * OUTWARD)

    def kappa(self, logits: Float64) -> Float64:
        """log kappa without the largest logit; logits are the rows (left - x0) W as columns, d2 x b."""
        return np.asarray(self.log_share - np.einsum("ij,ij->j", logits, self.means))


@dataclass(frozen=True)
class Weighed:
    """exp(t) times the weights of near keys, 0 where hidden: b x c; their sums and the relative rounding of sums, b."""

    near: Near
    weights: Float64
    sums: Float64
    unit: Float64

    @property
    def numerators(self) -> Float64:
        """What near keys add to the sums against the values and 1: (v + 1) x b."""
        return np.asarray(self.near.columns @ self.weights.T)

    @property
    def rounding(self) -> Float64:
        """How far a sum may be off, for each unit of what is summed."""
        return self.unit * self.sums

    def products(self, weighted: Float64) -> Float64:
        """What near keys add to p right, b x d2; weighted is [e, -r] / alpha, (v + 1) x b."""
        return np.asarray((self.weights * (weighted.T @ self.near.columns)) @ self.near.right.T)

    def size(self, coarse: Float64) -> Float64:
        """Its rounding, query by query, for each half range; coarse bounds the entries of weighted^T [values, 1]."""
        return coarse * self.sums * (self.unit + gamma(sum(self.weights.shape) + len(self.near.columns) + 16))


class Prefix:
    """Sums of w [1, z, v] [1, z, v]^T over the keys before a chunk, z and v shifted."""

    def __init__(self, core: Core, side: KeySide) -> None:
        self.core, self.side = core, side
        size = 1 + core.right_width + core.values_width
        self.total = np.zeros((size, size))

    def add(self, keys: slice) -> None:
        """These keys join the sums."""
        rows, weight = self._rows(keys)
        self.total = self.total + (rows * weight) @ rows.T

    def _rows(self, keys: slice) -> tuple[Float64, Float64]:
        """1, z and v as rows, and the weights."""
        right = self.side.shifted(self.core, keys)
        values = as_columns(self.core.values, keys) - self.side.values_middle[:, None]
        return np.concatenate([np.ones((1, right.shape[1])), right, values]), self.side.weights[keys]

    def near(self, keys: slice, seen: Integers, coordinates: Coordinates) -> Near:
        """The chunk of keys, which joins the sums, for queries that attend to so many keys."""
        side, d2 = self.side, self.core.right_width
        rows, weight = self._rows(keys)
        right, values = rows[1 : 1 + d2], rows[1 + d2 :]
        sums = self.total[0, : 1 + d2, None] + np.cumsum(rows[: 1 + d2] * weight, axis=1)
        own = sums[:, seen - 1 - keys.start]
        self.total = self.total + (rows * weight) @ rows.T
        weight_sum = float(self.total[0, 0])
        moments = self.total / weight_sum
        mean = moments[0, 1:]
        return Near(
            Z=right if coordinates.keeps_right else coordinates.G_z.T @ right,
            right=right,
            columns=np.concatenate([values, rows[:1]]),
            weight=weight,
            hidden=np.arange(keys.start, keys.stop) >= seen[:, None],
            means=own[1:] / own[0],
            log_share=np.log(weight_sum / own[0]),
            weight_sum=weight_sum,
            mean=mean[:d2],
            second=moments[1 : 1 + d2, 1 : 1 + d2],
            values_spread=moments[1 + d2 :, 1 + d2 :] - np.outer(mean[d2:], mean[d2:]),
            half=side.half,
        )

"""The spreads of values and keys in every row, measured by an attention nu of low degree, and what they say of errors.

Let nu be near f: their quotient lies, in a row, between two numbers whose quotient is at most 1 + d. With V the values,
u a column of keys, a = e.V, s = sigma_nu, C = Cov_nu, and Q = P P^T for the projection P,

    sigma_f(g)^2 <= (1 + d) s(g)^2 for every g             as f <= (1 + d) nu, and the mean of f is the best centre
    |Cov_f(a, u) - C(a, u)| <= d/2 (s(a) s(u) + |C(a, u)|) + d^2/4 s(a) s(u)

Let f~ = f (1 + b), max b - min b <= delta in the row, so that E_f b = 0, and h = (a - E_f a)(u - E_f u). Then

    Cov_f~(a, u) - Cov_f(a, u) = E_f[b (h - E_f h)] - E_f[b a] E_f[b u]
    |...| <= delta/2 (sigma_f(a) sigma_f(u) + |Cov_f(a, u)|) + delta^2/4 sigma_f(a) sigma_f(u)

as b is within delta/2 of a constant and E_f|h - E_f h| <= E_f|h| + |E_f h|. The residuals move by Q E_f[b V], hence the
row of p u by E_f[b (V.y)] with y = Q Cov_f(V, u), at most delta/2 sigma_f(V.y). With y' = Q C(V, u),

    sigma_f(V.y) <= sqrt(1 + d) (s(V.y') + (d + d^2/4) tr(Q C(V)) s(u))

since C(V)^(1/2) times what y and y' differ by before Q has length at most (d + d^2/4) s(u). The sum of both is `joint`.
No spread over all keys and no largest logit enters.

Dictionary
    Measured    the columns whose means under nu are needed, and what they say of a block of rows
    Spreads     of a block: sigma_f of values and of a, and of each pair sigma_f of its columns and `joint`
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays.rounding import OUTWARD, gamma
from ..arrays.types import Float64
from ..core import Core

MOST_COLUMNS = 2048


@dataclass(frozen=True)
class PairSpread:
    """sigma bounds sigma_f of the columns of right second, joint their errors by b: n x rows."""

    sigma: Float64
    joint: Float64


@dataclass(frozen=True)
class Spreads:
    """values (v x rows) bounds sigma_f of the values, own (rows) that of e.V; a PairSpread for each pair."""

    values: Float64
    own: Float64
    pairs: tuple[PairSpread, ...]


@dataclass(frozen=True)
class Measured:
    """The layout of the columns 1, V, U, V V^T above the diagonal, V U^T, U^2.

    U holds the columns of right second for all pairs, in turn; values_half and half are half ranges of V and U, mixing
    is |P| |P|^T, Q is P P^T as computed, `terms` the number of roundings in U and Q.
    """

    seconds: tuple[Float64 | None, ...]
    values_half: Float64
    half: Float64
    Q: Float64
    mixing: Float64
    terms: int

    @staticmethod
    def of(core: Core, values_half: Float64, half: Float64) -> Measured:
        """The layout for a core; half are the half ranges of right's columns."""
        seconds: list[Float64 | None] = []
        for pair in core.pairs:
            if not any(pair.second is one for one in seconds):
                seconds.append(pair.second)
        wide = [half if one is None else half @ np.abs(one) * OUTWARD for one in seconds]
        size = np.abs(core.projected) if core.projection_size is None else core.projection_size
        terms = 2 * core.projection_terms + core.right_width + core.values_width + core.target_width + 8
        P = core.projected
        return Measured(tuple(seconds), values_half, np.concatenate(wide), P @ P.T, size @ size.T, terms)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        v, n = len(self.values_half), len(self.half)
        return 1 + v + n + v * (v + 1) // 2 + v * n + n

    def serves(self, core: Core) -> bool:
        """Whether spreads are measured: not where the columns are too many, nor under a mask."""
        return core.seen is None and self.columns <= MOST_COLUMNS

    def form(self, values: Float64, right: Float64) -> Float64:
        """The columns for a block of keys, whose values and right, about their middles, are given as columns."""
        v, n, count = len(values), len(self.half), values.shape[1]
        U = np.concatenate([right if one is None else one.T @ right for one in self.seconds])
        found = np.empty((self.columns, count))
        found[0], found[1 : 1 + v], found[1 + v : 1 + v + n] = 1, values, U
        place = 1 + v + n
        for k in range(v):
            np.multiply(values[k:], values[k], out=found[place : place + v - k])
            place += v - k
        np.multiply(values[:, None], U[None], out=found[place : place + v * n].reshape(v, n, count))
        np.multiply(U, U, out=found[place + v * n :])
        return found

    def spreads(self, core: Core, means: Float64, rho: Float64, d: Float64, e: Float64, delta: Float64) -> Spreads:
        """From the means of the columns under nu, each right to rho times the half ranges; all else a row as above."""
        v, n = len(self.values_half), len(self.half)
        mean_V, mean_U, place = means[1 : 1 + v], means[1 + v : 1 + v + n], 1 + v + n
        C = np.empty((v, v, means.shape[1]))
        for k in range(v):
            C[k, k:] = means[place : place + v - k] - mean_V[k] * mean_V[k:]
            C[k:, k] = C[k, k:]
            place += v - k
        cross = means[place : place + v * n].reshape(v, n, -1) - mean_V[:, None] * mean_U[None]
        square = means[place + v * n :] - mean_U**2
        # What C, cross and square are off by, and every sum of their products, for each product of half ranges.
        off = (4 * rho + 8 * gamma(self.terms + 4 * v + 16)) * OUTWARD
        half, wide = self.values_half, self.half[:, None]
        more, reach = np.sqrt(1 + d), half @ np.abs(e)
        s_V = _root(np.einsum("iij->ij", C), off * (half**2)[:, None])
        s_u = _root(square, off * wide**2)
        Ce = np.einsum("ikj,kj->ij", C, e)
        s_a = _root(np.einsum("ij,ij->j", Ce, e), off * reach**2)
        Cov = np.abs(np.einsum("ij,inj->nj", e, cross)) + off * reach * wide
        y = np.einsum("ik,knj->inj", self.Q, cross)
        Cy = np.einsum("ikj,knj->inj", C, y)
        s_Vy = _root(np.einsum("inj,inj->nj", Cy, y), off * np.einsum("i,inj->nj", half, np.abs(y)) ** 2)
        most = float(half @ self.mixing @ half) * off
        trace = np.maximum(np.einsum("ik,ikj->j", self.Q, C), 0) + most
        both = s_a * s_u
        joint = both * (1 + d + d / 2 + d * d / 4) + (1 + d / 2) * Cov
        joint += more * (s_Vy + most * wide + (d + d * d / 4) * trace * s_u)
        joint = (joint * (delta / 2) + both * (1 + d) * (delta * delta / 4)) * OUTWARD
        s_u = np.minimum(s_u * more, wide) * OUTWARD
        own = np.minimum(s_a * more, reach) * OUTWARD
        return Spreads(np.minimum(s_V * more, half[:, None]) * OUTWARD, own, self._split(core, s_u, joint))

    def _split(self, core: Core, sigma: Float64, joint: Float64) -> tuple[PairSpread, ...]:
        """For each pair of the core its rows of both."""
        found, start = {}, 0
        for one in self.seconds:
            stop = start + (core.right_width if one is None else one.shape[1])
            found[id(one)] = PairSpread(sigma[start:stop], joint[start:stop])
            start = stop
        return tuple(found[id(pair.second)] for pair in core.pairs)


def _root(square: Float64, off: Float64) -> Float64:
    """The root of what is at most this much above, rounded up."""
    return np.asarray(np.sqrt((np.maximum(square, 0) + off) * OUTWARD) * OUTWARD)

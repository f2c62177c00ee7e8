"""The certified error of every output, from what is known of f~, the computed attention.

What is known, of f~ in exact arithmetic and of its computed products:

    f~ = f (1 + b) with rows that sum to 1 and max b - min b <= delta in each row,   |computed f~ v - f~ v| <= rho |v|

The first holds when u~ / u lies between lo and hi and hi / lo - 1 <= delta; in particular |f~ - f| <= delta f.

Why it suffices. Under the weights f_l the mean of b is 0, so its standard deviation is at most delta / 2 (Popoviciu):

    |f~.u - f.u| = |mean of b u| <= delta/2 sigma_f(u)

Row l of p times a column u is the covariance Cov_f(e.V, u), with e = c P^T the row of residuals and V the values. As
Cov_f~(a, u) = sum f~ (a - f.a)(u - f.u) - (f~.a - f.a)(f~.u - f.u),

    |Cov_f~(a, u) - Cov_f(a, u)| <= (delta + delta^2 / 4) sigma_f(a) sigma_f(u)

and a change de of the residuals adds at most sum_k |de_k| sigma_f(V_k) sigma_f(u). No L, no d and no max norm enters:
rows sum to 1. What sigma_f may be is measured, row by row, by an attention of low degree (features/spreads.py, which
also sees how much of this bound a row can reach). Where that is not done, under a mask or where columns are many,

    sigma_f(u)^2 <= kappa_l sigma_w(u)^2,   kappa_l = exp(max_j t_lj - mean_w t_l)

with w the weights exp(b) that all rows share (sum_j w_j exp(t_lj) >= exp(mean_w t_l) by Jensen), and sigma_f(u) is at
most half the range of u. The less of the two is taken, row by row.

Dictionary
    Known         the spreads that all rows share
    Rows          of a block of queries: what was computed, delta, rho, kappa or what is measured
    RowTerms      of a block: what multiplies sigma(u), and what multiplies the half range of u
    ValueErrors   of a block: bounds on the errors of f V, of c and of e
    PairError     accumulates |left first|^T (error of the rows of p right second)
    ValueSums     accumulates (f V)^T c with its bound
    Certificates  accumulates the errors of all outputs
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays.rounding import OUTWARD, U64, gamma
from .arrays.types import Float64
from .core import Core, Pair
from .features.spreads import PairSpread, Spreads


@dataclass(frozen=True)
class Known:
    """The spreads of the values: sigma_w, the covariance under w, half ranges; mixing is |P P^T|.

    sigma, half and middle are v, covariance and mixing v x v.
    """

    values_sigma: Float64
    values_covariance: Float64
    values_half: Float64
    values_middle: Float64
    mixing: Float64


def spread_of(second: Float64, half: Float64) -> Float64:
    """Standard deviations from second moments, rounded up, and never above the half range."""
    allowance = gamma(2.0**20) * half * half
    return np.asarray(np.minimum(np.sqrt(np.maximum(second, 0.0) + allowance) * OUTWARD, half))


def known(core: Core, covariance: Float64, half: Float64, middle: Float64) -> Known:
    """Gather what every row shares."""
    projected = np.abs(core.projected) if core.projection_size is None else core.projection_size
    return Known(spread_of(np.diag(covariance), half), covariance, half, middle, projected @ projected.T)


@dataclass(frozen=True)
class Rows:
    """Of a block of b queries: f~ V about the middle (v x b), c (o x b), e = P c (v x b), the target (o x b).

    delta, rho and root = sqrt(kappa) are given row by row (b numbers each); spreads are measured ones, if they are.
    """

    f_values: Float64
    c: Float64
    e: Float64
    target: Float64
    rho: Float64
    root: Float64
    delta: Float64
    spreads: Spreads | None = None

    def values_spread(self, facts: Known) -> Float64:
        """Bounds on sigma_f of the values, v x b."""
        if self.spreads is not None:
            return self.spreads.values
        return np.minimum(self.root * facts.values_sigma[:, None], facts.values_half[:, None])


@dataclass(frozen=True)
class RowTerms:
    """For a block of b rows: error of row l of p u <= by_sigma[l] sigma_l(u) + by_half[l] half(u); root is sqrt(kappa).

    Where spreads are measured, their `joint` is to be added.

    total[l] bounds sum_j |p_lj|, also of f~.
    """

    by_sigma: Float64
    by_half: Float64
    total: Float64
    root: Float64
    spreads: Spreads | None = None


@dataclass(frozen=True)
class ValueErrors:
    """For a block, v x b: bounds on the errors of f V and of e, and o x b of c."""

    values: Float64
    e: Float64
    residual: Float64


def value_errors(core: Core, facts: Known, rows: Rows) -> ValueErrors:
    """What is known of f~ V, c and e = P c entry by entry."""
    values_error = rows.delta / 2 * rows.values_spread(facts) + rows.rho * facts.values_half[:, None]
    return residual_errors(core, facts, values_error, rows)


def residual_errors(core: Core, facts: Known, values_error: Float64, rows: Rows, unit: float = U64) -> ValueErrors:
    """The errors of c and e = P c from those of f V, v x b, and from their own roundings."""
    size = np.abs(rows.f_values) + np.abs(facts.values_middle)[:, None]
    if core.projection is None:
        e_error = values_error + gamma(4, unit) * (size + np.abs(rows.target))
        return ValueErrors(values_error, e_error, e_error)
    P = np.abs(core.projection) if core.projection_size is None else core.projection_size
    count = core.values_width + core.target_width + core.projection_terms + 6
    rounding = gamma(count, unit) * (P.T @ size + np.abs(rows.target))
    residual_error = P.T @ values_error + rounding
    e_error = facts.mixing @ values_error + P @ rounding + gamma(count, unit) * (P @ np.abs(rows.c))
    return ValueErrors(values_error, e_error, residual_error)


def row_terms(core: Core, facts: Known, rows: Rows) -> RowTerms:
    """The terms of a block."""
    e, delta, root = rows.e, rows.delta, rows.root
    coarse = facts.values_half @ np.abs(e)
    by_half = (4 * rows.rho + gamma(len(e) + 6)) * coarse
    if rows.spreads is not None:
        rounded = residual_errors(core, facts, rows.rho * facts.values_half[:, None], rows)
        shifts = np.einsum("ij,ij->j", rounded.e, rows.spreads.values)
        return RowTerms(shifts, by_half, (1 + delta) * rows.spreads.own + by_half, root, rows.spreads)
    form = np.maximum(np.einsum("ij,ij->j", e, facts.values_covariance @ e), 0.0)
    form += gamma(2.0**20) * coarse**2
    own = np.minimum(np.sqrt(form) * root, coarse)
    if core.projection is None and not core.value_outputs and within(root, facts.values_sigma, facts.values_half):
        shifts = _shifts_within(facts, rows)
    else:
        shifts = np.einsum("ij,ij->j", value_errors(core, facts, rows).e, rows.values_spread(facts))
    by_sigma = delta * (1 + delta / 4) * own + shifts
    return RowTerms(by_sigma, by_half, (1 + delta) * own + by_half, root)


def _shifts_within(facts: Known, rows: Rows) -> Float64:
    """sum_k (error of e_k) sigma_k root with values_error and e_error of value_errors, summed before it is formed."""
    sigma = facts.values_sigma
    size = sigma @ np.abs(rows.f_values) + sigma @ np.abs(rows.target) + float(sigma @ np.abs(facts.values_middle))
    shifts = rows.delta / 2 * float(sigma @ sigma) * rows.root + rows.rho * float(sigma @ facts.values_half)
    shifts += gamma(2 * len(rows.e) + 6) * size
    shifts *= rows.root
    return shifts


def within(root: Float64, sigma: Float64, half: Float64) -> bool:
    """Whether root_l sigma_k is at most half_k everywhere, so that the lesser of the two needs no look."""
    return bool((float(root.max()) * sigma <= half).all())


class PairError:
    """Accumulates, over blocks of rows, the bound on the error of (left first)^T p (right second)."""

    def __init__(self, core: Core, pair: Pair, sigma: Float64, half: Float64, right_half: Float64) -> None:
        self.pair, self.sigma, self.half, self.right_half = pair, sigma, half, right_half
        self.sum = np.zeros((core.left_width if pair.first is None else pair.first.shape[1], len(half)))
        self.size = np.zeros(core.left_width)

    def add(self, left: Float64, size: Float64, terms: RowTerms, spread: PairSpread | None = None) -> None:
        """Add a block; left is d1 x b, size its absolute values, spread what is measured of this pair."""
        seen = size if self.pair.first is None else np.abs(self.pair.first.T @ left)
        if spread is not None:
            self.sum += seen @ (spread.sigma * terms.by_sigma + spread.joint).T
        elif within(terms.root, self.sigma, self.half):
            self.sum += np.outer(seen @ (terms.root * terms.by_sigma), self.sigma)
        else:
            sigma = np.minimum(self.sigma[:, None] * terms.root, self.half[:, None])
            self.sum += seen @ (sigma * terms.by_sigma).T
        self.sum += np.outer(seen @ terms.by_half, self.half)
        self.size += size @ terms.total

    def join(self, other: PairError) -> None:
        """Add what another thread summed."""
        self.sum += other.sum
        self.size += other.size

    def bound(self) -> Float64:
        """The bound, with the roundings in how first and second were made."""
        pair = self.pair
        size = self.size if pair.first is None else self.size @ np.abs(pair.first)
        total = self.sum.copy()
        if pair.first_error is not None:
            total += np.outer(self.size @ pair.first_error, self.half)
        if pair.second_error is not None:
            total += np.outer(size, self.right_half @ pair.second_error)
        return np.asarray(total * OUTWARD)


class ValueSums:
    """Accumulates, over blocks of rows, the gradient (f V)^T c of the linear projection and its error, v x o each."""

    def __init__(self, core: Core) -> None:
        self.gradient = np.zeros((core.values_width, core.target_width))
        self.error = np.zeros_like(self.gradient)

    def add(self, core: Core, facts: Known, rows: Rows, found: ValueErrors, unit: float = U64) -> None:
        """Add a block."""
        whole = rows.f_values + facts.values_middle[:, None]
        self.gradient = self.gradient + whole @ rows.c.T
        self.error += found.values @ np.abs(rows.c).T
        self.error += (np.abs(whole) + found.values) @ found.residual.T
        self.error += gamma(core.queries + 8, unit) * (np.abs(whole) @ np.abs(rows.c).T)

    def join(self, other: ValueSums) -> None:
        """Add what another thread summed."""
        self.gradient = self.gradient + other.gradient
        self.error += other.error


@dataclass
class Certificates:
    """Accumulates, over blocks of rows, the errors of all outputs; total bounds sum_lj |p_lj|."""

    pairs: tuple[PairError, ...]
    values: ValueSums
    total: float = 0.0

    def add(self, core: Core, facts: Known, left: Float64, rows: Rows) -> None:
        """Add a block; left is d1 x b."""
        terms, size = row_terms(core, facts, rows), np.abs(left)
        spreads = [None] * len(self.pairs) if terms.spreads is None else terms.spreads.pairs
        for one, spread in zip(self.pairs, spreads, strict=True):
            one.add(left, size, terms, spread)
        self.total += float(terms.total.sum())
        if core.value_outputs:
            self.values.add(core, facts, rows, value_errors(core, facts, rows))

    def join(self, other: Certificates) -> None:
        """Add what another thread summed."""
        for mine, its in zip(self.pairs, other.pairs, strict=True):
            mine.join(its)
        self.values.join(other.values)
        self.total += other.total


def measured_errors(core: Core, second: Float64, mean: Float64, half: Float64) -> Certificates:
    """Nothing summed yet; second moments, means and half ranges are those of right."""
    spreads = [middle_spread(second, mean, pair.second, half) for pair in core.pairs]
    pairs = tuple(PairError(core, pair, *spread, half) for pair, spread in zip(core.pairs, spreads, strict=True))
    return Certificates(pairs, ValueSums(core))


def half_of(matrix: Float64 | None, half: Float64) -> Float64:
    """Half ranges of the columns of right matrix."""
    return half if matrix is None else half @ np.abs(matrix) * OUTWARD


def middle_spread(second: Float64, mean: Float64, matrix: Float64 | None, half: Float64) -> tuple[Float64, Float64]:
    """sigma_w and half range of the columns of right matrix, from second moments, means and half ranges of right."""
    wide = half_of(matrix, half)
    if matrix is None:
        return spread_of(np.diag(second) - mean**2, half), wide
    covariance = second - np.outer(mean, mean)
    variance = np.einsum("ij,ij->j", matrix, covariance @ matrix)
    return spread_of(variance, wide), wide


def delta_of(error: float, perturbation: float) -> float:
    """The relative error of f from that of exp and from a perturbation of the logits by up to half of it.

    With u~ = u (1 + a), |a| <= error, and logits off by at most perturbation / 2, every quotient of two u~ of a row is
    off by a factor of at most (1 + error) / (1 - error) exp(perturbation).

    >>> 0.002 < delta_of(0.001, 0.0) < 0.00201
    True
    """
    if not (error < 1 and perturbation < 1):
        return float("inf")
    return float(((1 + error) / (1 - error) * np.exp(perturbation) - 1) * OUTWARD)


def error_for(delta: float, perturbation: float) -> float:
    """The largest relative error of exp for which delta_of is at most delta; not positive when there is none."""
    quotient = (1 + delta / OUTWARD) * float(np.exp(-perturbation))
    return (quotient - 1) / (quotient + 1) * (1 - 2.0**-20)

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
rows sum to 1. What sigma_f may be is measured:

    sigma_f(u)^2 <= kappa_l sigma_w(u)^2,   kappa_l = exp(max_j t_lj - mean_w t_l)

with w the weights exp(b) that all rows share (sum_j w_j exp(t_lj) >= exp(mean_w t_l) by Jensen), and sigma_f(u) is at
most half the range of u. The less of the two is taken, row by row.

Dictionary
    Known         delta and the spreads that are measured
    PairError     accumulates |left first|^T (error of the rows of p right second)
    RowTerms      of a block: what multiplies sigma(u), and what multiplies the half range of u
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import Core, Float64, Pair
from .rounding import OUTWARD, gamma


@dataclass(frozen=True)
class Known:
    """delta, and the spreads of the values: sigma_w, the covariance under w, half ranges; mixing is |P P^T|."""

    delta: float
    values_sigma: Float64
    values_covariance: Float64
    values_half: Float64
    values_middle: Float64
    mixing: Float64


def spread_of(second: Float64, half: Float64) -> Float64:
    """Standard deviations from second moments, rounded up, and never above the half range."""
    allowance = gamma(2.0**20) * half * half
    return np.asarray(np.minimum(np.sqrt(np.maximum(second, 0.0) + allowance) * OUTWARD, half))


def known(core: Core, delta: float, covariance: Float64, half: Float64, middle: Float64) -> Known:
    """Gather what every row shares."""
    projected = np.abs(core.projected) if core.projection_size is None else core.projection_size
    return Known(delta, spread_of(np.diag(covariance), half), covariance, half, middle, projected @ projected.T)


@dataclass(frozen=True)
class RowTerms:
    """For a block of b rows: error of row l of p u <= by_sigma[l] sigma_l(u) + by_half[l] half(u); root is sqrt(kappa).

    values_error (v x b) bounds the error of f V, residual_error (o x b) that of c, total[l] sum_j |p_lj|, also of f~.
    """

    by_sigma: Float64
    by_half: Float64
    total: Float64
    root: Float64
    values_error: Float64
    residual_error: Float64


def row_terms(
    core: Core, facts: Known, rho: Float64, root: Float64, f_values: Float64, c: Float64, e: Float64, target: Float64
) -> RowTerms:
    """The terms of a block; f_values (v x b) is f~ V about the middle, c is o x b, e = P c is v x b, target o x b.

    rho and root = sqrt(kappa) are given row by row (b numbers each).
    """
    delta = facts.delta
    half = facts.values_half[:, None]
    sigma = np.minimum(root * facts.values_sigma[:, None], half)
    values_error = delta / 2 * sigma + rho * half
    size = np.abs(e)
    coarse = half.T @ size
    form = np.maximum(np.einsum("ij,ij->j", e, facts.values_covariance @ e), 0.0)
    form += gamma(2.0**20) * coarse[0] ** 2
    own = np.minimum(np.sqrt(form) * root, coarse[0])
    count = sum(core.projected.shape) + 6
    if core.projection is None:
        e_error = values_error + gamma(count) * (
            np.abs(f_values) + np.abs(facts.values_middle)[:, None] + np.abs(target)
        )
        residual_error = e_error
    else:
        P = np.abs(core.projection) if core.projection_size is None else core.projection_size
        count += core.projection_terms
        rounding = gamma(count) * (P.T @ (np.abs(f_values) + np.abs(facts.values_middle)[:, None]) + np.abs(target))
        residual_error = P.T @ values_error + rounding
        e_error = facts.mixing @ values_error + P @ rounding + gamma(count) * (P @ np.abs(c))
    by_sigma = delta * (1 + delta / 4) * own + np.einsum("ij,ij->j", e_error, sigma)
    by_half = (4 * rho + gamma(len(e) + 6)) * coarse[0]
    return RowTerms(by_sigma, by_half, (1 + delta) * own + by_half, root, values_error, residual_error)


class PairError:
    """Accumulates, over blocks of rows, the bound on the error of (left first)^T p (right second)."""

    def __init__(self, core: Core, pair: Pair, sigma: Float64, half: Float64, right_half: Float64) -> None:
        self.pair, self.sigma, self.half, self.right_half = pair, sigma, half, right_half
        self.sum = np.zeros((core.left.shape[1] if pair.first is None else pair.first.shape[1], len(half)))
        self.size = np.zeros(core.left.shape[1])

    def add(self, left: Float64, terms: RowTerms) -> None:
        """Add a block; left is d1 x b."""
        seen = np.abs(left if self.pair.first is None else self.pair.first.T @ left)
        spread = np.minimum(self.sigma[:, None] * terms.root, self.half[:, None])
        self.sum += seen @ (spread * terms.by_sigma).T
        self.sum += np.outer(seen @ terms.by_half, self.half)
        self.size += np.abs(left) @ terms.total

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


def middle_spread(second: Float64, mean: Float64, matrix: Float64 | None, half: Float64) -> tuple[Float64, Float64]:
    """sigma_w and half range of the columns of right matrix, from second moments, means and half ranges of right."""
    if matrix is None:
        variance = np.diag(second) - mean**2
        return spread_of(variance, half), half
    wide = half @ np.abs(matrix) * OUTWARD
    covariance = second - np.outer(mean, mean)
    variance = np.einsum("ij,ij->j", matrix, covariance @ matrix)
    return spread_of(variance, wide), wide


def delta_of(error: float, perturbation: float) -> float:
    """The relative error of f from that of exp and from a perturbation of the logits, either way up to half of it.

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

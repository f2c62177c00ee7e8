"""Where the relative error of a polynomial lies on a part of its interval: rows with small logits err less.

    r(t) = P(t) exp(-t) - 1,    r' = (P' - P) exp(-t),    |r(t) - r(m)| <= h exp(h - m) max |P' - P|   for |t - m| <= h

on cells of half width h with the middles m, the maximum from the Taylor coefficients of P' - P at m.

Dictionary
    ErrorRanges     least and largest r on [-tau, tau], for tau on a grid
    error_ranges    the same for a polynomial, kept
    deltas          for bounds tau on the logits of rows, the relative error of the rows of f
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..arrays.rounding import EXP_UNITS, OUTWARD, gamma
from ..arrays.types import Float64
from .polynomial import ExpFloat

CELLS = 256


@dataclass(frozen=True)
class ErrorRanges:
    """low[i] <= r(t) <= high[i] for |t| <= (i + 1) step; the last is the whole interval."""

    step: float
    low: Float64
    high: Float64

    def within(self, tau: Float64) -> tuple[Float64, Float64]:
        """Bounds on r for |t| <= tau, tau at most the polynomial's bound."""
        cells = np.ceil(tau / self.step * OUTWARD).astype(np.int64) - 1
        place = np.clip(cells, 0, len(self.low) - 1)
        return self.low[place], self.high[place]


@lru_cache(maxsize=256)
def error_ranges(polynomial: ExpFloat) -> ErrorRanges:
    """The ranges, never wider than the certified error says.

    >>> from .polynomial import exp_polynomial
    >>> found = error_ranges(exp_polynomial(1.0, 4))
    >>> bool(0.99 < found.high[-1] / exp_polynomial(1.0, 4).error <= 1), bool(found.high[20] < 0.6 * found.high[-1])
    (True, True)
    """
    step = polynomial.bound / CELLS
    h = step / 2 * OUTWARD
    right = (np.arange(CELLS) + 0.5) * step
    middles = np.stack([right, -right])
    a = polynomial.array
    slopes = np.append(a[1:] * np.arange(1, len(a)), 0.0) - a
    most = h * np.exp(h - middles) * _largest(slopes, middles, h)
    powers = np.abs(middles)[..., None] ** np.arange(len(a))
    rounding = gamma(4 * len(a) + 4 * EXP_UNITS + 8) * (powers @ np.abs(a)) * np.exp(-middles)
    at = np.polynomial.polynomial.polyval(middles, a) * np.exp(-middles) - 1
    off = (most + rounding * (1 + h)) * OUTWARD
    low = np.minimum.accumulate((at - off).min(axis=0))
    high = np.maximum.accumulate((at + off).max(axis=0))
    error = polynomial.error
    return ErrorRanges(step, np.maximum(low, -error), np.minimum(high, error))


def _largest(coefficients: Float64, middles: Float64, h: float) -> Float64:
    """Bounds on |Q| within h of each middle: sum over k of |Q^(k)(m)| h^k / k!, its rounding included."""
    total, term, scale = np.zeros_like(middles), coefficients, 1.0
    for k in range(len(coefficients)):
        size = np.abs(middles)[..., None] ** np.arange(len(term)) @ np.abs(term)
        here = np.abs(np.polynomial.polynomial.polyval(middles, term))
        total += (here + gamma(4 * len(coefficients) + 8) * size) * scale
        term, scale = term[1:] * np.arange(1, len(term)), scale * h / (k + 1)
    return np.asarray(total)


def deltas(polynomial: ExpFloat, tau: Float64, perturbation: float) -> Float64:
    """For rows whose logits lie within +-tau and are perturbed by up to half of `perturbation`: f~ = f (1 + b) in the
    row, with max b - min b at most this.

    >>> from .polynomial import exp_polynomial
    >>> found = deltas(exp_polynomial(1.0, 4), np.array([0.25, 1.0]), 0.0)
    >>> bool(found[0] < found[1]), bool(found[1] <= 2.002 * exp_polynomial(1.0, 4).error)
    (True, True)
    """
    if not (polynomial.error < 1 and perturbation < 1):
        return np.full(len(tau), np.inf)
    low, high = error_ranges(polynomial).within(tau)
    found = (high - low) / (1 + low) * np.exp(perturbation) + np.expm1(perturbation)
    return np.asarray(found * OUTWARD)

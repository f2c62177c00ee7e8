"""What rounding does to the exact gradient, row by row, from sums that are computed beside it.

For a row of f let V' and z' be values and keys about the middles of their ranges, E the mean under the weights that
were computed, and from E V', E V'^2, E z', E z'^2

    rms_k^2 = E V'_k^2,    sigma_k^2 = rms_k^2 - (E V'_k)^2,    likewise of z',
    T = sum |e_k| sigma_k,    R = sum |e_k| rms_k

**Weights.** Computed logits are within gamma(n) |x| size half of the truth, row constants apart; the largest is
subtracted, and exp is rounded: each unnormalised weight is right to a factor within 1 +- eta. With eta' = eta/(1-eta),
eta'' = eta'/(1-eta'), for any g and for C the covariance of a = e.V and u under the computed weights,

    |E_f g - E g| <= eta'' sigma(g),     |Cov_f(a, u) - C| <= eta'' ((1 + eta'') T sigma(u) + |C|)

since E_f g - E g = Cov(rho, g)/(1 + E rho) with |rho| <= eta', applied to g = (a - E a)(u - E u), whose mean is C.

**Residuals.** E V' is a quotient of two sums over keys, each off by a share s of its terms' absolute values: gamma(M)
in one kind of numbers, less where sums over tiles are added in a wider one. So E V' is off by (2s + gamma(4)) rms, e by
known amounts de, which move the row by at most sum |de_k| sigma_k sigma(u) (1 + 2 eta''), as f <= (1 + 2 eta'') times
what was computed.

**Products.** With the common factor of the row apart (it multiplies C alone), entry j of the row is off by
gamma(v + 6) f_j (sum |e_k V'_jk| + |r|), r by (2s + gamma(v + 6)) R, and the sum against z' is rounded:

    s |C| + (2s + gamma(v + 6)) R |E z'| + 2 gamma(v + 6) R rms(z') + (s + gamma(3)) T rms(z')

Where the widths are so large that second moments would cost as much as the gradient, half ranges stand for rms.

Dictionary
    Units           of what is formed for every pair of tokens, and of sums over keys
    Moments         of a block of queries: mean, rms and sigma of the values and of the keys
    weight_error    eta'' of each row of a block
    RowErrors       accumulates the errors of all outputs over blocks
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays.rounding import EXP_UNITS, OUTWARD, gamma, unit_of
from ..arrays.types import Float64
from ..certificate import Known, Rows, ValueSums, residual_errors
from ..core import Core, Pair
from .outputs import sides

SECOND_ORDER = 1 + 2.0**-10  # products of roundings beside the roundings themselves, eta apart
LARGEST_ETA = 0.25


@dataclass(frozen=True)
class Units:
    """pair: the unit roundoff of what is formed for every pair; summed: the relative error s of a sum over keys.

    underflow bounds what entries too small for their kind lose in all, relative to the half ranges.
    """

    pair: float
    summed: float
    underflow: float = 0.0

    @property
    def mean(self) -> float:
        """The relative error of a quotient of two sums, the shift of the columns included."""
        return 2 * self.summed + gamma(4, self.pair)


def units_of(core: Core) -> Units:
    """All in the kind of the core's middle."""
    unit = unit_of(core.middle.dtype)
    return Units(unit, gamma(core.keys + 2, unit))


@dataclass(frozen=True)
class Moments:
    """Of a block of b queries: mean, rms and sigma of the values (b x v) and of the keys (b x d2)."""

    values: tuple[Float64, Float64, Float64]
    keys: tuple[Float64, Float64, Float64]


def spreads(mean: Float64, second: Float64, relative: float) -> tuple[Float64, Float64, Float64]:
    """mean, rms and sigma, the latter rounded up, from means and mean squares right to this share of the mean squares.

    >>> _, rms, sigma = spreads(np.array([3.0]), np.array([25.0]), 1e-15)
    >>> bool(5 <= rms[0] < 5.0001), bool(4 <= sigma[0] < 4.0001)
    (True, True)
    """
    second = second * OUTWARD
    variance = np.maximum(second - mean**2, 0.0) + 4 * relative * second
    return mean, np.sqrt(second) * OUTWARD, np.sqrt(variance) * OUTWARD


def weight_error(core: Core, left: Float64, half: Float64, pair: float) -> Float64:
    """eta'' for each row of left (b x d1); infinite where nothing is certified."""
    reach = np.abs(left) @ core.middle_size @ half
    before = gamma(core.left_width + core.middle_terms + 2, unit_of(core.middle.dtype))
    exponent = (before + gamma(core.right_width + 4, pair) + 3 * pair) * reach + 2 * (EXP_UNITS + 1) * pair
    eta = np.expm1(np.minimum(exponent, 1.0)) * OUTWARD
    return np.where(eta < LARGEST_ETA, eta / (1 - 2 * eta) * OUTWARD, np.inf)


class RowErrors:
    """Accumulates the errors of all outputs over blocks; half is the half range of right's columns.

    sums[k] bounds |first^T left|^T (errors of the rows of p right) for the k-th pair; size is |left|^T |p right|.
    """

    def __init__(self, core: Core, facts: Known, half: Float64, units: Units) -> None:
        self.core, self.facts, self.half, self.units = core, facts, half, units
        self.unit = unit_of(core.middle.dtype)
        self.sums = [0.0 * half for _ in core.pairs]
        self.size = np.zeros((core.left_width, core.right_width))
        self.values = ValueSums(core)
        self.eta, self.blocks = 0.0, 0

    def add(self, left: Float64, moments: Moments, rows: Rows, products: Float64) -> None:
        """Add a block of b queries: left b x d1, products = p right b x d2."""
        core, unit, units = self.core, self.unit, self.units
        entry = gamma(core.values_width + 6, units.pair)
        (_, values_rms, values_sigma), (mean, rms, sigma) = moments.values, moments.keys
        eta, size = weight_error(core, left, self.half, units.pair)[:, None], np.abs(rows.e.T)
        values_error = eta * values_sigma + units.mean * values_rms + units.underflow * self.facts.values_half
        found = residual_errors(core, self.facts, values_error.T, rows, unit)
        T, R, moved = (
            (each * spread).sum(axis=1, keepdims=True)
            for each, spread in ((size, values_sigma), (size, values_rms), (found.e.T, values_sigma))
        )
        error = ((1 + eta) * eta * T + (1 + 2 * eta) * moved) * sigma + (eta + units.summed) * np.abs(products)
        error += (2 * units.summed + entry) * R * (np.abs(mean) + units.mean * rms)
        error += (2 * entry * R + (units.summed + gamma(3, units.pair)) * T) * rms
        error += units.underflow * (size @ self.facts.values_half)[:, None] * self.half
        error *= SECOND_ORDER
        for place, pair in enumerate(core.pairs):
            seen = np.abs(left if pair.first is None else left @ pair.first)
            self.sums[place] = self.sums[place] + seen.T @ error
        self.size += np.abs(left).T @ (np.abs(products) + error)
        self.eta, self.blocks = max(self.eta, float(eta.max())), self.blocks + 1
        if core.value_outputs:
            self.values.add(core, self.facts, rows, found, unit)

    def join(self, other: RowErrors) -> None:
        """Add what another thread summed."""
        self.sums = [mine + its for mine, its in zip(self.sums, other.sums, strict=True)]
        self.size += other.size
        self.values.join(other.values)
        self.eta, self.blocks = max(self.eta, other.eta), self.blocks + other.blocks

    def bounds(self, D: Float64, block: int) -> list[Float64]:
        """The bound on first^T D second as computed for every pair, D summed from blocks of so many rows."""
        small = gamma(block + self.blocks + 4, self.unit) * self.size + gamma(sum(D.shape) + 4, self.unit) * np.abs(D)
        return [self._bound(pair, total, small) for pair, total in zip(self.core.pairs, self.sums, strict=True)]

    def _bound(self, pair: Pair, total: Float64, small: Float64) -> Float64:
        first, second = (np.abs(side) for side in sides(self.core, pair))
        found = total @ second + first.T @ small @ second
        if pair.first_error is not None:
            found = found + pair.first_error.T @ self.size @ second
        if pair.second_error is not None:
            found = found + first.T @ self.size @ pair.second_error
        return np.asarray(found * OUTWARD, dtype=np.float64)

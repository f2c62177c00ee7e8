"""What the roundings in the two passes may be, relative to the sums of absolute values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays.rounding import OUTWARD, U64, gamma, unit_of
from ..arrays.types import Float64
from ..core import Core
from ..features.polynomial import ExpFloat
from ..planning.cutting import Cut


@dataclass(frozen=True)
class Allowance:
    """Rounding in the two passes, relative to the sums of absolute values.

    The computed sum over keys of P(x . z_j) w_j v_j is off by at most (moments + evaluation) times the same sum with
    |coefficients| and absolute values, which is at most absolute(x) sum(w) |v|.
    """

    moments: float
    evaluation: float
    coefficients: Float64
    weight_sum: float

    def absolute(self, product: Float64) -> Float64:
        """sum |coefficients[k]| product^k for each row, product bounding sum_k |x_k| |z_k| over keys."""
        total = np.zeros_like(product)
        for coefficient in self.coefficients[::-1]:
            total *= product
            total += coefficient
        return total * OUTWARD

    def rho(self, absolute: Float64, alpha: Float64, near: Float64 | None = None) -> Float64:
        """|computed f~ v - f~ v| <= rho |v| row by row, for the quotient of two evaluations; alpha as computed.

        near is what the roundings of near keys, weighed exactly, add to one evaluation.
        """
        one = (self.moments + self.evaluation) * self.weight_sum * OUTWARD * absolute / alpha
        one = one if near is None else one + near * OUTWARD / alpha
        return np.where((one < 0.25) & (alpha > 0), 2 * one / (1 - 2 * one) + 4 * U64, np.inf)


def allowance(core: Core, weight_sum: float, cut: Cut, polynomial: ExpFloat) -> Allowance:
    """The allowances for this cut."""
    unit = unit_of(cut.dtype)
    rows = max(core.keys, core.queries)
    longest, shortest = max(cut.query_block, cut.key_block), min(cut.query_block, cut.key_block)
    within, between = longest + cut.degree + 8, rows / shortest + cut.threads + 2
    moments = gamma(within, unit) + gamma(between)
    evaluation = gamma(len(cut.table.weights) + 2 * cut.degree + 8, unit)
    if unit > U64:
        moments += gamma(2 * cut.degree + 4, unit)
    return Allowance(moments, evaluation, np.abs(polynomial.array), weight_sum)

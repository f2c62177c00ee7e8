"""How the two passes are cut into blocks and degrees, and what their roundings may be.

Dictionary
    Passes      splits of the degrees, block length, kind of numbers, threads
    Allowance   rounding in moments and evaluations, relative to the sums of absolute values
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Float64
from .coordinates import Coordinates
from .cost import best_split, block_length
from .geometry import KeySide
from .monomials import Split, count_up_to, split_table
from .polynomial import ExpFloat
from .problem import Core
from .rounding import OUTWARD, U64, gamma, unit_of


@dataclass(frozen=True)
class Passes:
    """How the passes are cut: splits of the degrees, block length, kind of numbers, threads."""

    degree: int
    width: int
    key_split: Split
    query_split: Split
    evaluate_split: Split
    key_block: int
    block: int
    dtype: np.dtype[np.floating]
    threads: int


def plan_passes(
    coordinates: Coordinates,
    core: Core,
    degree: int,
    dtype: np.dtype[np.floating],
    threads: int,
    key_block: int | None = None,
) -> Passes:
    """Choose splits and block lengths so that features stay in the cache; key_block is what the keys had."""
    width, values = coordinates.width, core.values.shape[1] + 1
    key_columns = values if coordinates.keeps_right else values * (core.right.shape[1] + 1)
    query_columns = values if coordinates.recover_left is not None else values * core.left.shape[1]
    key_degree = degree + int(coordinates.keeps_right)
    query_degree = degree + int(coordinates.recover_left is not None)
    key_split = best_split(width, key_degree, key_columns, key_degree)
    query_split = best_split(width, query_degree, query_columns, degree)
    return Passes(
        degree,
        width,
        split_table(width, key_degree, key_split),
        split_table(width, query_degree, query_split),
        split_table(width, degree, query_split),
        key_block or block_length(width, key_split, key_columns, dtype),
        block_length(width, query_split, query_columns, dtype),
        dtype,
        threads,
    )


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

    def rho(self, absolute: Float64, alpha: Float64) -> Float64:
        """|computed f~ v - f~ v| <= rho |v| row by row, for the quotient of two evaluations; alpha as computed."""
        one = (self.moments + self.evaluation) * self.weight_sum * OUTWARD * absolute / alpha
        return np.where((one < 0.25) & (alpha > 0), 2 * one / (1 - 2 * one) + 4 * U64, np.inf)


def allowance(core: Core, side: KeySide, passes: Passes, polynomial: ExpFloat) -> Allowance:
    """The allowances for this cut."""
    unit = unit_of(passes.dtype)
    terms = count_up_to(passes.width, passes.degree)
    rows = max(core.keys, core.queries)
    longest, shortest = max(passes.block, passes.key_block), min(passes.block, passes.key_block)
    within, between = longest + passes.degree + 8, rows / shortest + passes.threads + 2
    moments = gamma(within, unit) + gamma(between)
    evaluation = gamma(terms + 2 * passes.degree + 8, unit)
    if unit > U64:
        moments += gamma(2 * passes.degree + 4, unit)
    return Allowance(moments, evaluation, np.abs(polynomial.array), side.weight_sum)

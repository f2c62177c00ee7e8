"""The attention of low degree that measures the spreads of every row: its moments are formed beside those of the keys.

Its monomials are the first of those that both passes form anyway; its polynomial has a few percent of error, which the
spreads allow for.

Dictionary
    CoarsePlan  the columns and the polynomial; None when they would cost more than they give
    Coarse      the same with the moments of the keys, ready to be evaluated
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays.types import Array, Float64
from ..certificate import Rows
from ..core import Core
from ..features.moments import BlockFeatures
from ..features.monomials import count_up_to, monomial_table
from ..features.polynomial import ExpFloat, exp_polynomial
from ..features.ranges import deltas
from ..features.spreads import Measured, Spreads
from ..planning.cutting import Cut
from ..planning.strategy import Strategy
from .allowance import Allowance, allowance

ERROR, MOST_ERROR = 0.03, 0.25  # relative error of exp that is aimed at, and that is still of use


@dataclass(frozen=True)
class CoarsePlan:
    """What is measured, against monomials up to the polynomial's degree."""

    measured: Measured
    polynomial: ExpFloat
    width: int

    @property
    def monomials(self) -> int:
        """How many there are."""
        return count_up_to(self.width, self.polynomial.degree)

    def moments(self, features: BlockFeatures, values: Float64, right: Float64, weights: Float64) -> Float64:
        """Of a block of keys whose features are loaded; values and right are shifted, weights are theirs."""
        columns = self.measured.form(values, right)
        columns *= weights
        return np.asarray(features.features[: self.monomials] @ columns.astype(features.dtype, copy=False).T)

    def zeros(self) -> Float64:
        """No moment yet."""
        return np.zeros((self.monomials, self.measured.columns))


def coarse_plan(core: Core, strategy: Strategy, cuts: Sequence[Cut]) -> CoarsePlan | None:
    """The lowest degree that is near enough, among those whose monomials are formed anyway."""
    side, bound = strategy.analysis.side, strategy.logit_bound
    measured = Measured.of(core, side.values_half, side.half)
    if not measured.serves(core):
        return None
    most = min(min(cut.query_split.split, cut.evaluate_split.split, cut.key_split.split) for cut in cuts)
    for degree in range(1, most + 1):
        polynomial = exp_polynomial(bound, degree)
        if polynomial.error <= ERROR or (degree == most and polynomial.error <= MOST_ERROR):
            return CoarsePlan(measured, polynomial, cuts[0].width)
    return None


@dataclass(frozen=True)
class Coarse:
    """The plan with coefficients (columns x monomials) and the allowance for roundings."""

    plan: CoarsePlan
    coefficients: Array
    rounding: Allowance

    @staticmethod
    def of(plan: CoarsePlan, moments: Float64, core: Core, strategy: Strategy, cut: Cut) -> Coarse:
        """From the moments of all keys."""
        table, polynomial = monomial_table(plan.width, plan.polynomial.degree), plan.polynomial
        scaled = table.weights * polynomial.array[table.degrees]
        coefficients = np.ascontiguousarray((scaled[:, None] * moments).T, dtype=cut.dtype)
        return Coarse(plan, coefficients, allowance(core, strategy.analysis.side.weight_sum, cut, polynomial))

    def spreads(
        self, core: Core, features: BlockFeatures, product: Float64, tau: Float64, perturbation: float, rows: Rows
    ) -> Spreads:
        """Of a block of queries whose features are loaded; tau bounds their logits, product their terms."""
        plan = self.plan
        sums = (self.coefficients @ features.features[: plan.monomials]).astype(np.float64, copy=False)
        rho = self.rounding.rho(self.rounding.absolute(product), sums[0])
        apart = deltas(plan.polynomial, tau, perturbation)
        return plan.measured.spreads(core, sums / sums[0], rho, apart, rows.e, rows.delta)

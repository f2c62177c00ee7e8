"""The pass over the queries of one group: f~ V, the residual, the moments, and the sums that bound the errors.

Block by block, with the arrays of the header of fast.py: c = f~ V P - Y, e = c P^T, r = e . f~ V, and the moments of
the queries against [e, -r] / alpha.

Dictionary
    QueryResult     what the pass sums
    query_pass      the pass, in blocks on threads
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .arrays import Array, Float64
from .certificate import Known, PairError, RowTerms, middle_spread, row_terms, value_errors
from .columns import as_columns
from .coordinates import Coordinates
from .geometry import KeySide, QuerySide
from .moments import BlockFeatures, empty_sums, graded, spread
from .parallel import Progress, blocks, even_length, in_threads
from .passes import Allowance, Passes
from .problem import Core
from .rounding import OUTWARD, gamma


def with_columns(values: Float64, columns: Float64) -> Float64:
    """The products of every row of values (v x b) with every row of columns (d x b), (v d) x b."""
    return np.asarray((values[:, None, :] * columns[None, :, :]).reshape(-1, values.shape[1]))


@dataclass
class QueryResult:
    """What the pass over the queries sums."""

    moments: Float64
    errors: tuple[PairError, ...]
    value_gradient: Float64
    value_error: Float64
    weights_sum: Float64
    recover_defect: Float64
    total: float = 0.0
    loss: float = 0.0

    def join(self, other: QueryResult) -> None:
        """Add what another thread summed."""
        for mine, its in zip(self.errors, other.errors, strict=True):
            mine.sum += its.sum
            mine.size += its.size
        self.moments = self.moments + other.moments
        self.value_gradient += other.value_gradient
        self.value_error += other.value_error
        self.weights_sum += other.weights_sum
        self.recover_defect = np.maximum(self.recover_defect, other.recover_defect)
        self.total += other.total
        self.loss += other.loss


@dataclass(frozen=True)
class QueryPass:
    """What all blocks share; directions are G_x and, as its last column, minus the mean key's logits."""

    core: Core
    x0: Float64
    side: KeySide
    queries: QuerySide
    coordinates: Coordinates
    passes: Passes
    facts: Known
    rounding: Allowance
    ready: list[Array]
    directions: Float64 = field(init=False)
    offset: Float64 = field(init=False)

    def __post_init__(self) -> None:
        mean = self.core.middle @ self.side.mean
        object.__setattr__(self, "directions", np.concatenate([self.coordinates.G_x, -mean[:, None]], axis=1))
        object.__setattr__(self, "offset", (self.side.values_middle @ self.core.projected)[:, None])

    def empty(self) -> QueryResult:
        """Nothing summed yet; moments are summed beside."""
        core, side = self.core, self.side
        spreads = [middle_spread(side.second, side.mean, pair.second, side.half) for pair in core.pairs]
        errors = tuple(
            PairError(core, pair, sigma, half, side.half)
            for pair, (sigma, half) in zip(core.pairs, spreads, strict=True)
        )
        d1, v, o = core.left.shape[1], core.values.shape[1], core.target.shape[1]
        width = d1 if self.coordinates.recover_left is None else self.passes.width + 1
        return QueryResult(np.empty(0), errors, np.zeros((v, o)), np.zeros((v, o)), np.zeros(width), np.zeros(d1))

    def block(self, features: BlockFeatures, block: slice, sums: QueryResult) -> Float64:
        """One block: adds to the sums, returns the columns that the moments are taken against."""
        core, recover, v = self.core, self.coordinates.recover_left, self.core.values.shape[1]
        full = as_columns(core.left, block)
        seen = self.directions.T @ (full - self.x0[:, None])
        X, kappa = seen[:-1], seen[-1]
        features.load(X)
        N = features.evaluate(self.ready, self.passes.evaluate_split, v + 1).astype(np.float64, copy=False)
        alpha = N[v]
        f_values = N[:v] / alpha
        target, P = as_columns(core.target, block), core.projection
        c = f_values + self.offset if P is None else P.T @ f_values + self.offset
        c -= target
        e = c if P is None else P @ c
        rows = np.empty((v + 1, len(alpha)))
        np.divide(e, alpha, out=rows[:v])
        np.divide(np.einsum("ij,ij->j", e, f_values), -alpha, out=rows[v])
        kappa += self.queries.spread[block]
        kappa += self.queries.residual + 2 * self.queries.rounding
        root = np.exp(np.minimum(kappa, 600.0) / 2) * OUTWARD
        size = np.abs(X)
        absolute = self.rounding.absolute(self.queries.image_half @ size)
        rho = self.rounding.rho(absolute, alpha)
        terms = row_terms(core, self.facts, rho, root, f_values, c, e, target)
        self._bound(full, terms, sums)
        absolute *= self.facts.values_half @ np.abs(rows[:v]) + np.abs(rows[v])
        if recover is not None:
            sums.weights_sum[0] += absolute.sum()
            sums.weights_sum[1:] += size @ absolute
            back = recover.T @ X
            back += self.x0[:, None]
            back -= full
            np.maximum(sums.recover_defect, np.abs(back, out=back).max(axis=1), out=sums.recover_defect)
        else:
            sums.weights_sum += np.abs(full) @ absolute
            rows = with_columns(rows, full)
        sums.loss += float(np.vdot(c, c)) / 2
        if core.value_outputs:
            self._values(f_values, c, target, rho, root, sums)
        return rows

    def _bound(self, full: Float64, terms: RowTerms, sums: QueryResult) -> None:
        size = np.abs(full)
        for one in sums.errors:
            one.add(full, size, terms)
        sums.total += float(terms.total.sum())

    def _values(
        self, f_values: Float64, c: Float64, target: Float64, rho: Float64, root: Float64, sums: QueryResult
    ) -> None:
        """The gradient of the linear projection: (f V)^T c, with its bound."""
        found = value_errors(self.core, self.facts, rho, root, f_values, c, target)
        whole = f_values + self.side.values_middle[:, None]
        sums.value_gradient += whole @ c.T
        sums.value_error += found.values @ np.abs(c).T
        sums.value_error += (np.abs(whole) + found.values) @ found.residual.T
        sums.value_error += gamma(self.core.queries + 8) * (np.abs(whole) @ np.abs(c).T)


def query_pass(
    core: Core,
    x0: Float64,
    side: KeySide,
    queries: QuerySide,
    coordinates: Coordinates,
    passes: Passes,
    facts: Known,
    rounding: Allowance,
    coefficients: Float64,
    progress: Progress | None,
) -> QueryResult:
    """The pass over all queries of the core, whose keys' moments times the polynomial's are the coefficients."""
    number = (core.values.shape[1] + 1) * (1 if coordinates.recover_left is not None else core.left.shape[1])
    longest = min(core.queries, even_length(core.queries, passes.block, passes.threads))
    ready = spread(coefficients, passes.evaluate_split, passes.dtype)
    shared = QueryPass(core, x0, side, queries, coordinates, passes, facts, rounding, ready)

    def work(part: int) -> QueryResult:
        features = BlockFeatures(passes.width, passes.query_split.split, longest, passes.dtype)
        moments, found = empty_sums(passes.query_split, number), shared.empty()
        for block in blocks(core.queries, passes.block, part, passes.threads):
            rows = shared.block(features, block, found)
            features.add_moments(rows.astype(passes.dtype, copy=False), passes.query_split, moments)
            if progress is not None:
                progress((block.stop - block.start) / core.queries / 2)
        found.moments = graded(moments, passes.query_split, number)
        return found

    parts = in_threads(work, passes.threads)
    for other in parts[1:]:
        parts[0].join(other)
    return parts[0]

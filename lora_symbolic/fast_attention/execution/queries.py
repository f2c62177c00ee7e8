"""The pass over the queries of one group: f~ V, the residual, the moments, and the sums that bound the errors.

Block by block, with the arrays of the header of fast.py: c = f~ V P - Y, e = c P^T, r = e . f~ V, and the moments of
the queries against [e, -r] / alpha. Under a causal mask a block also has keys near it, whose part is computed exactly.

Dictionary
    QueryResult     what the pass sums
    QueryPass       what all blocks of a group share
    query_pass      the pass, in blocks on threads
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..arrays.columns import as_columns
from ..arrays.parallel import Progress, blocks, even_length, in_threads
from ..arrays.rounding import OUTWARD
from ..arrays.types import Array, Float64
from ..certificate import Certificates, Known, Rows, measured_errors
from ..core import Core
from ..features.geometry import QuerySide
from ..features.moments import BlockFeatures, empty_sums, graded
from ..features.polynomial import ExpFloat
from ..features.ranges import deltas
from ..planning.cutting import Cut
from ..planning.strategy import Strategy
from .allowance import Allowance
from .coarse import Coarse
from .near import Near, Weighed


def with_columns(values: Float64, columns: Float64) -> Float64:
    """The products of every row of values (v x b) with every row of columns (d x b), (v d) x b."""
    return np.asarray((values[:, None, :] * columns[None, :, :]).reshape(-1, values.shape[1]))


def with_one(X: Float64) -> Float64:
    """1 and the variables, (w + 1) x b."""
    return np.concatenate([np.ones((1, X.shape[1])), X])


@dataclass
class QueryResult:
    """What the pass over the queries sums.

    moments are K x (v + 1) of degree up to g + 1, or K x ((v + 1) d1) of degree g with left's columns beside;
    weights_sum is w + 1, or d1 then; recover_defect (d1) bounds how far left is from what is recovered from X.
    near is what near keys add to the contraction, with near_size times the half ranges the bound on its roundings.
    """

    moments: Float64
    certificates: Certificates
    weights_sum: Float64
    recover_defect: Float64
    loss: float = 0.0
    near: Float64 | float = 0.0
    near_size: Float64 | float = 0.0

    def join(self, other: QueryResult) -> None:
        """Add what another thread summed."""
        self.moments = self.moments + other.moments
        self.certificates.join(other.certificates)
        self.weights_sum += other.weights_sum
        self.recover_defect = np.maximum(self.recover_defect, other.recover_defect)
        self.loss += other.loss
        self.near, self.near_size = self.near + other.near, self.near_size + other.near_size


@dataclass(frozen=True)
class QueryPass:
    """What all blocks of a group share; core and queries are those of the group.

    coefficients are the keys' moments times the polynomial's coefficients, in the shapes that evaluate reads;
    directions are G_x and, as its last column, minus the mean key's logits: d1 x (w + 1); offset is o x 1. delta is
    that of all rows; polynomial, where it is given, says more of each, and coarse measures their spreads. near are the
    keys of the only block under a causal mask.
    """

    core: Core
    strategy: Strategy
    queries: QuerySide
    cut: Cut
    facts: Known
    rounding: Allowance
    coefficients: list[Array]
    delta: float
    polynomial: ExpFloat | None = None
    coarse: Coarse | None = None
    near: Near | None = None
    directions: Float64 = field(init=False)
    offset: Float64 = field(init=False)

    def __post_init__(self) -> None:
        mean = self.core.middle @ self.strategy.analysis.side.mean
        G_x = self.strategy.coordinates.G_x
        object.__setattr__(self, "directions", np.concatenate([G_x, -mean[:, None]], axis=1))
        object.__setattr__(self, "offset", (self.facts.values_middle @ self.core.projected)[:, None])

    def empty(self) -> QueryResult:
        """Nothing summed yet; moments are summed beside."""
        core, side = self.core, self.strategy.analysis.side if self.near is None else self.near
        width = core.left_width if self.strategy.work.left_wide else self.cut.width + 1
        certificates = measured_errors(core, side.second, side.mean, side.half)
        return QueryResult(np.empty(0), certificates, np.zeros(width), np.zeros(core.left_width))

    def block(self, features: BlockFeatures, block: slice, sums: QueryResult) -> Float64:
        """One block: adds to the sums, returns the columns that the moments are taken against."""
        core, v = self.core, self.core.values_width
        left = as_columns(core.left, block)
        seen = self.directions.T @ (left - self.strategy.analysis.x0[:, None])
        X = seen[:-1]
        features.load(X)
        N = features.evaluate(self.coefficients, self.cut.evaluate_split, v + 1).astype(np.float64, copy=False)
        size = np.abs(X)
        product = self.queries.image_half @ size
        near, weighed, rounding = self.near, None, None
        if near is not None:
            weighed = near.at(X, product)
            N += weighed.numerators
            rounding = weighed.rounding
            seen[-1] = near.kappa(core.middle.T @ (left - self.strategy.analysis.x0[:, None]))
        absolute = self.rounding.absolute(product)
        rho, root = self.rounding.rho(absolute, N[v], rounding), self._root(seen[-1], block)
        rows = self._rows(N[:v] / N[v], as_columns(core.target, block), rho, root, block)
        if self.coarse is not None:
            tau, off = self._reach(block), self.queries.perturbation
            rows = replace(rows, spreads=self.coarse.spreads(core, features, product, tau, off, rows))
        sums.certificates.add(core, self.facts, left, rows)
        sums.loss += float(np.vdot(rows.c, rows.c)) / 2
        weighted = np.empty(N.shape)
        np.divide(rows.e, N[v], out=weighted[:v])
        np.divide(np.einsum("ij,ij->j", rows.e, rows.f_values), -N[v], out=weighted[v])
        coarse = self.facts.values_half @ np.abs(weighted[:v]) + np.abs(weighted[v])
        if weighed is not None:
            self._add_near(weighed, left if self.strategy.work.left_wide else with_one(X), weighted, coarse, sums)
        absolute *= coarse
        self._add_sizes(left, X, size, absolute, sums)
        return with_columns(weighted, left) if self.strategy.work.left_wide else weighted

    def _root(self, kappa: Float64, block: slice) -> Float64:
        """sqrt(kappa) of the certificate, from minus the mean key's logits."""
        kappa += self.queries.spread[block]
        kappa += self.queries.residual + 2 * self.queries.rounding
        return np.asarray(np.exp(np.minimum(kappa, 600.0) / 2) * OUTWARD)

    def _reach(self, block: slice) -> Float64:
        """Bounds on the logits of the block's queries."""
        return self.queries.spread[block] * OUTWARD + self.queries.rounding

    def _rows(self, f_values: Float64, target: Float64, rho: Float64, root: Float64, block: slice) -> Rows:
        """The residuals of a block."""
        P = self.core.projection
        c = f_values + self.offset if P is None else P.T @ f_values + self.offset
        c -= target
        e, delta = c if P is None else P @ c, np.full(len(rho), self.delta)
        if self.polynomial is not None:
            delta = np.minimum(delta, deltas(self.polynomial, self._reach(block), self.queries.perturbation))
        return Rows(f_values=f_values, c=c, e=e, target=target, rho=rho, root=root, delta=delta)

    def _add_near(self, weighed: Weighed, left: Float64, weighted: Float64, coarse: Float64, sums: QueryResult) -> None:
        """What near keys add to the contraction, whose rows are these of left, and the bound on its roundings."""
        sums.near = left @ weighed.products(weighted)
        sums.near_size = np.abs(left) @ weighed.size(coarse)

    def _add_sizes(self, left: Float64, X: Float64, size: Float64, absolute: Float64, sums: QueryResult) -> None:
        """What bounds the roundings of the contraction, and how far left is from what is recovered."""
        recover = self.strategy.coordinates.recover_left
        if recover is None:
            sums.weights_sum += np.abs(left) @ absolute
            return
        sums.weights_sum[0] += absolute.sum()
        sums.weights_sum[1:] += size @ absolute
        back = recover.T @ X
        back += self.strategy.analysis.x0[:, None]
        back -= left
        np.maximum(sums.recover_defect, np.abs(back, out=back).max(axis=1), out=sums.recover_defect)


def query_pass(shared: QueryPass, progress: Progress | None) -> QueryResult:
    """The pass over all queries of a group."""
    cut, queries = shared.cut, shared.core.queries
    longest = min(queries, even_length(queries, cut.query_block, cut.threads))

    def work(part: int) -> QueryResult:
        features = BlockFeatures(cut.width, cut.query_split.split, longest, cut.dtype)
        moments, found = empty_sums(cut.query_split, cut.query_columns), shared.empty()
        for block in blocks(queries, cut.query_block, part, cut.threads):
            rows = shared.block(features, block, found)
            features.add_moments(rows.astype(cut.dtype, copy=False), cut.query_split, moments)
            if progress is not None:
                progress((block.stop - block.start) / queries / 2)
        found.moments = graded(moments, cut.query_split, cut.query_columns)
        return found

    total, *others = in_threads(work, cut.threads)
    for other in others:
        total.join(other)
    return total

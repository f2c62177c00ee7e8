"""The almost linear gradient under a causal mask: moments of the keys before a chunk, keys of the chunk itself exactly.

Chunk by chunk of tokens, with M the moments of all keys before it and the arrays of the header of fast.py

    queries   [num, alpha] = phi(X) (coefficients . M) + sum of exp(t) w V~ over the chunk's keys up to the query's
    end       the contraction of the chunk's K with M, and left^T p right over pairs within the chunk
    keys      the chunk joins M

so f~ = f (1 + b) as without a mask, b = 0 for what is near. Time is linear in the tokens: a chunk costs its passes, one
contraction, and its length squared. Threads share the chunks, each a stretch of its own: what stands before a stretch
is summed first, in a pass over the keys that all but the last stretch are gone through twice for.

Dictionary
    causal_core     outputs with their bounds
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..arrays.parallel import Progress, in_threads
from ..arrays.rounding import OUTWARD, gamma
from ..arrays.types import Float64, Integers
from ..certificate import delta_of, known
from ..core import Core
from ..errors import FastAttentionError
from ..features.moments import BlockFeatures, empty_sums, graded
from ..planning.cutting import Cut
from ..planning.strategy import Strategy
from ..result import Result, added
from .allowance import Allowance, allowance
from .fast import add_keys, coefficients, computed_exactly, contract, group_result, roundings
from .near import Near, Prefix
from .queries import QueryPass, QueryResult


def causal_core(core: Core, strategy: Strategy, cut: Cut, progress: Progress | None = None) -> Result:
    """Outputs and the bounds of their errors by name, delta, and the loss; the cut's blocks are the chunks.

    Raises FastAttentionError when queries do not come in the order of the keys they attend to.
    """
    (group,) = strategy.grouping.groups
    rows = np.arange(core.queries) if group.rows is None else group.rows
    if core.seen is None or (np.diff(core.seen[rows]) < 0).any():
        raise FastAttentionError("queries under a mask; expected each to attend to all keys that those before it do")
    shared = _Shared(
        core=core.at(rows),
        strategy=strategy,
        cut=cut,
        rows=rows,
        seen=core.seen[rows],
        delta=delta_of(group.polynomial.error, strategy.queries.perturbation),
        scaled=cut.table.weights * group.polynomial.array[cut.table.degrees],
        rounding=allowance(core, strategy.analysis.side.weight_sum, cut, group.polynomial),
    )
    return added([shared.result(progress), *computed_exactly(core, strategy, progress)])


@dataclass
class _Before:
    """What stands before a stretch of keys: their moments, and their prefix sums."""

    sums: list[Float64]
    prefix: Prefix

    def joined(self, other: _Before) -> _Before:
        """With the stretch that follows."""
        prefix = Prefix(other.prefix.core, other.prefix.side)
        prefix.total = self.prefix.total + other.prefix.total
        return _Before([mine + its for mine, its in zip(self.sums, other.sums, strict=True)], prefix)


@dataclass
class _Sums:
    """What the chunks add up to: D and absolute values of its parts, what the queries' passes sum."""

    D: Float64
    size: Float64
    values_size: Float64
    found: QueryResult

    def join(self, other: _Sums) -> None:
        """Add a chunk."""
        self.D, self.size = self.D + other.D, self.size + other.size
        self.values_size = self.values_size + other.values_size
        self.found.join(other.found)


@dataclass(frozen=True)
class _Shared:
    """What all chunks share; core holds the queries that meet the polynomial, rows are their places.

    scaled are the weights of the monomials times the coefficients of their degrees.
    """

    core: Core
    strategy: Strategy
    cut: Cut
    rows: Integers
    seen: Integers
    delta: float
    scaled: Float64
    rounding: Allowance

    def result(self, progress: Progress | None) -> Result:
        """All chunks, in as many stretches as there are threads."""
        chunks = -(-self.core.keys // self.cut.key_block)
        threads = min(self.cut.threads, chunks)
        ends = [min(self.core.keys, part * chunks // threads * self.cut.key_block) for part in range(threads + 1)]
        stretches = [slice(start, stop) for start, stop in pairwise(ends)]
        parts = in_threads(lambda part: self._before(stretches[part]), threads) if threads > 1 else []
        before = [self._before(slice(0, 0))]
        for part in parts[:-1]:
            before.append(before[-1].joined(part))
        found = in_threads(lambda part: self._stretch(stretches[part], before[part], progress), threads)
        met = [one for one in found if one is not None]
        if not met:
            raise FastAttentionError("no query has a polynomial; expected one at least")
        for other in met[1:]:
            met[0].join(other)
        return self._bounded(met[0])

    def _before(self, stretch: slice) -> _Before:
        """The moments of the keys of a stretch, and their prefix sums."""
        core, cut, strategy = self.core, self.cut, self.strategy
        keys = BlockFeatures(cut.width, cut.key_split.split, cut.key_block, cut.dtype)
        found = _Before(empty_sums(cut.key_split, cut.key_columns), Prefix(core, strategy.analysis.side))
        for start in range(stretch.start, stretch.stop, cut.key_block):
            chunk = slice(start, min(start + cut.key_block, stretch.stop))
            add_keys(core, strategy, cut, chunk, keys, found.sums)
            found.prefix.add(chunk)
        return found

    def _stretch(self, stretch: slice, before: _Before, progress: Progress | None) -> _Sums | None:
        """The chunks of a stretch in turn."""
        core, cut, strategy, total = self.core, self.cut, self.strategy, None
        keys = BlockFeatures(cut.width, cut.key_split.split, cut.key_block, cut.dtype)
        queries = BlockFeatures(cut.width, cut.query_split.split, cut.query_block, cut.dtype)
        sums, prefix = [each.copy() for each in before.sums], before.prefix
        for start in range(stretch.start, stretch.stop, cut.key_block):
            chunk = slice(start, min(start + cut.key_block, stretch.stop))
            here = np.arange(*np.searchsorted(self.seen, [chunk.start, chunk.stop], side="right"))
            near = prefix.near(chunk, self.seen[here], strategy.coordinates)
            if len(here):
                M = graded(sums, cut.key_split, cut.key_columns)[: cut.key_monomials]
                found = self._chunk(here, near, M, queries)
                if total is None:
                    total = found
                else:
                    total.join(found)
            add_keys(core, strategy, cut, chunk, keys, sums)
            if progress is not None:
                progress((chunk.stop - chunk.start) / core.keys)
        return total

    def _chunk(self, here: Integers, near: Near, M: Float64, features: BlockFeatures) -> _Sums:
        """The queries of one chunk, M of the keys before it."""
        core, strategy, cut, side = self.core.at(here), self.strategy, self.cut, self.strategy.analysis.side
        shared = QueryPass(
            core=core,
            strategy=strategy,
            queries=strategy.queries.at(self.rows[here]),
            cut=cut,
            facts=known(core, near.values_spread, side.values_half, side.values_middle),
            rounding=replace(self.rounding, weight_sum=near.weight_sum),
            coefficients=coefficients(M, self.scaled, strategy, cut),
            delta=self.delta,
            near=near,
        )
        found, moments = shared.empty(), empty_sums(cut.query_split, cut.query_columns)
        columns = shared.block(features, slice(0, len(here)), found)
        features.add_moments(columns.astype(cut.dtype, copy=False), cut.query_split, moments)
        D = contract(graded(moments, cut.query_split, cut.query_columns), M, self.scaled, strategy, cut)
        # The contraction's roundings are allowed for all weights, and here are those up to the chunk's end.
        found.weights_sum *= near.weight_sum / side.weight_sum
        return _Sums(
            D=D + found.near,
            size=np.abs(D) + np.abs(found.near),
            values_size=np.abs(found.certificates.values.gradient),
            found=found,
        )

    def _bounded(self, total: _Sums) -> Result:
        """The outputs of all chunks, with the roundings of sums over chunks."""
        core, strategy, found = self.core, self.strategy, total.found
        over_chunks = gamma(2 * -(-core.keys // self.cut.key_block) + 4)
        found.certificates.values.error += over_chunks * total.values_size
        rounding = roundings(strategy, found, self.rounding, len(self.scaled) + core.values_width + 17)
        rounding += over_chunks * total.size
        rounding += np.outer(found.near_size, strategy.analysis.side.half) * OUTWARD
        return group_result(core, strategy, found, total.D, rounding, self.delta)

"""Chunks of rows summed by threads: what both exact ways have in common.

Dictionary
    Before          what is known before the first chunk
    before          the same for a core and the units of its arithmetic
    residuals       the residuals of a chunk
    Sums            what one thread sums over its chunks; how a chunk is computed is each way's own
    over_chunks     the outputs with their bounds, from the sums of all threads
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..arrays.columns import middle_and_half
from ..arrays.parallel import Progress, blocks, in_threads
from ..arrays.rounding import gamma
from ..arrays.types import Float64
from ..certificate import Known, Rows, known
from ..core import Core
from ..result import Result
from .exact_errors import Moments, RowErrors, Units, spreads
from .outputs import result_of

MOST_WIDTH = 48  # of keys and values together: beyond it, half ranges stand for root mean squares


@dataclass(frozen=True)
class Before:
    """What is known before the first chunk: right - z0, values - v0, and beside them 1 and their squares, M x ...."""

    core: Core
    right: Float64
    values: Float64
    columns: Float64
    half: Float64
    facts: Known
    units: Units

    @property
    def squares(self) -> bool:
        """Whether the squares of values and keys stand among the columns."""
        return bool(self.columns.shape[1] > 1 + self.values.shape[1] + self.right.shape[1])

    def moments(self, sums: Float64) -> Moments:
        """From sums over keys of the columns divided by the first: b x ...."""
        v, d2 = self.core.values_width, self.core.right_width
        means = sums[:, 1 : 1 + v], sums[:, 1 + v : 1 + v + d2]
        seconds = sums[:, 1 + v + d2 : 1 + 2 * v + d2], sums[:, 1 + 2 * v + d2 :]
        if not self.squares:
            rows = (len(sums), 1)
            seconds = np.tile(self.facts.values_half**2, rows), np.tile(self.half**2, rows)
        off = self.units.mean + gamma(4, self.units.pair)
        values, keys = (spreads(mean, second, off) for mean, second in zip(means, seconds, strict=True))
        return Moments(values, keys)


def before(core: Core, units: Units) -> Before:
    """The shifts, and the columns whose means every row needs."""
    z0, half = middle_and_half(core.right_range)
    v0, values_half = middle_and_half(core.values_range)
    wide = core.middle.dtype
    right = np.asarray(core.right, dtype=wide) - z0
    values = np.asarray(core.values, dtype=wide) - v0
    columns = [np.ones((core.keys, 1), dtype=wide), values, right]
    if core.right_width + core.values_width <= MOST_WIDTH:
        columns += [values**2, right**2]
    facts = known(core, np.diag(values_half**2), values_half, v0)
    arrays = np.concatenate(columns, axis=1)
    return Before(core, right, values, arrays, half, facts, units)


def residuals(known_before: Before, f_values: Float64, target: Float64) -> Rows:
    """The residuals of a block, as columns."""
    core, middle = known_before.core, known_before.facts.values_middle
    P, ones = core.projection, np.ones(len(target))
    c = f_values + middle - target if P is None else f_values @ P + middle @ P - target
    e = c if P is None else c @ P.T
    return Rows(f_values.T, c.T, e.T, target.T, rho=ones * known_before.units.mean, root=ones, delta=0.0 * ones)


class Sums(ABC):
    """D = left^T p right (d1 x d2), the loss, and the errors of all outputs."""

    def __init__(self, known_before: Before, kind: np.dtype[np.floating]) -> None:
        core = known_before.core
        self.before = known_before
        self.D = np.zeros((core.left_width, core.right_width), dtype=kind)
        self.errors = RowErrors(core, known_before.facts, known_before.half, known_before.units)
        self.loss = 0.0

    @abstractmethod
    def add(self, block: slice) -> None:
        """One chunk of queries: softmax, residual, p right."""

    def _note(self, left: Float64, moments: Moments, rows: Rows, products: Float64) -> None:
        self.D += left.T @ products
        self.loss += float((rows.c * rows.c).sum()) / 2
        self.errors.add(left, moments, rows, products)

    def join(self, other: Sums) -> None:
        """Add what another thread summed."""
        self.D += other.D
        self.errors.join(other.errors)
        self.loss += other.loss


def over_chunks(
    core: Core, start: Callable[[], Sums], rows: int, threads: int, progress: Progress | None = None
) -> Result:
    """The outputs, with bounds on their errors; `start` gives a thread its sums, `rows` is the length of a chunk."""

    def work(part: int) -> Sums:
        sums = start()
        for block in blocks(core.queries, rows, part, threads):
            sums.add(block)
            if progress is not None:
                progress((block.stop - block.start) / core.queries)
        return sums

    total, *others = in_threads(work, threads)
    for other in others:
        total.join(other)
    errors = total.errors
    bounds, delta = errors.bounds(total.D, rows), 2 * errors.eta * (1 + errors.eta)
    return result_of(core, total.D, bounds, errors.values, delta=delta, loss=total.loss)

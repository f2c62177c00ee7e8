"""What cheap passes over the data find before a polynomial is chosen.

Dictionary
    Analysis            shifts, weights, bounds; queries seen in some coordinates are remembered
    View                coordinates, and the bounds on the logits of the queries in them
    closer              bounds for a few queries from all their logits
    error_per_delta     about how large an output's error is, for each unit of relative error of f
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..arrays.parallel import blocks, in_threads, threads_for
from ..arrays.rounding import OUTWARD
from ..arrays.types import Float64, Integers
from ..certificate import Rows, known, measured_errors, value_errors
from ..core import Core
from ..errors import OutOfReach
from ..features.coordinates import Coordinates, few_coordinates, full_coordinates, singular_logits
from ..features.geometry import KeySide, QuerySide, RowBounds, key_side, left_statistics, query_side, row_bounds
from ..features.spreads import Measured

MOST_REACH = 300.0
SAMPLE = 512
LOOK_ROWS, LOOK_KEYS = 128, 2048  # queries and keys of a block whose logits are looked at
ALL = 0  # the width that stands for all directions


@dataclass(frozen=True)
class View:
    """Coordinates, and the bounds on the logits of the queries in them."""

    coordinates: Coordinates
    queries: QuerySide


@dataclass(frozen=True)
class Analysis:
    """What is known of a core before a polynomial is chosen: x0 is d1, left_second d1 x d1."""

    core: Core
    threads: int
    x0: Float64
    left_second: Float64
    side: KeySide
    bounds: RowBounds
    _views: dict[int, View] = field(default_factory=dict, repr=False)

    @cached_property
    def full(self) -> Coordinates:
        """The coordinates of all directions."""
        return full_coordinates(self.core)

    @cached_property
    def singular(self) -> Float64:
        """The root mean square of the logits of each direction, the largest first."""
        return singular_logits(self.core, self.side.second, self.left_second)[1]

    def view(self, width: int) -> View:
        """In the directions with the largest logits, or in all of them for width ALL."""
        if width not in self._views:
            if width == ALL:
                coordinates = self.full
            else:
                coordinates = few_coordinates(self.core, self.side.second, self.left_second, width)
            queries = query_side(self.core, self.x0, self.side, self.bounds, coordinates, self.threads)
            self._views[width] = View(coordinates, queries)
        return self._views[width]


def analyse(core: Core, threads: int) -> Analysis:
    """Shifts, weights, second moments, and bounds on the logits of any row.

    Raises OutOfReach when the weights exp(b) would not fit a float.
    """
    x0, second = left_statistics(core)
    side = key_side(core, x0, threads)
    reach = float(side.half @ np.abs(core.middle.T @ x0))
    if not reach <= MOST_REACH:
        raise OutOfReach(f"the keys' own logits spread over +-{reach:.3g}; the fast way takes at most {MOST_REACH:.0f}")
    return Analysis(core, threads, x0, second, side, row_bounds(core, side, threads))


def closer(analysis: Analysis, view: View, needs: Float64, rows: Integers) -> Float64:
    """Bounds on the logits of every query, for these rows from all their logits, which a box or a ball bounds badly."""
    core, coordinates, rounding = analysis.core, view.coordinates, view.queries.rounding
    kept = core.middle if coordinates.residual is None else coordinates.G_x @ coordinates.G_z.T
    left = (core.left[rows] - analysis.x0) @ kept
    threads = threads_for(len(rows), LOOK_ROWS, analysis.threads)
    largest = np.zeros(len(rows))

    def work(part: int) -> None:
        for start in range(0, core.keys, LOOK_KEYS):
            keys = (core.right[start : start + LOOK_KEYS] - analysis.side.z0).T
            for block in blocks(len(rows), LOOK_ROWS, part, threads):
                scores = left[block] @ keys
                most = np.maximum(scores.max(axis=1), -scores.min(axis=1))
                np.maximum(largest[block], most, out=largest[block])

    in_threads(work, threads)
    found = needs.copy()
    # The products' own rounding is within the allowance for the logits, once more.
    found[rows] = np.minimum(needs[rows], (largest * OUTWARD + rounding) * OUTWARD + rounding)
    return found


def errors_per_delta(analysis: Analysis, queries: QuerySide) -> dict[str, float]:
    """About the largest certified error of each output, divided by delta: from a sample of rows and keys.

    An estimate for plans; no certificate uses it.
    """
    core, side, delta = analysis.core, analysis.side, 1e-9
    facts = known(core, side.values_spread, side.values_half, side.values_middle)
    left, rows = _sampled(analysis, queries, delta)
    found = value_errors(core, facts, rows)
    certificates = measured_errors(core, side.second, side.mean, side.half)
    certificates.add(core, facts, left, rows)
    largest = {one.pair.name: float(one.sum.max()) for one in certificates.pairs}
    whole = np.abs(rows.f_values + side.values_middle[:, None])
    value = found.values @ np.abs(rows.c).T + whole @ found.residual.T
    for output in core.value_outputs:
        wide = value if output.first is None else np.abs(output.first).T @ value
        wide = wide if output.second is None else wide @ np.abs(output.second)
        largest[output.name] = float(wide.max())
    return {name: one / delta * core.queries / int(left.shape[1]) for name, one in largest.items()}


def _sampled(analysis: Analysis, queries: QuerySide, delta: float) -> tuple[Float64, Rows]:
    """left of a sample of queries as columns, and about what their block would hold, nothing rounded.

    Spreads are those over a sample of the keys, where the fast way measures them.
    """
    core, side = analysis.core, analysis.side
    rows = np.arange(0, core.queries, max(1, core.queries // SAMPLE))
    left = core.left[rows].T.astype(np.float64)
    target = core.target[rows].T.astype(np.float64)
    shifted = left - analysis.x0[:, None]
    kappa = queries.spread[rows] - (side.mean @ core.middle.T) @ shifted
    mean = core.values[:: max(1, core.keys // SAMPLE)].mean(axis=0, dtype=np.float64) - side.values_middle
    f_values = np.repeat(mean[:, None], len(rows), axis=1)
    c = core.projected.T @ (f_values + side.values_middle[:, None]) - target
    found = Rows(
        f_values=f_values,
        c=c,
        e=core.projected @ c,
        target=target,
        rho=np.zeros(len(rows)),
        root=np.exp(np.minimum(kappa, 600.0) / 2),
        delta=np.full(len(rows), delta),
    )
    measured = Measured.of(core, side.values_half, side.half)
    if not measured.serves(core):
        return left, found
    keys = np.arange(0, core.keys, max(1, core.keys // SAMPLE))
    right, values = (each[keys].T.astype(np.float64) for each in (core.right, core.values))
    right -= side.z0[:, None]
    values -= side.values_middle[:, None]
    f = np.exp(np.clip(right.T @ (core.middle.T @ shifted), -300, 300)) * side.weights[keys][:, None]
    means = measured.form(values, right) @ (f / f.sum(axis=0))
    return left, replace(found, spreads=measured.spreads(core, means, found.rho, found.rho, found.e, found.delta))

"""Chooses coordinates, polynomial and degree from the data's own bounds, or the exact way, and says why.

Dictionary
    Analysis    what three cheap passes find: shifts, weights, bounds; queries seen in some coordinates are kept
    Plan        what was chosen, with the predicted times
    Ready       a plan of the fast way together with what its passes need
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .arrays import Float64, Integers
from .certificate import PairError, error_for, known, middle_spread, row_terms, value_errors
from .coordinates import Coordinates, few_coordinates, full_coordinates, singular_logits
from .cost import Work, fast_load, fast_seconds, look_seconds, prices
from .errors import OutOfReach
from .geometry import KeySide, QuerySide, RowBounds, key_side, left_statistics, query_side, row_bounds
from .groups import Grouping, estimated_reach, outermost, share_out
from .machine import Machine
from .monomials import count_up_to
from .parallel import blocks, in_threads, threads_for
from .polynomial import MOST_DEGREE, estimated_error, on_grid
from .problem import Core
from .rounding import OUTWARD

MOST_ENTRIES = 2**25
MOST_REACH = 300.0
SAMPLE = 2048
LOOK_ROWS, LOOK_KEYS = 128, 2048  # queries and keys of a block whose logits are looked at


@dataclass(frozen=True)
class Plan:
    """What was chosen and why.

    rank and degree belong to the fast way, used or not; None when it was never possible. delta is the certified
    relative error of f of the way that was used. crossover is the predicted number of tokens from which the fast way
    wins with these widths and these degrees. degree is the highest one; parts are all degrees with the shares of the
    queries that meet them, 0 for the queries computed exactly.
    """

    method: str
    reason: str
    width: int | None
    degree: int | None
    rank: int | None
    merged_rank: int | None
    logit_bound: float | None
    residual_logits: float | None
    delta: float
    fast_seconds: float | None
    exact_seconds: float
    crossover: int | None
    threads: int
    parts: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Analysis:
    """What is known before a polynomial is chosen."""

    x0: Float64
    left_second: Float64
    side: KeySide
    bounds: RowBounds
    seen: dict[int, QuerySide] = field(default_factory=dict)


@dataclass(frozen=True)
class Ready:
    """A way that was chosen: what the two passes need, and how long they are predicted to take."""

    analysis: Analysis
    coordinates: Coordinates
    queries: QuerySide
    grouping: Grouping
    seconds: float
    work: Work
    threads: int

    @property
    def degree(self) -> int:
        """The highest degree."""
        return self.work.degree


def analyse(core: Core, threads: int) -> Analysis:
    """Shifts, weights, second moments, and bounds on the logits of any row.

    Raises OutOfReach when the weights exp(b) would not fit a float.
    """
    x0, second = left_statistics(core)
    side = key_side(core, x0, threads)
    reach = float(side.half @ np.abs(core.middle.T @ x0))
    if not reach <= MOST_REACH:
        raise OutOfReach(f"the keys' own logits spread over +-{reach:.3g}; the fast way takes at most {MOST_REACH:.0f}")
    return Analysis(x0, second, side, row_bounds(core, side, threads))


def work_of(core: Core, coordinates: Coordinates, degree: int) -> Work:
    """The sizes that the fast way's time depends on."""
    return Work(
        core.queries,
        core.keys,
        core.left.shape[1],
        core.right.shape[1],
        core.values.shape[1],
        coordinates.width,
        degree,
        coordinates.recover_left is None,
        not coordinates.keeps_right,
        len(core.pairs),
    )


def _estimated_degree(bound: float, error: float) -> int | None:
    if not error > 0:
        return None
    grid = on_grid(bound)
    return next((n for n in range(1, MOST_DEGREE + 1) if estimated_error(grid, n) <= error), None)


def _fits(work: Work) -> bool:
    columns = (work.values + 1) * max(work.left if work.left_wide else 1, work.right + 1 if work.right_wide else 1)
    return count_up_to(work.width, work.degree + 1) * (columns + work.width) <= MOST_ENTRIES


def candidates(core: Core, analysis: Analysis, delta: float, threads: int, machine: Machine) -> list[tuple[float, int]]:
    """Predicted seconds and width of the ways that look possible, best first; width 0 stands for all directions.

    An estimate only: a direction's logits are taken as at most 5 times their root mean square.
    """
    whole = full_coordinates(core)
    singular = singular_logits(core, analysis.side.second, analysis.left_second)[1]
    found = []
    for width in range(1, len(singular) + 1):
        tail = 5 * float(np.sqrt((singular[width:] ** 2).sum()))
        bound = 3 * float(np.sqrt((singular[:width] ** 2).sum()))
        full = width == len(singular) and core.left.shape[1] >= core.right.shape[1]
        degree = _estimated_degree(max(bound, 1e-6), error_for(delta, 0.0 if full else 2 * tail))
        if degree is None:
            continue
        if full:
            work = work_of(core, whole, degree)
        else:
            work = replace(work_of(core, whole, degree), width=width, left_wide=True, right_wide=True)
        if _fits(work):
            found.append((fast_seconds(work, threads, machine), 0 if full else width))
    return sorted(found)


def choose(core: Core, analysis: Analysis, delta: float, threads: int, machine: Machine) -> Ready:
    """The best way found to a relative error delta of f.

    Raises OutOfReach, with the reason, when there is none.
    """
    tried = candidates(core, analysis, delta, threads, machine)
    if not tried:
        raise OutOfReach(f"no width and degree <= {MOST_DEGREE} within memory reach a relative error {delta:.3g} of f")
    problem = OutOfReach("no way was found")
    for _, width in tried[:3]:
        try:
            return _settle(core, analysis, width, delta, threads, machine)
        except OutOfReach as refused:
            problem = refused
    raise problem


def _settle(core: Core, analysis: Analysis, width: int, delta: float, threads: int, machine: Machine) -> Ready:
    """The polynomial and degree for these coordinates; raises OutOfReach when delta is not reached."""
    if width == 0:
        coordinates = full_coordinates(core)
    else:
        coordinates = few_coordinates(core, analysis.side.second, analysis.left_second, width)
    if width not in analysis.seen:
        found = query_side(core, analysis.x0, analysis.side, analysis.bounds, coordinates, threads)
        analysis.seen[width] = found
    queries: QuerySide = analysis.seen[width]
    perturbation = 2 * (queries.residual + queries.rounding)
    error = error_for(delta, perturbation)
    if not error > 0:
        reached = f"logits left out or rounded, up to {perturbation / 2:.2g}"
        raise OutOfReach(f"{reached}, leave no room for a relative error {delta:.3g} of f")
    work = work_of(core, coordinates, 1)
    table = prices(work, _most_degree(work, queries.bound, error), threads, machine)
    needs = queries.spread * OUTWARD + queries.rounding
    rows = outermost(needs, error, table, look_seconds(core.keys, core.right.shape[1], threads, machine))
    if len(rows):
        needs = closer(core, analysis, coordinates, queries, needs, rows, threads)
    grouping = share_out(needs, error, table)
    queries = replace(queries, spread=np.minimum(queries.spread, needs), bound=float(needs.max()))
    parts = grouping.parts(core.queries)
    work = replace(work, degree=grouping.groups[0].degree, parts=parts, looked=len(rows))
    seconds = fast_seconds(work, threads, machine)
    return Ready(
        analysis,
        coordinates,
        queries,
        grouping,
        seconds,
        work,
        fast_load(work, machine).useful(threads, machine),
    )


def _most_degree(work: Work, bound: float, error: float) -> int:
    """The highest degree that may be of use: one more than an estimate says suffices, and within memory."""
    most = 0
    for degree in range(1, MOST_DEGREE + 1):
        if not _fits(replace(work, degree=degree)):
            break
        most = degree
        if degree > 1 and estimated_reach(degree - 1, error) >= bound:
            break
    return most


def closer(
    core: Core,
    analysis: Analysis,
    coordinates: Coordinates,
    queries: QuerySide,
    needs: Float64,
    rows: Integers,
    threads: int,
) -> Float64:
    """Bounds on the logits of every query, for these rows from all their logits, which a box or a ball bounds badly."""
    kept = core.middle if coordinates.residual is None else coordinates.G_x @ coordinates.G_z.T
    left = (core.left[rows] - analysis.x0) @ kept
    threads = threads_for(len(rows), LOOK_ROWS, threads)
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
    found[rows] = np.minimum(needs[rows], (largest * OUTWARD + queries.rounding) * OUTWARD + queries.rounding)
    return found


def error_per_delta(core: Core, analysis: Analysis, queries: QuerySide) -> float:
    """About the largest certified error of an output, divided by delta: from a sample of rows, f C3 taken as its mean.

    An estimate for plans; no certificate uses it.
    """
    side, delta = analysis.side, 1e-9
    rows = np.arange(0, core.queries, max(1, core.queries // SAMPLE))
    facts = known(core, delta, side.values_spread, side.values_half, side.values_middle)
    left = core.left[rows].T.astype(np.float64)
    target = core.target[rows].T.astype(np.float64)
    kappa = queries.spread[rows] - (side.mean @ core.middle.T) @ (left - analysis.x0[:, None])
    root = np.exp(np.minimum(kappa, 600.0) / 2)
    mean = core.values[:: max(1, core.keys // SAMPLE)].mean(axis=0, dtype=np.float64) - side.values_middle
    f_values = np.repeat(mean[:, None], len(rows), axis=1)
    c = core.projected.T @ (f_values + side.values_middle[:, None]) - target
    terms = row_terms(core, facts, np.zeros(len(rows)), root, f_values, c, core.projected @ c, target)
    largest = 0.0
    for pair in core.pairs:
        sigma, half = middle_spread(side.second, side.mean, pair.second, side.half)
        one = PairError(core, pair, sigma, half, side.half)
        one.add(left, np.abs(left), replace(terms, by_half=np.zeros(len(rows))))
        largest = max(largest, float(one.sum.max()))
    whole = np.abs(f_values + side.values_middle[:, None])
    found = value_errors(core, facts, np.zeros(len(rows)), root, f_values, c, target)
    value = found.values @ np.abs(c).T + whole @ found.residual.T
    for output in core.value_outputs:
        wide = value if output.first is None else np.abs(output.first).T @ value
        wide = wide if output.second is None else wide @ np.abs(output.second)
        largest = max(largest, float(wide.max()))
    return largest / delta * core.queries / len(rows)

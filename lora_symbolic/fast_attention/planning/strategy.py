"""Chooses coordinates, and a polynomial for each group of queries, for one relative error of f.

Dictionary
    Strategy    what was chosen, with what the passes need and the predicted seconds
    fits        whether a plan of these sizes fits into memory
    candidates  widths that look possible, by estimates alone
    choose      the best strategy found; its polynomials are certified
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays.rounding import OUTWARD
from ..certificate import error_for
from ..core import Core
from ..errors import OutOfReach
from ..features.coordinates import Coordinates
from ..features.geometry import QuerySide
from ..features.polynomial import MOST_DEGREE, estimated_error, on_grid
from .analysis import ALL, Analysis, View, closer
from .cost import exact_threads, fast_load, fast_seconds, look_seconds, prices
from .groups import Grouping, estimated_reach, outermost, share_out
from .machine import Machine
from .work import Work

MOST_ENTRIES = 2**25
MOST_TRIED = 3


@dataclass(frozen=True)
class Strategy:
    """A fast algorithm that was chosen: what its two passes need, and how long they are predicted to take.

    exact_threads is how many threads are useful for the queries that are computed exactly; chunk the tokens of a chunk
    under a causal mask, 0 without one.
    """

    analysis: Analysis
    coordinates: Coordinates
    queries: QuerySide
    grouping: Grouping
    work: Work
    seconds: float
    threads: int
    exact_threads: int
    chunk: int = 0

    @property
    def degree(self) -> int:
        """The highest degree."""
        return self.work.degree

    @property
    def logit_bound(self) -> float:
        """The largest bound on logits that a polynomial is certified for."""
        return max(group.polynomial.bound for group in self.grouping.groups)


def work_of(core: Core, coordinates: Coordinates, degree: int) -> Work:
    """The sizes that the fast algorithm's time depends on."""
    return Work(
        queries=core.queries,
        keys=core.keys,
        left=core.left_width,
        right=core.right_width,
        values=core.values_width,
        width=coordinates.width,
        degree=degree,
        left_wide=coordinates.recover_left is None,
        right_wide=not coordinates.keeps_right,
        outputs=len(core.pairs),
    )


def _estimated_degree(bound: float, error: float) -> int | None:
    if not error > 0:
        return None
    grid = on_grid(bound)
    return next((n for n in range(1, MOST_DEGREE + 1) if estimated_error(grid, n) <= error), None)


def fits(work: Work) -> bool:
    """Whether the sums of both passes fit into memory."""
    columns = (work.values + 1) * max(work.left if work.left_wide else 1, work.right + 1 if work.right_wide else 1)
    return work.monomials(work.degree + 1) * (columns + work.width) <= MOST_ENTRIES


def candidates(analysis: Analysis, delta: float, machine: Machine) -> list[tuple[float, int]]:
    """Predicted seconds and width of the strategies that look possible, best first; ALL stands for all directions.

    An estimate only: a direction's logits are taken as at most 5 times their root mean square.
    """
    core, singular = analysis.core, analysis.singular
    whole = work_of(core, analysis.full, 1)
    found = []
    for width in range(1, len(singular) + 1):
        tail = 5 * float(np.sqrt((singular[width:] ** 2).sum()))
        bound = 3 * float(np.sqrt((singular[:width] ** 2).sum()))
        full = width == len(singular) and core.left_width >= core.right_width
        degree = _estimated_degree(max(bound, 1e-6), error_for(delta, 0.0 if full else 2 * tail))
        if degree is None:
            continue
        if full:
            work = replace(whole, degree=degree)
        else:
            work = replace(whole, degree=degree, width=width, left_wide=True, right_wide=True)
        if fits(work):
            found.append((fast_seconds(work, analysis.threads, machine), ALL if full else width))
    return sorted(found)


def choose(analysis: Analysis, delta: float, machine: Machine) -> Strategy:
    """The best strategy found to a relative error delta of f.

    Raises OutOfReach, with the reason, when there is none.
    """
    tried = candidates(analysis, delta, machine)
    if not tried:
        raise OutOfReach(f"no width and degree <= {MOST_DEGREE} within memory reach a relative error {delta:.3g} of f")
    problem = OutOfReach("no way was found")
    for _, width in tried[:MOST_TRIED]:
        try:
            return _settle(analysis, analysis.view(width), delta, machine)
        except OutOfReach as refused:
            problem = refused
    raise problem


def _settle(analysis: Analysis, view: View, delta: float, machine: Machine) -> Strategy:
    """The polynomials for these coordinates; raises OutOfReach when delta is not reached."""
    core, threads, queries = analysis.core, analysis.threads, view.queries
    error = error_for(delta, queries.perturbation)
    if not error > 0:
        reached = f"logits left out or rounded, up to {queries.perturbation / 2:.2g}"
        raise OutOfReach(f"{reached}, leave no room for a relative error {delta:.3g} of f")
    work = work_of(core, view.coordinates, 1)
    table = prices(work, _most_degree(work, queries.bound, error), threads, machine)
    needs = queries.spread * OUTWARD + queries.rounding
    rows = outermost(needs, error, table, look_seconds(core.keys, core.right_width, threads, machine))
    if len(rows):
        needs = closer(analysis, view, needs, rows)
    grouping = share_out(needs, error, table)
    work = replace(work, degree=grouping.groups[0].degree, parts=grouping.parts(core.queries), looked=len(rows))
    return Strategy(
        analysis=analysis,
        coordinates=view.coordinates,
        queries=replace(queries, spread=np.minimum(queries.spread, needs), bound=float(needs.max())),
        grouping=grouping,
        work=work,
        seconds=fast_seconds(work, threads, machine),
        threads=fast_load(work, machine).useful(threads, machine),
        exact_threads=exact_threads(len(grouping.exact), core.keys, core.right_width, core.values_width, threads),
    )


def _most_degree(work: Work, bound: float, error: float) -> int:
    """The highest degree that may be of use: one more than an estimate says suffices, and within memory."""
    most = 0
    for degree in range(1, MOST_DEGREE + 1):
        if not fits(replace(work, degree=degree)):
            break
        most = degree
        if degree > 1 and estimated_reach(degree - 1, error) >= bound:
            break
    return most

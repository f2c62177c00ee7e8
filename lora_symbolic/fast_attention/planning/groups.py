"""Which polynomial each query meets: a query whose logits are small needs a lower degree, and a few outermost go exact.

The moments of the keys of degree up to g + 1 hold those of every lower degree, so one pass over the keys serves all
degrees. Outputs are sums over queries; hence each group of queries has its own polynomial and its own certificate, and
the queries beyond the reach of the highest degree are computed exactly, all keys in chunks. The highest degree and the
groups are those with the least predicted time.

Dictionary
    Group       rows of the queries with their polynomial; rows None stands for all
    Grouping    groups, highest degree first, and the rows that are computed exactly
    Prices      predicted seconds by degree
    reach       the largest bound on the logits, on the grid, at which a degree is certified for an error
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ..arrays.types import Float64, Integers
from ..errors import OutOfReach
from ..features.polynomial import ExpFloat, below_on_grid, exp_polynomial, on_grid
from .work import EXACT, Parts

MOST_OUTSIDE = 0.25  # with a larger share of exact queries all of them are computed exactly


@dataclass(frozen=True)
class Prices:
    """Predicted seconds by degree n, at index n - 1: the pass over the keys, a query, a group; and an exact query."""

    keys: Float64
    query: Float64
    group: Float64
    exact: float


@dataclass(frozen=True)
class Group:
    """Queries that meet one polynomial."""

    rows: Integers | None
    polynomial: ExpFloat

    @property
    def degree(self) -> int:
        """The polynomial's degree."""
        return self.polynomial.degree


@dataclass(frozen=True)
class Grouping:
    """The groups, highest degree first, and the queries that are computed exactly."""

    groups: tuple[Group, ...]
    exact: Integers

    def parts(self, queries: int) -> Parts:
        """Degrees and shares of the queries."""
        found = [(group.degree, 1.0 if group.rows is None else len(group.rows) / queries) for group in self.groups]
        return tuple(found) + (((EXACT, len(self.exact) / queries),) if len(self.exact) else ())


def estimated_reach(degree: int, error: float) -> float:
    """About the bound at which the least relative error of a degree is `error`: 2 (B/2)^(n+1) / (n+1)! = error.

    >>> round(estimated_reach(4, 5e-4), 2)
    0.99
    """
    return 2 * math.exp((math.log(error / 2) + math.lgamma(degree + 2)) / (degree + 1))


@lru_cache(maxsize=1024)
def reach(degree: int, error: float) -> float:
    """A bound on the grid at which this degree is certified for the error, the largest that a few steps find; or 0.

    >>> exp_polynomial(reach(4, 5e-4), 4).error <= 5e-4 < exp_polynomial(on_grid(reach(4, 5e-4) * 1.03), 4).error
    True
    """
    good, here = 0.0, below_on_grid(estimated_reach(degree, error))
    for _ in range(6):
        found = exp_polynomial(here, degree).error
        if found <= error:
            good = max(good, here)
        step = here * (error / found) ** (1 / (degree + 1))
        following = below_on_grid(step if found <= error else min(step, here * (1 - 2.0**-9)))
        if following <= good:
            break
        here = following
    return good


def _counts(needs: Float64, bounds: Sequence[float]) -> Integers:
    """How many needs lie within the first bound, between the first and the second, ..., above the last; ascending."""
    below, most = [0], float(needs.max())
    for bound in bounds:
        below.append(len(needs) if most <= bound else int(np.count_nonzero(needs <= bound)))
    return np.diff([*below, len(needs)])


def _estimates(error: float, prices: Prices) -> list[float]:
    return list(accumulate((estimated_reach(degree, error) for degree in range(1, len(prices.keys) + 1)), max))


def outermost(needs: Float64, error: float, prices: Prices, look: float) -> Integers:
    """The queries whose logits are worth a closer look, at `look` seconds each: a lower degree may then do."""
    if not error > 0 or not len(prices.keys):
        return np.empty(0, dtype=np.int64)
    estimates = _estimates(error, prices)
    counts = _counts(needs, estimates)
    degrees = cheapest(counts, replace(prices, exact=2 * look))
    return np.flatnonzero(needs > estimates[degrees[-1] - 1]) if degrees else np.empty(0, dtype=np.int64)


def share_out(needs: Float64, error: float, prices: Prices) -> Grouping:
    """The grouping of queries with these bounds on their logits.

    Raises OutOfReach when no degree that the prices allow serves.
    """
    if not error > 0 or not len(prices.keys):
        raise OutOfReach(f"no degree within memory reaches a relative error {error:.3g} of exp")
    degrees = cheapest(_counts(needs, _estimates(error, prices)), prices)
    chosen = [degree for degree in degrees if reach(degree, error) > 0]
    if not chosen:
        raise OutOfReach(
            f"no polynomial of degree <= {len(prices.keys)}, as memory and float64 allow, reaches {error:.3g} "
            f"on [-{needs.max():.3g}, {needs.max():.3g}]"
        )
    bounds = list(accumulate((reach(degree, error) for degree in chosen), max))
    place = np.zeros(len(needs), dtype=np.int8)
    for bound in bounds:
        place += needs > bound
    if np.count_nonzero(place == len(chosen)) > MOST_OUTSIDE * len(needs):
        raise OutOfReach(f"logits up to {needs.max():.3g} are beyond degree {chosen[-1]} for too many queries")
    return Grouping(_groups(needs, place, chosen, error), np.flatnonzero(place == len(chosen)))


def _groups(needs: Float64, place: NDArray[np.int8], degrees: Sequence[int], error: float) -> tuple[Group, ...]:
    """The groups of the queries at each place in the list of degrees, highest degree first."""
    groups = []
    for number in range(len(degrees) - 1, -1, -1):
        rows = np.flatnonzero(place == number)
        if len(rows):
            whole = len(rows) == len(needs)
            groups.append(Group(None if whole else rows, _polynomial(float(needs[rows].max()), degrees[number], error)))
    return tuple(groups)


def _polynomial(need: float, degree: int, error: float) -> ExpFloat:
    found = exp_polynomial(on_grid(need), degree)
    return found if found.error <= error else exp_polynomial(reach(degree, error), degree)


def cheapest(counts: Integers, prices: Prices) -> list[int]:
    """The degrees, ascending, with the least predicted seconds; counts[n - 1] queries need degree n. None may serve.

    >>> one = np.ones(3)
    >>> cheapest(np.array([900, 50, 50, 0]), Prices(one, np.array([1.0, 2.0, 2.0]), one, 1e9))
    [1, 3]
    >>> cheapest(np.array([900, 50, 50, 0]), Prices(100 * one.cumsum(), one, one, 0.1))
    [1]
    >>> cheapest(np.array([0, 50, 50, 900]), Prices(one, one, one, 0.1))
    []
    """
    below = np.concatenate([[0], np.cumsum(counts)])
    degrees = len(prices.keys)
    best, before = np.zeros(degrees + 1), np.zeros(degrees + 1, dtype=int)
    for degree in range(1, degrees + 1):
        choices = best[:degree] + prices.query[degree - 1] * (below[degree] - below[:degree])
        before[degree] = int(np.argmin(choices))
        best[degree] = choices[before[degree]] + prices.group[degree - 1]
    outside = below[-1] - below[1 : degrees + 1]
    total = prices.keys + best[1:] + prices.exact * outside + (outside > 0) * prices.group.min()
    total[outside > MOST_OUTSIDE * below[-1]] = np.inf
    if not np.isfinite(total).any():
        return []
    found, degree = [], int(np.argmin(total)) + 1
    while degree > 0:
        found.append(degree)
        degree = int(before[degree])
    return found[::-1]

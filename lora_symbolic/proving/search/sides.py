"""The two sides of a claim at points: seen in floats, certified in exact numbers or balls, made simpler.

Dictionary
    Sides(l, r, seed)    the two terms
      .search(sizes)     a point at these sizes where they certainly differ, found by floats
      .exactly(until)    the same where floats see nothing, found by exact numbers or residues
    Difference           what is certain of a point: sizes, the point, the entry, both values, and the gap
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq

from lora_symbolic.evaluation import RATIONAL, SCREEN, EvaluationError, Numbers, ball_numbers, evaluate_all, shape_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, subterms

from ..random_tests import BOUNDED_DOMAIN, identity_test
from .instance import TRANSCENDENTAL
from .points import Batch, Point, Shapes, at, every_small
from .solutions import Solutions

Sizes: TypeAlias = Mapping[str, int]

ENTRY_BOUNDS = (1, 1, 1, 1, 2, 2, 3, 5)
GRID_AT_SIZES = 2_200  # points for one choice of sizes, and for all of them
GRID_POINTS = 6_000
FLOAT_GAP = 1e-9
CANDIDATES = 3  # of a batch
CERTIFYING_BITS = (128, 512, 2048)
SHRINKING_ROUNDS = 60
SHRINKING_TRIES = 40
IDENTITY_TESTS = 4


@dataclass(frozen=True)
class Difference:
    """A point at which one entry of the two sides certainly differs, by at least the gap."""

    sizes: Sizes
    point: Point
    entry: tuple[int, int]
    left: Any
    right: Any
    gap: Any


class Sides:
    """The two sides of a claim, with what is asked of them at one point or at many."""

    def __init__(self, lhs: Term, rhs: Term, seed: int, where: Sequence[Equation] = ()) -> None:
        self.terms = (lhs, rhs)
        self.solutions = Solutions(where, self.terms) if where else None
        operations = {node.op for node in subterms(*self.terms)}
        self.exact = not operations & TRANSCENDENTAL
        self.positive = bool(operations & BOUNDED_DOMAIN)
        self.variables = declared(lhs, rhs)
        self.seed = seed
        self.points_left = GRID_POINTS

    def search(self, sizes: Sizes) -> Difference | None:
        """The first point at these sizes that floats see and that certifies, made simpler."""
        if self.solutions is not None:
            return self.among(self.solutions, sizes)
        for points in self.batches(sizes):
            gaps = self.float_gaps(points, sizes)
            for number in np.flatnonzero(gaps > FLOAT_GAP)[:CANDIDATES]:
                point = at(points, int(number))
                found = self.certified(self.shrunk(point, sizes), sizes) or self.certified(point, sizes)
                if found is not None:
                    return found
        return None

    def among(self, solutions: Solutions, sizes: Sizes) -> Difference | None:
        """The first solution of the equations at which the sides differ, left as it is."""
        for point in solutions.at(sizes):
            batch = {name: value.astype(float)[np.newaxis] for name, value in point.items()}
            if (self.float_gaps(batch, sizes) > FLOAT_GAP).any():
                found = self.certified(point, sizes)
                if found is not None:
                    return found
        return None

    def batches(self, sizes: Sizes) -> Iterator[Batch]:
        """All small matrices, simplest first, as long as they are not too many; then random ones."""
        shapes = {variable.name: shape_at(variable, sizes) for variable in self.variables}
        small = every_small(shapes, min(GRID_AT_SIZES, self.points_left)) if shapes else None
        if small is not None:
            self.points_left -= len(next(iter(small.values())))
            yield small
        yield self.random_points(shapes, sizes)

    def random_points(self, shapes: Shapes, sizes: Sizes) -> Batch:
        """A batch of integer matrices, entries growing along it; with log or reciprocal mostly positive ones."""
        random = np.random.default_rng([self.seed, *sizes.values()])
        bounds = np.array(ENTRY_BOUNDS).reshape(-1, 1, 1)
        lowest = -bounds
        if self.positive:
            lowest = np.where(np.arange(len(ENTRY_BOUNDS)).reshape(-1, 1, 1) % 3 == 2, -bounds, 1)
        points: Batch = {}
        for name, shape in shapes.items():
            batch = random.integers(lowest, bounds + 1 + self.positive, size=(len(ENTRY_BOUNDS), *shape)).astype(float)
            # every other point without zeros: a long product vanishes as soon as one factor does
            batch[1::2][batch[1::2] == 0] = 1
            points[name] = batch
        return points

    def float_gaps(self, points: Batch, sizes: Sizes) -> Array:
        """The largest difference at each point of a batch, relative to the values' size; 0 where undefined."""
        left, right = evaluate_all(self.terms, points, sizes, SCREEN)
        count = len(next(iter(points.values()))) if points else 1
        with np.errstate(all="ignore"):
            scale = 1 + np.maximum(abs(left), abs(right)).max(axis=(-1, -2))
            relative = abs(left - right).max(axis=(-1, -2)) / scale
            # one side beyond all floats, the other not: worth a look with numbers that have no such end
            beyond = (np.isinf(left) & np.isfinite(right)) | (np.isfinite(left) & np.isinf(right))
            relative = np.where(beyond.any(axis=(-1, -2)), 1.0, relative)
        gaps: Array = np.broadcast_to(np.where(np.isfinite(relative), relative, 0.0), (count,))
        return gaps

    def shrunk(self, point: Point, sizes: Sizes) -> Point:
        """The point made simpler as long as floats still see a gap: zeros first, then ones."""
        for _ in range(SHRINKING_ROUNDS):
            simpler = list(_simpler(point))
            if not simpler:
                break
            batch = {name: np.stack([candidate[name] for candidate in simpler]) for name in point}
            good = np.flatnonzero(self.float_gaps(batch, sizes) > 1e-6)
            if not len(good):
                break
            point = simpler[good[0]]
        return point

    def certified(self, point: Point, sizes: Sizes) -> Difference | None:
        """What exact numbers, or balls, say of the point; None where they see no difference."""
        systems: tuple[Numbers, ...] = (RATIONAL,) if self.exact else tuple(map(ball_numbers, CERTIFYING_BITS))
        for numbers in systems:
            try:
                left, right = evaluate_all(self.terms, point, sizes, numbers)
            except EvaluationError:
                continue
            with numbers.activated():
                row, column, gap = _widest(left, right)
                if gap > 0:
                    return Difference(sizes, point, (row, column), left[row, column], right[row, column], gap)
        return None

    def exactly(self, until: float) -> Difference | None:
        """A difference that is smaller than rounding, or beyond all floats: where the identity test finds one.

        The identity test minds no domain where exponentials occur; so several of its points are tried.
        """
        for trial in range(IDENTITY_TESTS):
            try:
                result = identity_test(*self.terms, self.seed + trial)
            except EvaluationError:
                continue
            if result.point is None or monotonic() > until:
                return None
            sizes, point = result.shapes[-1], {name: value.astype(float) for name, value in result.point.items()}
            found = self.certified(point, sizes)
            if found is not None:
                return self.shrunk_exactly(found, until)
        return None

    def shrunk_exactly(self, found: Difference, until: float) -> Difference:
        """A simpler difference of the same sizes."""
        for _ in range(SHRINKING_ROUNDS):
            tries = islice(_simpler(found.point), SHRINKING_TRIES)
            certain = (self.certified(point, found.sizes) for point in tries if monotonic() < until)
            simpler = next((each for each in certain if each is not None), None)
            if simpler is None:
                break
            found = simpler
        return found


def _simpler(point: Point) -> Iterator[Point]:
    """Simpler points: a whole matrix zero, an entry zero, an entry of one sign 1, an entry halved; in this order."""

    def changed(name: str, value: Array) -> Point:
        return {**point, name: value}

    for name, value in point.items():
        if np.count_nonzero(value) > 1:
            yield changed(name, np.zeros_like(value))
    places = [(name, index) for name, value in point.items() for index in zip(*np.nonzero(value), strict=True)]
    for target in (lambda x: 0, np.sign, lambda x: 1, lambda x: int(x / 2)):
        for name, index in places:
            new = target(point[name][index])
            if (abs(new), new < 0) < (abs(point[name][index]), point[name][index] < 0):
                value = point[name].copy()
                value[index] = new
                yield changed(name, value)


def _widest(left: Array, right: Array) -> tuple[int, int, Any]:
    """The entry with the largest certain gap, and the gap; 0 when no entry certainly differs."""
    difference: Any
    widest: tuple[int, int, Any] = (0, 0, 0)
    for row, column in np.ndindex(*left.shape):
        difference = left[row, column] - right[row, column]
        gap = abs(difference) if isinstance(difference, fmpq) else difference.abs_lower()
        if gap > widest[2]:
            widest = (row, column, gap)
    return widest

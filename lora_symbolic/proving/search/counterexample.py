"""Counterexamples: small integer matrices at which two terms certainly differ.

Dictionary
    Counterexample       sizes, matrices, the entry and both of its values, and a certified lower bound on the gap
    find_counterexample  smallest sizes first, floats to screen, exact rationals or balls to certify, then shrinking

A claim with log, reciprocal or weighted softmax is tried only where their arguments allow it:
elsewhere floats give nan, and the certifying arithmetic refuses the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_DOWN, Context
from fractions import Fraction
from time import monotonic
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq

from lora_symbolic.evaluation import RATIONAL, SCREEN, EvaluationError, Numbers, ball_numbers, evaluate_all, shape_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language import ShapeError
from lora_symbolic.language.operations import lift
from lora_symbolic.language.term import Term, same_shape, subterms

from .instance import TRANSCENDENTAL
from .small_sizes import small_sizes, smaller_sizes

Sizes: TypeAlias = Mapping[str, int]
Point: TypeAlias = dict[str, Array]

BOUNDED_DOMAIN = frozenset({"log", "reciprocal"})
ENTRY_BOUNDS = (1, 1, 1, 1, 2, 2, 3, 5)
FLOAT_GAP = 1e-9
CERTIFYING_BITS = (128, 512)
SHRINKING_ROUNDS = 60


@dataclass(frozen=True)
class Counterexample:
    """Sizes and matrices (entries as text, integers or fractions) at which lhs and rhs differ in one entry.

    `entry` is (row, column) counted from 0; `gap` is a lower bound on the distance of the two values there;
    with `exact`, the two values and the gap are exact rationals.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> find_counterexample(X @ X, X * X).to_dict()["sizes"]
    {'n': 2}
    """

    sizes: Mapping[str, int]
    matrices: Mapping[str, tuple[tuple[str, ...], ...]]
    entry: tuple[int, int]
    lhs: str
    rhs: str
    gap: str
    exact: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        plain = asdict(self)
        plain["matrices"] = {name: [list(row) for row in rows] for name, rows in self.matrices.items()}
        plain["entry"] = list(self.entry)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Counterexample:
        """The counterexample that `to_dict` wrote."""
        row, column = plain["entry"]
        return cls(
            sizes={str(name): int(value) for name, value in plain["sizes"].items()},
            matrices={
                str(name): tuple(tuple(str(entry) for entry in line) for line in rows)
                for name, rows in plain["matrices"].items()
            },
            entry=(int(row), int(column)),
            lhs=str(plain["lhs"]),
            rhs=str(plain["rhs"]),
            gap=str(plain["gap"]),
            exact=bool(plain["exact"]),
        )


def find_counterexample(
    lhs: Term, rhs: Term, seconds: float = 2.0, seed: int = 0, tuples: int = 40
) -> Counterexample | None:
    """A certified counterexample to lhs = rhs, or None when none was found.

    At most `tuples` choices of sizes are tried, eight points each. The result depends on the seed alone,
    unless the time runs out. Raises ShapeError when the two sides have different shapes.
    """
    lhs, rhs = lift(lhs), lift(rhs)
    if not same_shape(lhs, rhs):
        raise ShapeError(f"{lhs.rows} x {lhs.cols} against {rhs.rows} x {rhs.cols}; expected two sides of one shape")
    deadline = monotonic() + seconds
    sides = _Sides(lhs, rhs, seed)
    tried: set[tuple[tuple[str, int], ...]] = set()
    for sizes in small_sizes((lhs, rhs), tuples):
        if monotonic() > deadline:
            return None
        tried.add(tuple(sizes.items()))
        found = sides.search(sizes)
        if found is None:
            continue
        for smaller in smaller_sizes((lhs, rhs), sizes):
            if tuple(smaller.items()) not in tried:
                better = sides.search(smaller)
                if better is not None:
                    return better
        return found
    return None


class _Sides:
    """The two sides of a claim, with what is asked of them at one point or at many."""

    def __init__(self, lhs: Term, rhs: Term, seed: int) -> None:
        self.terms = (lhs, rhs)
        operations = {node.op for node in subterms(*self.terms)}
        self.exact = not operations & TRANSCENDENTAL
        self.positive = bool(operations & BOUNDED_DOMAIN)
        self.variables = declared(lhs, rhs)
        self.seed = seed

    def search(self, sizes: Sizes) -> Counterexample | None:
        """A counterexample at these sizes: the first of some random points that certifies, shrunk."""
        points = self.random_points(sizes)
        gaps = self.float_gaps(points, sizes)
        for index in np.flatnonzero(gaps > FLOAT_GAP)[:3]:
            point = {name: batch[index] for name, batch in points.items()}
            found = self.certified(self.shrunk(point, sizes), sizes) or self.certified(point, sizes)
            if found is not None:
                return found
        return None

    def random_points(self, sizes: Sizes) -> Point:
        """A batch of integer matrices, entries growing along it; with log or reciprocal mostly positive ones."""
        random = np.random.default_rng([self.seed, *sizes.values()])
        bounds = np.array(ENTRY_BOUNDS).reshape(-1, 1, 1)
        lowest = -bounds
        if self.positive:
            lowest = np.where(np.arange(len(ENTRY_BOUNDS)).reshape(-1, 1, 1) % 3 == 2, -bounds, 1)
        points: Point = {}
        for variable in self.variables:
            shape = (len(ENTRY_BOUNDS), *shape_at(variable, sizes))
            batch = random.integers(lowest, bounds + 1 + self.positive, size=shape)
            # every other point without zeros: a long product vanishes as soon as one factor does
            batch[1::2][batch[1::2] == 0] = 1
            points[variable.name] = batch
        return points

    def float_gaps(self, points: Point, sizes: Sizes) -> Array:
        """The largest difference at each point of a batch, relative to the values' size; 0 where undefined."""
        left, right = evaluate_all(self.terms, points, sizes, SCREEN)
        count = len(next(iter(points.values()))) if points else 1
        with np.errstate(all="ignore"):
            scale = 1 + np.maximum(abs(left), abs(right)).max(axis=(-1, -2))
            relative = abs(left - right).max(axis=(-1, -2)) / scale
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

    def certified(self, point: Point, sizes: Sizes) -> Counterexample | None:
        """The point as a counterexample when exact numbers or balls confirm it, else None."""
        systems: tuple[Numbers, ...] = (RATIONAL,) if self.exact else tuple(map(ball_numbers, CERTIFYING_BITS))
        for numbers in systems:
            try:
                left, right = evaluate_all(self.terms, point, sizes, numbers)
            except EvaluationError:
                continue
            with numbers.activated():
                row, column, gap = _widest(left, right)
                if gap > 0:
                    return Counterexample(
                        sizes=dict(sizes),
                        matrices={name: _as_text(value) for name, value in point.items()},
                        entry=(row, column),
                        lhs=_value_text(left[row, column]),
                        rhs=_value_text(right[row, column]),
                        gap=_gap_text(gap, self.exact),
                        exact=self.exact,
                    )
        return None


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


def _as_text(value: Array) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(int(entry)) for entry in line) for line in value)


def _value_text(value: Any) -> str:
    if isinstance(value, fmpq):
        return str(value)
    digits = str(value.mid().str(20, radius=False))
    return digits.rstrip("0").rstrip(".") if "." in digits and "e" not in digits else digits


def _gap_text(gap: Any, exact: bool) -> str:
    if exact:
        return str(gap)
    mantissa, exponent = gap.man_exp()
    below = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return str(Context(prec=6, rounding=ROUND_DOWN).divide(below.numerator, below.denominator))

"""Adversary: points within the hypotheses at which a claimed inequality fails, or comes nearest to failing.

Small sizes first; the scalars on a grid of their ranges; extreme points, then a local search that moves the best ones.
What floats find is made exact, and the hypotheses and the violation are certified there.

Dictionary
    Instance        a point with one entry of both sides: ratio, and whether the inequality certainly fails there
    attack          the first certain violation of a chain, or the instance with the largest ratio
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from time import perf_counter
from typing import Any

import numpy as np

from lora_symbolic.evaluation import EvaluationError, ball_numbers
from lora_symbolic.evaluation.measures.sides import BITS, Point, certain_sides, float_sides
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.evaluation.sizes import rational_at, shape_at
from lora_symbolic.language.statement.comparison import Comparison, Link, ScalarRange
from lora_symbolic.language.truth import NeitherTrueNorFalse

from .derivation import Setting
from .feasible import Plan, floats_at, plan_of, point_at

KEPT = 24
SIDES = (2, 1, 3)
MAX_SIZES = 12
TRIED = 6  # of the best in floats, made exact
SCALES = (1.0, 4.0, 0.25, 12.0, 40.0)
GAP_DIGITS = 12
ROUNDING = 1e-9  # of a ratio in floats


@dataclass(frozen=True)
class Pace:
    """How many points move at a time, and how often; whether only what may be a violation is made exact on the way."""

    points: int
    rounds: int
    proved: bool


SEARCH, CONFIRM = Pace(256, 14, False), Pace(96, 7, True)


@dataclass(frozen=True)
class Instance(NeitherTrueNorFalse):
    """A point within the hypotheses: the entry at which left / right is largest, with both values."""

    point: Point
    link: Link
    entry: tuple[int, int]
    left: Any
    right: Any
    exact: bool
    violates: bool

    @property
    def ratio(self) -> float:
        """left / right, as a float, of balls from below; infinite over zero."""
        left, right = _float(self.left, "lower"), _float(self.right, "upper")
        return left / right if right > 0 else float("inf") if left > right else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The instance as data: fractions as text, both sides in digits, a gap that both sides certainly have."""
        return {
            "sizes": dict(self.point.sizes),
            "matrices": {name: _texts(rows) for name, rows in self.point.matrices.items()},
            "scalars": {name: str(number) for name, number in self.point.scalars.items()},
            "claim": self.link.text,
            "entry": list(self.entry),
            "lhs": _digits(self.left),
            "rhs": _digits(self.right),
            "gap": self.gap if self.violates else "0",
            "exact": self.exact,
            "ratio": ratio_text(self.ratio),
        }

    @property
    def gap(self) -> str:
        """A number by which the left side certainly exceeds the right one; 0 where only < fails."""
        if self.exact:
            return str(self.left - self.right)
        with ball_numbers(BITS).activated():
            low = fraction((self.left - self.right).lower())
        return str(Fraction(float(low) * (1 - 2.0**-40))) if low > 0 else "0"


def ratio_text(ratio: float) -> str:
    """A ratio in digits; what is below 1 is not rounded to 1.

    >>> ratio_text(0.5), ratio_text(1 - 2.0**-50)
    ('0.5', '1 - 8.9e-16')
    """
    text = f"{ratio:.6g}"
    return f"1 - {1 - ratio:.2g}" if text == "1" and ratio < 1 else text


def _texts(rows: Sequence[Sequence[Fraction]]) -> list[list[str]]:
    return [[str(entry) for entry in row] for row in rows]


def _digits(number: Any) -> str:
    return str(number) if isinstance(number, Fraction) else str(number.str(25, radius=False))


def _float(number: Any, end: str) -> float:
    return float(getattr(number, end)()) if hasattr(number, end) else float(number)


def attack(
    claim: Comparison,
    setting: Setting,
    seconds: float,
    seed: int = 0,
    tuples: int = MAX_SIZES,
    proved: bool = False,
) -> Instance | None:
    """A certain violation of the first link that has one, else the instance with the largest ratio; None if no point
    within the hypotheses was found. `tuples` sizes are tried, as long as the seconds last.

    Of a claim that is `proved` fewer points are tried, and a ratio of 1 ends the search: nothing larger is awaited.
    """
    end = perf_counter() + seconds
    pace = CONFIRM if proved else SEARCH
    best: Instance | None = None
    links = list(claim.links)
    plan = plan_of(setting.links, links, setting.scalars)
    for number, sizes in enumerate(_sizes(plan, links)):
        for link in links:
            reached = proved and best is not None and best.ratio >= 1
            if number >= tuples or (number and perf_counter() > end) or reached:
                return best
            found = _attack(link, plan, sizes, np.random.default_rng([seed, number]), end, pace)
            if found is not None and found.violates:
                return found
            if found is not None and (best is None or found.ratio > best.ratio):
                best = found
    return best


def _sizes(plan: Plan, links: Sequence[Link]) -> Iterator[dict[str, int]]:
    """Sizes, those with twos first."""
    sides = [side for v in plan.drawn.values() for side in v.shape]
    sides += [symbol for link in (*plan.links, *links) for term in link.terms for symbol in term.shape]
    numbers = [part.coefficient for link in links for side in (link.left, link.right) for part in side.parts]
    found = {name for side in sides for name in side.names}
    names = sorted(found | {str(s) for number in numbers for s in number.free_symbols if s.is_integer})
    tuples = sorted(product(SIDES, repeat=len(names)), key=lambda one: sum((n - 2) ** 2 for n in one))
    count = len(names)
    lonely = [tuple(1 if i == j else 2 for j in range(count)) for i in range(count)]
    chosen = [*tuples[:1], (4,) * count, (1,) * count, *lonely, *tuples][:MAX_SIZES]
    for one in dict.fromkeys(chosen):
        sizes = dict(zip(names, one, strict=True))
        if all(rational_at(side, sizes) >= 1 for side in sides):
            yield sizes


def _attack(
    link: Link, plan: Plan, sizes: Mapping[str, int], rng: np.random.Generator, end: float, pace: Pace
) -> Instance | None:
    drawn, scalars = _drawn(plan, sizes, rng, pace.points)
    best: Instance | None = None
    for turn in range(pace.rounds):
        scores = _scores(link, plan, sizes, drawn, scalars, pace.points)
        later = ~(_plain(drawn) & (scores > 1 + ROUNDING)) if turn == 0 else np.zeros(pace.points, dtype=bool)
        order = np.lexsort((-scores, later))  # a violation in small integers is easier to read than a larger one
        last = turn == pace.rounds - 1 or perf_counter() > end
        looks, seen = last or turn == 0 or (turn == pace.rounds // 2 and not pace.proved), False
        for number in order[:TRIED] if looks else ():
            score = float(scores[number])
            if not np.isfinite(score) or _certainly_less(link, score, best):
                continue
            if pace.proved and score < 1 - ROUNDING and seen:  # no violation, and one point of this turn is enough
                break
            found = _exactly(link, plan, sizes, drawn, scalars, int(number))
            if found is not None and found.violates:
                return found
            seen = seen or found is not None
            if found is not None and (best is None or found.ratio > best.ratio):
                best = found
        if last or (pace.proved and best is not None and best.ratio >= 1):
            return best
        drawn, scalars = _moved(plan, drawn, scalars, order[:KEPT], 0.5 * 0.6**turn, rng)
    return best


def _plain(drawn: Mapping[str, Any]) -> Any:
    """Which points have entries -1, 0 and 1 alone, of solved matrices their moves."""
    return np.all([np.isin(array, (-1.0, 0.0, 1.0)).all(axis=(-1, -2)) for array in drawn.values()], axis=0)


def _certainly_less(link: Link, score: float, best: Instance | None) -> bool:
    """Whether a point that floats put below the best one, and within the bound, can be passed over."""
    if best is None or link.right.number == 0 or link.left.number == 0:  # the score of a sign is no ratio
        return False
    return score < min(best.ratio, 1.0) * (1 - ROUNDING)


def _scores(
    link: Link, plan: Plan, sizes: Mapping[str, int], drawn: Mapping[str, Any], scalars: Mapping[str, Any], count: int
) -> Any:
    with np.errstate(all="ignore"):
        left, right = float_sides(link, floats_at(plan, sizes, drawn, scalars))
        fails = left >= right if link.relation == "<" else left > right
        ratio = np.where(right > 0, left / np.where(right > 0, right, 1.0), np.where(fails, np.inf, -1.0))
        if link.right.number == 0 or link.left.number == 0:  # a sign: no ratio, but how far it fails
            ratio = left - right
        shape = (count, *np.broadcast_shapes(left.shape, right.shape)[-2:])
        scores = np.broadcast_to(ratio, shape).reshape(count, -1).max(axis=-1)
    return np.where(np.isnan(scores), -np.inf, np.minimum(scores, 1e300))


def _exactly(
    link: Link, plan: Plan, sizes: Mapping[str, int], drawn: Mapping[str, Any], scalars: Mapping[str, Any], number: int
) -> Instance | None:
    point = point_at(
        plan,
        sizes,
        {name: array[number] for name, array in drawn.items()},
        {name: Fraction(float(array[number, 0, 0])) for name, array in scalars.items()},
    )
    return None if point is None else instance_at(link, point)


def instance_at(link: Link, point: Point) -> Instance | None:
    """What a link says at a point; None where it is not defined."""
    try:
        left, right, exact = certain_sides(link, point)
    except (EvaluationError, ArithmeticError):  # outside of a domain
        return None
    one, other = np.broadcast_arrays(left, right)
    best: Instance | None = None
    with ball_numbers(BITS).activated():
        for entry in np.ndindex(one.shape):
            a, b = one[entry], other[entry]
            fails = bool(a >= b) if link.relation == "<" else bool(a != b) if link.relation == "=" else bool(a > b)
            found = Instance(point, link, (int(entry[0]), int(entry[1])), a, b, exact, fails)
            if best is None or (found.violates, found.ratio) > (best.violates, best.ratio):
                best = found
    return best


# --- choices


def _drawn(
    plan: Plan, sizes: Mapping[str, int], rng: np.random.Generator, count: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    drawn: dict[str, Any] = {}
    solved = {one.variable.name for one in plan.solved}
    scale = rng.choice(SCALES, size=(count, 1, 1))
    for name, variable in plan.drawn.items():
        shape = shape_at(variable, sizes)
        smooth = rng.uniform(-1, 1, size=(count, *shape))
        plain = rng.integers(-1, 2, size=(count, *shape)).astype(float)
        ones = np.ones((count, *shape))
        signs = np.where(smooth < 0, -1.0, 1.0)
        which = rng.integers(0, 4, size=(count, 1, 1))
        if name in solved:
            drawn[name] = np.where(which == 0, smooth, np.where(which == 1, ones, signs))
        else:
            mixed = np.where(which == 0, smooth * scale, np.where(which == 1, plain, np.where(which == 2, signs, ones)))
            drawn[name] = _rounded(mixed)
    scalars = {name: _numbers(one, rng, count) for name, one in plan.scalars.items()}
    return drawn, scalars


def _rounded(array: Any) -> Any:
    return np.round(array * 2.0**20) / 2.0**20


def _numbers(one: ScalarRange, rng: np.random.Generator, count: int) -> Any:
    """Numbers of a range: its closed ends, points in between, and points that approach the ends."""
    low = None if one.low is None else float(one.low)
    high = None if one.high is None else float(one.high)
    small = 2.0 ** -rng.integers(0, 20, size=count) * rng.choice([1.0, 0.75], size=count)
    large = 2.0 ** rng.integers(-6, 7, size=count) * rng.choice([1.0, 0.75], size=count)
    if low is not None and high is not None:
        share = np.where(
            rng.random(count) < 0.5, rng.random(count), np.where(rng.random(count) < 0.5, small, 1 - small)
        )
        found = low + (high - low) * share
    elif low is not None:
        found = low + large * np.where(rng.random(count) < 0.3, small, 1.0)
    elif high is not None:
        found = high - large
    else:
        found = rng.choice([-1.0, 1.0], size=count) * large
    ends = [end for end, closed in ((low, one.low_closed), (high, one.high_closed)) if closed and end is not None]
    found[: max(1, len(ends))] = ends or (0.0 if low is None and high is None else found[0])
    return np.round(found * 2.0**40).reshape(count, 1, 1) / 2.0**40


def _moved(
    plan: Plan, drawn: Mapping[str, Any], scalars: Mapping[str, Any], kept: Any, step: float, rng: np.random.Generator
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The best ones and their neighbours, as many as before."""
    count = len(next(iter({**drawn, **scalars}.values()), kept))
    parents = np.concatenate([kept, rng.choice(kept, size=count - len(kept))])
    fresh = np.arange(count) >= len(kept)
    solved = {one.variable.name for one in plan.solved}
    found: dict[str, Any] = {}
    for name, array in drawn.items():
        base = array[parents]
        size = step if name in solved else step * np.maximum(np.abs(base).max(axis=(-1, -2), keepdims=True), 0.25)
        moved = base + size * rng.normal(size=base.shape) * (rng.random(base.shape) < 0.5)
        moved = np.clip(moved, -1, 1) if name in solved else moved
        flipped = np.where(rng.random(base.shape) < 0.1, -base, moved)
        found[name] = np.where(fresh[:, None, None], _rounded(flipped), base)
    numbers: dict[str, Any] = {}
    for name, array in scalars.items():
        base, one = array[parents], plan.scalars[name]
        moved = base * np.exp(step * rng.normal(size=base.shape) * (rng.random(base.shape) < 0.5))
        moved = np.round(moved * 2.0**40) / 2.0**40
        low = -np.inf if one.low is None else float(one.low)
        high = np.inf if one.high is None else float(one.high)
        inside = ((moved > low) | (one.low_closed & (moved == low))) & (
            (moved < high) | (one.high_closed & (moved == high))
        )
        numbers[name] = np.where(fresh[:, None, None] & inside, moved, base)
    return found, numbers

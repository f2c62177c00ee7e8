"""Identity test: two terms at random exact points and several shapes.

Dictionary
    IdentityResult   whether they agree everywhere, the shapes tried, and how sure that is
    identity_test    rationals; residues modulo a random prime where exp occurs; balls where neither is possible

What agreement means.
At integer matrices both sides are rational functions over Q of one power e^(1/b) of e, which is transcendental:
they are equal exactly when they are equal as rational functions of an indeterminate g.
exp(s) = t^s puts a random element of order q for g, in the field of p = 2 q + 1 elements.
A difference that is not zero has a numerator of degree at most k * spread in g (see `degree_bound`),
hence at most that many roots: a trial misses it with probability at most k * spread / q, whatever the point.
Two things are outside this number.
The numerator's rational coefficients could all vanish modulo p:
p is drawn among some 10^15 safe primes of 62 bits, of which at most h / 61 divide a given coefficient of h bits.
And the sides could agree at the drawn integers and differ elsewhere: that is what several points and shapes are for.
So agreement is evidence, never a proof for all shapes; a disagreement modulo p or over Q is certain,
and so is a ball that excludes 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, Protocol, TypeAlias

import numpy as np

from lora_symbolic.evaluation import (
    DomainError,
    EvaluationError,
    Numbers,
    ball_numbers,
    evaluate_all,
    shape_at,
    sizes_text,
)
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language.term import Term, subterms

from ..naming import size_order
from ..small_sizes import Possible, coinciding, small_sizes
from .residues import NestedExponential, ResidueNumbers, degree_bound

ATTEMPTS = 12
CHOOSY = 3  # choices of sizes where many may have no point
ATTEMPTS_AT_SIZES = 120
LARGEST_SIZE = 4
LARGEST_MATRIX = 3000
BALL_BITS = (256, 1024)
BALL_RADIUS = Fraction(1, 2**100)
BOUNDED_DOMAIN = frozenset({"log", "reciprocal"})

Point: TypeAlias = dict[str, Array]


class Points(Protocol):
    """Points to compare at, for each choice of the sizes of some terms."""

    terms: tuple[Term, ...]

    def at(self, sizes: Mapping[str, int], /) -> Iterable[Point]:
        """The points at these sizes."""
        ...


@dataclass(frozen=True)
class IdentityResult:
    """The outcome of an identity test.

    `agrees` says that no difference was seen; `shapes` lists the sizes tried; `detail` is one line on the arithmetic.
    `point` holds the matrices at which the sides differ, at the last of the sizes.
    """

    agrees: bool
    shapes: tuple[Mapping[str, int], ...]
    detail: str
    point: Point | None = None


def identity_test(lhs: Term, rhs: Term, seed: int = 0, trials: int = 3, points: Points | None = None) -> IdentityResult:
    """Two terms of one shape compared at random integer matrices, each trial at sizes of its own.

    >>> from lora_symbolic.language import matrix, ones, softmax
    >>> X = matrix("X", "m", "n")
    >>> u = matrix("u", "m", 1)
    >>> identity_test(softmax(X + u @ ones(1, "n")), softmax(X)).agrees
    True
    >>> identity_test(softmax(X + X), softmax(X)).agrees
    False

    `points` gives the points to compare at for each choice of sizes, in place of random integers.

    Raises EvaluationError when no point was found at which both sides are defined.
    """
    try:
        return _exact_test(lhs, rhs, seed, trials, points)
    except NestedExponential as reason:
        return _ball_test(lhs, rhs, seed, trials, str(reason).split(";")[0], points)


def _shapes(terms: tuple[Term, ...], seed: int, trials: int, points: Points | None) -> tuple[dict[str, int], ...]:
    """Random shapes; more of them where many may have no point."""
    if points is None:
        return random_shapes(terms, seed, trials)
    return random_shapes((*terms, *points.terms), seed, CHOOSY * trials)


def random_shapes(terms: tuple[Term, ...], seed: int, trials: int) -> tuple[dict[str, int], ...]:
    """Distinct choices of sizes: the smallest one, one without 1 where there is room, then any; equal sizes rarely.

    >>> from lora_symbolic.language import matrix
    >>> random_shapes((matrix("X", "m", "n"),), 0, 3)[0]
    {'m': 1, 'n': 1}
    """
    names = size_order(*terms)
    possible = Possible(terms, names, LARGEST_MATRIX)
    random = np.random.default_rng([seed, 1])
    chosen: list[tuple[int, ...]] = []
    for trial in range(trials):
        lowest = 2 if trial == 1 else 1
        for attempt in range(ATTEMPTS_AT_SIZES):
            # rare conditions such as d - r >= 1 may need larger sizes than 1; memory may want smaller ones
            late = max(0, attempt - ATTEMPTS_AT_SIZES // 2) // 25
            highest = min(1 + attempt // 4, 8) if trial == 0 else max(lowest, LARGEST_SIZE - late)
            choice = tuple(int(value) for value in random.integers(lowest, highest + 1, size=len(names)))
            choosy = trial > 0 and attempt < ATTEMPTS_AT_SIZES // 2
            if choice in chosen or (choosy and _alike(choice, chosen)):
                continue
            if possible(choice):
                chosen.append(choice)
                break
    if not chosen:  # sides such as d - 10 are positive beyond these sizes
        return tuple(small_sizes(terms, trials))
    return tuple(dict(zip(names, choice, strict=True)) for choice in chosen)


def _alike(choice: tuple[int, ...], chosen: list[tuple[int, ...]]) -> bool:
    """Whether sizes coincide too much to tell a transposition or a swapped size from the truth."""
    return len(set(choice)) < min(len(choice), 3) or (len(chosen) > 1 and coinciding([*chosen, choice]) > 0)


def _random_point(terms: tuple[Term, ...], sizes: Mapping[str, int], lowest: int, highest: int, seed: Any) -> Point:
    random = np.random.default_rng(seed)
    return {
        variable.name: random.integers(lowest, highest + 1, size=shape_at(variable, sizes))
        for variable in declared(*terms)
    }


def _values(
    terms: tuple[Term, ...],
    sizes: Mapping[str, int],
    bounds: tuple[tuple[int, int], ...],
    seed: int,
    numbers: Numbers,
    points: Points | None,
) -> tuple[Point, tuple[Array, ...]] | None:
    """The first random point where both sides are defined, with their values; None if there is none among a dozen."""
    drawn = (
        _random_point(terms, sizes, *bounds[attempt % len(bounds)], [seed, attempt, *sizes.values()])
        for attempt in range(ATTEMPTS)
    )
    for point in islice(points.at(sizes), ATTEMPTS) if points is not None else drawn:
        try:
            return point, evaluate_all(terms, point, sizes, numbers)
        except (DomainError, ZeroDivisionError):
            continue
    return None


def _exact_test(lhs: Term, rhs: Term, seed: int, trials: int, points: Points | None) -> IdentityResult:
    numbers = ResidueNumbers(seed)
    # among large integers few sums are 0, where a step has no value
    widest = 1000 if any(node.op == "step" for node in subterms(lhs, rhs)) else 20
    bounds = ((-widest, widest), (1, 20))
    if any(node.op in BOUNDED_DOMAIN for node in subterms(lhs, rhs)):
        bounds = bounds[::-1]  # residues have no sign: first a point where log and reciprocal are likely to be defined
    done: list[dict[str, int]] = []
    degree = 0
    for sizes in _shapes((lhs, rhs), seed, trials, points):
        if len(done) == trials:
            break
        found = _values((lhs, rhs), sizes, bounds, seed, numbers, points)
        if found is None:
            continue
        point, (left, right) = found
        done.append(sizes)
        if not (left - right == 0).all():  # a rational is never == to a residue
            return IdentityResult(False, tuple(done), f"{_how(numbers)}: different at {_listed(sizes)}", point)
        degree = max(degree, degree_bound(lhs, sizes) + degree_bound(rhs, sizes))
    if not done:
        raise EvaluationError("identity test: found no integer point at which both sides are defined")
    detail = f"{_how(numbers)}: equal at {'; '.join(map(_listed, done))}"
    if numbers.spread:
        miss = max(degree * numbers.spread / numbers.order, 1e-18)
        detail += f"; a difference at such a point is missed with probability at most {miss:.0e}"
    return IdentityResult(True, tuple(done), detail)


def _how(numbers: ResidueNumbers) -> str:
    return f"exp(s) = t^s modulo the prime {numbers.prime}" if numbers.spread else "exact rationals"


def _ball_test(lhs: Term, rhs: Term, seed: int, trials: int, reason: str, points: Points | None) -> IdentityResult:
    done: list[dict[str, int]] = []
    widest = 0.0
    for sizes in _shapes((lhs, rhs), seed, trials, points):
        if len(done) == trials:
            break
        found = _ball_radius((lhs, rhs), sizes, seed, points)
        if found is None:
            continue
        point, radius = found
        done.append(sizes)
        if radius < 0:
            detail = f"balls ({reason}): certainly different at {_listed(sizes)}"
            return IdentityResult(False, tuple(done), detail, point)
        widest = max(widest, radius)
    if not done:
        raise EvaluationError("identity test: found no integer point at which both sides are certainly defined")
    where = "; ".join(map(_listed, done))
    detail = f"balls ({reason}): every difference contains 0, relative radius at most {widest:.0e}, at {where}"
    return IdentityResult(True, tuple(done), detail)


def _ball_radius(
    terms: tuple[Term, ...], sizes: Mapping[str, int], seed: int, points: Points | None
) -> tuple[Point, float] | None:
    """A point, and the largest relative radius of the differences there if all contain 0; -1 when one excludes it.

    None when no point is certainly inside the domain, or when no precision makes the balls small enough to say much.
    """
    for bits in BALL_BITS:
        numbers = ball_numbers(bits)
        found = _values(terms, sizes, ((-2, 2), (1, 3)), seed, numbers, points)
        if found is None:
            return None
        point, values = found
        with numbers.activated():
            zero, radius = _differences(*values)
        if not zero:
            return point, -1.0
        if radius < BALL_RADIUS:
            return point, radius
    return None


def _differences(left: Array, right: Array) -> tuple[bool, float]:
    """Whether every difference contains 0, and the largest radius relative to 1 + |value|."""
    radius = 0.0
    for one, other in zip(left.ravel(), right.ravel(), strict=True):
        difference = one - other
        if difference != 0:  # balls: certainly different
            return False, 0.0
        radius = max(radius, float((difference.rad() / (1 + abs(one).upper())).upper()))
    return True, radius


def _listed(sizes: Mapping[str, int]) -> str:
    return sizes_text(sizes) or "fixed sizes"

"""Left Riemann sums on instances in closed form: how far off they are, in balls.

Orthogonal vectors with one pair of rows told apart: all queries but the first score s0 - shift with every key; the
first scores s1 with one key (a near pair) or s0 like the rest. Each row is a quotient of few exponentials:

    ordinary row    o = 1/(1 + e^(lambda (x + theta shift)))
    first row       o = S/(S + R),  S = e^(lambda y) + (n - 1) e^(-lambda x),  R = n   (scores less rho)

Dictionary
    Family          n, near or not, shift
    true_excess     the loss at X = I less n/8
    estimate        the same by a left Riemann sum with exact derivatives
    riemann_error_below     n x (1 - x/N)/(32 N), what N left nodes are off by at least (shift 0, no near pair)
    vectors_of              an instance of the family
    witness         a near pair whose estimate lies below that of an instance without one, and below 5/64
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from flint import arb, ctx

from lora_symbolic.evaluation.rationals import as_ball

from .embedding import MIDDLE, half_log_16, log_above
from .quadrature import upper
from .vectors import OrthogonalVectors

BITS = 96


@dataclass(frozen=True)
class Family:
    """n queries and n keys; the gap of the scores is 1."""

    count: int
    near: bool
    shift: int = 0

    @property
    def x(self) -> Fraction:
        """At least log(16 n)/2."""
        return half_log_16(self.count)

    @property
    def y(self) -> Fraction:
        """At least log n."""
        return log_above(self.count)

    @property
    def slope(self) -> Fraction:
        """x + theta shift."""
        return self.x + (self.x + self.y) * self.shift


def vectors_of(family: Family) -> OrthogonalVectors:
    """The vectors of width shift + 2: every key meets an ordinary query in shift + 1 places, the first one in one.

    A near pair: the first key misses the first query.
    """
    width = family.shift + 2
    ordinary = (1,) * width if family.shift else (1,) + (0,) * (width - 1)
    first = (1,) + (0,) * (width - 1)
    key = (1,) * (width - 1) + (0,)
    missing = (0,) + (1,) * (width - 1)
    if family.near and not family.shift:
        raise ValueError("a near pair needs a shift of at least 1")
    left = (first if family.near else ordinary, *((ordinary,) * (family.count - 1)))
    return OrthogonalVectors(left, (missing if family.near else key, *((key,) * (family.count - 1))))


def nodes(count: int, factor: int = 1, power: int = 4) -> int:
    """N = factor ceil((log L)^power) for L = 2 n."""
    with ctx.workprec(BITS):
        return factor * ceil(upper(as_ball(2 * count).log() ** power))


def _first_row(family: Family, at: arb) -> tuple[arb, arb]:
    """o and o' of the first row of a near instance."""
    up = (at * as_ball(family.y)).exp()
    down = (family.count - 1) * (-at * as_ball(family.x)).exp()
    s, slope = up + down, up * as_ball(family.y) - down * as_ball(family.x)
    total = s + family.count
    return s / total, slope * family.count / (total * total)


def _derivative(family: Family, at: arb) -> arb:
    """F'(lambda), the sum of o o' over the n queries."""
    o = 1 / (1 + (at * as_ball(family.slope)).exp())
    ordinary = -as_ball(family.slope) * o * o * (1 - o)
    if not family.near:
        return family.count * ordinary
    first, slope = _first_row(family, at)
    return (family.count - 1) * ordinary + first * slope


def true_excess(family: Family) -> arb:
    """The sum of o^2/2 at lambda = 1."""
    with ctx.workprec(BITS):
        o = 1 / (1 + as_ball(family.slope).exp())
        if not family.near:
            return family.count * o * o / 2
        first, _ = _first_row(family, arb(1))
        return ((family.count - 1) * o * o + first * first) / 2


def estimate(family: Family, count: int) -> arb:
    """n/8, the value at lambda = 0, plus the left Riemann sum with `count` nodes."""
    with ctx.workprec(BITS):
        step = arb(1) / count
        total = sum((_derivative(family, k * step) for k in range(count)), arb(0))
        return as_ball(Fraction(family.count, 8)) + total * step


def riemann_error_below(family: Family, count: int) -> Fraction:
    """n x (1 - x/N)/(32 N): exact."""
    x = family.x
    return family.count * x * (1 - x / count) / (32 * count)


@dataclass(frozen=True)
class Witness:
    """Estimates that tell the wrong story."""

    count: int
    nodes: int
    near_true: arb
    far_true: arb
    near_estimate: arb
    far_estimate: arb

    @property
    def convinces(self) -> bool:
        """The near instance is estimated below the far one and below 5/64, though it truly lies above both."""
        with ctx.workprec(BITS):
            truly = bool(self.near_true > self.far_true) and bool(self.near_true > as_ball(MIDDLE))
            return truly and bool(self.near_estimate < self.far_estimate) and bool(self.near_estimate < as_ball(MIDDLE))


def witness(count: int, factor: int = 1, power: int = 4) -> Witness:
    """A near instance with shift 2 beside a far one with shift 0, N = factor ceil((log L)^power) left nodes."""
    number = nodes(count, factor, power)
    near, far = Family(count, True, 2), Family(count, False)
    return Witness(count, number, true_excess(near), true_excess(far), estimate(near, number), estimate(far, number))

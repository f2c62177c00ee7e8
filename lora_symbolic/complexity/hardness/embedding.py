"""From two lists of vectors to one attention problem whose loss at X = I tells whether a near pair exists.

With a' = (a, 1 - a), b' = (b, 1 - b) the score <a', b'> = m - distance; with a' = (1 - a, a), b' = (1, 1 - b) it is
m - <a, b>. A near pair scores at least s1, all others at most s0 = s1 - g. The entries of a' add up to m, so the
constant key (rho/m) 1 scores rho with every query.

    n queries u a', then n rows of zeros;   n keys v b' of value 1, then n keys v (rho/m) 1 of value 0;   uv = theta r

    x >= log(16 n)/2,  y >= log n,  theta = (x + y)/g,  rho = s0 + x/theta,  r = 2m,  L = 2n

Row i of softmax(A1 A2^T / r) A3 is o_i = S/(S + R), S = sum_j exp(theta score_ij), R = n exp(theta rho).
No near pair: o_i <= 1/(1 + e^x) <= 1/(4 sqrt(n)) for all i, so sum o_i^2/2 <= 1/32.
A near pair: o_i >= 1/(1 + n e^(-y)) >= 1/2 for one i, so sum o_i^2/2 >= 1/8.

Dictionary
    Embedding       theta, rho, x, y, m, n with the attention problem, all rational
    embed           OrthogonalVectors or ClosestPair -> Embedding
    FAR, NEAR       1/32 and 1/8, what the loss exceeds n/8 by
    MIDDLE, MARGIN  5/64 and 3/64
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb, ctx

from lora_symbolic.evaluation.rationals import integer_in

from .attention_problem import AttentionProblem, Matrix
from .vectors import ClosestPair, OrthogonalVectors, Vector

FAR = Fraction(1, 32)
NEAR = Fraction(1, 8)
MIDDLE = (FAR + NEAR) / 2
MARGIN = (NEAR - FAR) / 2
GRID = 64  # x and y are rounded up to multiples of 1/64


@dataclass(frozen=True)
class Embedding:
    """The attention problem with the numbers that made it."""

    problem: AttentionProblem
    count: int
    width: int
    gap: int
    near_score: int
    x: Fraction
    y: Fraction
    scale: Fraction

    @property
    def theta(self) -> Fraction:
        """The factor of the scores in the logits."""
        return (self.x + self.y) / self.gap

    @property
    def rho(self) -> Fraction:
        """The score of the constant keys."""
        return self.near_score - self.gap + self.x / self.theta

    @property
    def spread(self) -> Fraction:
        """Theta m: all logits lie in [0, theta m]."""
        return self.theta * self.width

    @property
    def bound(self) -> Fraction:
        """B: the largest of u and v, at most 2 sqrt(theta r)."""
        return max(self.scale, self.theta * 2 * self.width / self.scale)

    @property
    def offset(self) -> Fraction:
        """n/8: what the rows of zeros give to the loss."""
        return Fraction(self.count, 8)

    @property
    def loss_at_zero(self) -> Fraction:
        """n/4: the loss at X = 0, where every row of the softmax is 1/L."""
        return Fraction(self.count, 4)


def embed(instance: OrthogonalVectors | ClosestPair, sharpness: Fraction = Fraction(1)) -> Embedding:
    """The attention problem of an instance; a sharpness below 1 shrinks x and y, and breaks the gap's guarantee.

    >>> made = embed(OrthogonalVectors(((1, 0),), ((0, 1),)))
    >>> made.x, made.y, made.problem.tokens, made.problem.width
    (Fraction(89, 64), Fraction(1, 64), 2, 4)
    """
    width, count = len(instance.left[0]), len(instance.left)
    if isinstance(instance, OrthogonalVectors):
        gap, near = 1, width
        queries = [(*_complement(a), *a) for a in instance.left]
        keys = [(*((1,) * width), *_complement(b)) for b in instance.right]
    else:
        gap, near = instance.far - instance.near, width - instance.near
        queries = [(*a, *_complement(a)) for a in instance.left]
        keys = [(*b, *_complement(b)) for b in instance.right]
    x, y = sharpness * half_log_16(count), sharpness * log_above(count)
    theta = (x + y) / gap
    rho = near - gap + x / theta
    scale = power_of_two_near_root(theta * 2 * width)
    other = theta * 2 * width / scale
    zero, one = Fraction(0), Fraction(1)
    a1 = (*(tuple(scale * entry for entry in row) for row in queries), *((zero,) * (2 * width) for _ in queries))
    constant = (other * rho / width,) * (2 * width)
    a2 = (*(tuple(other * entry for entry in row) for row in keys), *(constant for _ in keys))
    rest = (zero,) * (2 * width - 1)
    a3 = (*((one, *rest) for _ in keys), *((zero, *rest) for _ in keys))
    e: Matrix = tuple((zero,) * (2 * width) for _ in range(2 * count))
    return Embedding(AttentionProblem(a1, a2, a3, e), count, width, gap, near, x, y, scale)


def _complement(vector: Vector) -> Vector:
    return tuple(1 - entry for entry in vector)


def log_above(count: int) -> Fraction:
    """The least multiple of 1/64 that is certainly at least log(count), and at least 1/64."""
    return max(_rounded_up(lambda: arb(count).log()), Fraction(1, GRID))


def half_log_16(count: int) -> Fraction:
    """The least multiple of 1/64 that is certainly at least log(16 count)/2."""
    return _rounded_up(lambda: arb(16 * count).log() / 2)


def _rounded_up(value: Callable[[], arb]) -> Fraction:
    with ctx.workprec(64):
        return Fraction(integer_in((value() * GRID).upper().ceil()), GRID)


def power_of_two_near_root(value: Fraction) -> Fraction:
    """The least power of two s with s >= sqrt(value): s^2 < 4 value.

    >>> power_of_two_near_root(Fraction(5)), power_of_two_near_root(Fraction(1, 4))
    (Fraction(4, 1), Fraction(1, 2))
    """
    s = Fraction(2) ** max(isqrt(value.numerator // value.denominator).bit_length(), 0)
    while s * s >= 4 * value:
        s /= 2
    while s * s < value:
        s *= 2
    return s

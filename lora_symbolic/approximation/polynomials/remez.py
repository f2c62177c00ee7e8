"""The best polynomial for exp on an interval: Remez's exchange in balls, in t = (x - c) / h.

On a reference t_0 < ... < t_{n+1} the polynomial with e(t_i) = (-1)^i E (E exp for relative error) is F - E G, where F
and G interpolate exp and the alternating signs (times exp), and E is the ratio of their leading coefficients. Its error
has n + 1 zeros between the points of the reference, and no more (Rolle), hence exactly one critical point between two
neighbouring zeros: the n critical points and the two ends are the next reference. Each lies between the neighbours of
the old point, so a search there cannot miss it.

Dictionary
    minimax    the polynomial with exact dyadic coefficients, and the points of its alternation
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from flint import arb, arb_poly, ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction

from ..domain import MAX_BITS, Number, checked_bits, checked_degree, checked_interval, checked_kind
from ..errors import ApproximationError, NotCertified
from .polynomial import ExpPolynomial
from .rounding import dyadic_polynomial, log2_bernstein

LEVEL = 44  # the polynomial is accepted when |e| at its extremes differs by less than 2^-LEVEL of itself
MAX_ROUNDS = 100
PATIENCE = 3  # rounds without progress before more bits are taken


def minimax(
    low: Number,
    high: Number,
    degree: int,
    error: str = "relative",
    bits: int | None = None,
    level: int = LEVEL,
) -> ExpPolynomial:
    """The best polynomial of this degree for exp on [low, high], with exact dyadic coefficients.

    Its error exceeds the least possible by at most 2^(4-level) of itself; the precision starts at `bits`, or at what
    should do, and grows until that is reached.

    Raises ApproximationError for an interval, degree, kind of error or precision that makes no sense; NotCertified
    when the exchange does not settle.

    >>> p = minimax(-1, 1, 4)
    >>> p.degree, len(p.alternation), abs(p(Fraction(1)) - Fraction("2.7182818")) < Fraction("0.0015")
    (4, 6, True)
    """
    a, b = checked_interval(low, high)
    checked_degree(degree)
    checked_kind(error)
    if not 8 <= level <= MAX_BITS // 8:
        raise ApproximationError(f"level is {level}; expected 8 to {MAX_BITS // 8}")
    return _minimax(a, b, degree, error, bits if bits is None else checked_bits(bits), level)


@lru_cache(maxsize=4096)
def _minimax(a: Fraction, b: Fraction, degree: int, error: str, bits: int | None, level: int) -> ExpPolynomial:
    h = (b - a) / 2
    working = bits or _working_bits(h, degree, error, level)
    while working <= MAX_BITS:
        try:
            with ctx.workprec(working):
                Q, points, size = Exchange(h, degree, error == "relative").settle(level)
                return _exact(Q, points, size, a, b, error, level)
        except NotCertified:
            working = 2 * working
    raise NotCertified(f"the exchange did not settle within {MAX_BITS} bits")


def _working_bits(h: Fraction, degree: int, error: str, level: int) -> int:
    """Enough for most: Bernstein's size of the error, the conditioning of interpolation, the spread of exp."""
    smallness = max(0.0, -log2_bernstein(h, degree))
    return math.ceil(96 + level - LEVEL + 4.5 * degree + smallness + (5 if error == "relative" else 3) * float(h))


def _exact(
    Q: arb_poly, points: list[arb], size: arb, a: Fraction, b: Fraction, error: str, level: int
) -> ExpPolynomial:
    """Exact coefficients in x for exp on [a, b], from the ball polynomial for exp(h t)."""
    c, h = (a + b) / 2, (b - a) / 2
    floor = float(a) if error == "relative" else float(c)
    size_bits = _log2(size) + floor / math.log(2)
    scale = as_ball(c).exp()
    exact = [fraction((value * scale).mid()) for value in Q.coeffs()]
    exact += [Fraction(0)] * (len(points) - 1 - len(exact))
    coefficients = dyadic_polynomial(exact, a, b, math.ceil(-size_bits) + level + 4)
    ends = [a, *(c + h * fraction(_short(t, level)) for t in points[1:-1]), b]
    return ExpPolynomial(coefficients, a, b, f"minimax-{error}", tuple(ends))


def _log2(value: arb) -> float:
    mantissa, exponent = abs(value).mid().man_exp()
    return math.log2(int(mantissa)) + int(exponent)


def _short(t: arb, level: int) -> arb:
    """A point to a few more bits than the level: extremes are flat, so that is more than enough."""
    with ctx.workprec(level + 56):
        return (+t).mid()


class Exchange:
    """The exchange for exp(h t) on [-1, 1]."""

    def __init__(self, h: Fraction, degree: int, relative: bool) -> None:
        self.h = as_ball(h)
        self.degree = degree
        self.relative = relative
        self.points = [arb(t) for t in first_reference(float(h), degree, relative)]
        self.Q = self.D = self.D1 = arb_poly([0])

    def settle(self, level: int) -> tuple[arb_poly, list[arb], arb]:
        """Exchange until the error is level: the polynomial, its extremes, the size of its error."""
        best, since = arb.pos_inf(), 0
        for _ in range(MAX_ROUNDS):
            self._interpolate()
            self.points = self._extremes()
            sizes = [abs(self.error(t)) for t in self.points]
            small, large = min(s.lower() for s in sizes), max(s.upper() for s in sizes)
            if not (small > 0 and large.is_finite()):
                raise NotCertified("the error is not told from 0 at an extreme")
            uneven = (large / small - 1).upper()
            if uneven < arb(2) ** -level:
                return self.Q, self.points, large
            best, since = (uneven, 0) if uneven < best else (best, since + 1)
            if since > PATIENCE:
                raise NotCertified("the exchange makes no progress at this precision")
        raise NotCertified(f"the exchange did not settle within {MAX_ROUNDS} rounds")

    def _interpolate(self) -> None:
        """The polynomial whose error alternates on the reference."""
        values = [(self.h * t).exp() for t in self.points]
        signs = [
            (-value if self.relative else arb(-1)) if k % 2 else (value if self.relative else arb(1))
            for k, value in enumerate(values)
        ]
        F = arb_poly.interpolate(self.points, values)
        G = arb_poly.interpolate(self.points, signs)
        top = self.degree + 1
        if not G[top] != 0:
            raise NotCertified("the reference's weights are not told from 0")
        level = F[top] / G[top]
        self.Q = arb_poly([(F[k] - level * G[k]).mid() for k in range(top)])
        D = self.Q.derivative()
        self.D = D - self.h * self.Q if self.relative else D
        self.D1 = self.D.derivative()

    def error(self, t: arb) -> arb:
        """e(t)."""
        if self.relative:
            return self.Q(t) * (-self.h * t).exp() - 1
        return self.Q(t) - (self.h * t).exp()

    def slope(self, t: arb) -> tuple[arb, arb]:
        """D(t), D'(t), with the sign of e'."""
        if self.relative:
            return self.D(t), self.D1(t)
        steep = self.h * (self.h * t).exp()
        return self.D(t) - steep, self.D1(t) - self.h * steep

    def _extremes(self) -> list[arb]:
        """The ends, and the critical point between the neighbours of each inner point of the reference."""
        points = self.points
        inner = [self._climb(points[k - 1], points[k], points[k + 1], careful=False) for k in range(1, len(points) - 1)]
        if any(not left < right for left, right in pairwise(inner)):
            raise NotCertified("two extremes are not told apart")
        return [arb(-1), *inner, arb(1)]

    def _climb(self, left: arb, start: arb, right: arb, careful: bool) -> arb:
        """The critical point of |e| over (left, right), where e has the sign that it has at start.

        Points with that sign lie between the two zeros beside start, where the slope says on which side of t the
        extreme lies. A careful search looks at the sign at every step; the quick one only at the end.
        """
        sign = 1 if self.error(start).mid() > 0 else -1
        low, t, high = left, start, right
        small = arb(2) ** -30 * (right - left)
        for _ in range(200 if careful else 30):
            slope, curve = self.slope(t)
            slope, curve = slope.mid() * sign, curve.mid() * sign
            low, high = (t, high) if slope > 0 else (low, t)
            following = (t - slope / curve).mid() if curve < 0 else arb.nan()
            if not (following.is_finite() and low < following < high):
                following = ((low + high) / 2).mid()
            while careful and not self.error(following).mid() * sign > 0:
                following = ((t + following) / 2).mid()
            step, t = abs(following - t), following
            if step < small:
                break
        if careful or self.error(t).mid() * sign > 0:
            return t
        return self._climb(left, start, right, careful=True)


def first_reference(h: float, degree: int, relative: bool) -> list[float]:
    """Where the extremes of the best polynomial's error lie, nearly: t = cos(theta) with phase(theta) = k pi.

    The tail 2 sum_{k>=N} I_k(h) T_k is nearly 2 I_N Re(z^N / (1 - r z)), r = I_{N+1} / I_N, N = degree + 1; the
    all-pass function with that denominator has the phase N theta + 2 arg(1 / (1 - r z)). Dividing by exp(h t) takes
    h sin(theta) from the phase. Only a start: the exchange settles on the truth from elsewhere too.

    >>> [round(t, 3) for t in first_reference(1e-6, 2, relative=False)]
    [-1.0, -0.5, 0.5, 1.0]
    """
    N = degree + 1
    r = h / (N + math.hypot(N, h))
    turn = min(h, 0.98 * N) if relative else 0.0

    def phase(theta: float) -> float:
        return N * theta + 2 * math.atan2(r * math.sin(theta), 1 - r * math.cos(theta)) - turn * math.sin(theta)

    points = []
    for k in range(N - 1, 0, -1):
        low, high = 0.0, math.pi
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if phase(middle) < k * math.pi else (low, middle)
        points.append(math.cos(low))
    return [-1.0, *points, 1.0]

"""The least error of a degree and the least degree for an error, certified from both sides.

Below, by de la Vallee Poussin: a polynomial whose error alternates in sign at n + 2 points, at least s in size there,
cannot be beaten below s by any polynomial of degree n (their difference would have n + 1 zeros).
Above, by the certified sup of one polynomial.

Dictionary
    alternation_bound    the certified lower bound from n + 2 points
    least_error          an Enclosure of the least sup error of any polynomial of this degree
    least_degree         the least degree of a method for (bound, eps): this degree suffices, no smaller one does
    LeastDegree          what least_degree finds
    least_border, measured_error   the same without the certificate above: where to look, and the least error from below
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction, rational

from ..domain import (
    MAX_DEGREE,
    Number,
    checked_bound,
    checked_degree,
    checked_eps,
    checked_interval,
    checked_kind,
    checked_width,
    log2,
    shown,
)
from ..error.certify import WIDTH, certified_error
from ..error.error_function import ErrorFunction, bits_needed
from ..errors import ApproximationError, NotCertified
from ..polynomials.chebyshev import bessels, chebyshev
from ..polynomials.polynomial import Enclosure, ExpPolynomial
from ..polynomials.remez import LEVEL, minimax
from ..polynomials.rounding import log2_bernstein
from ..polynomials.taylor import taylor

QUICK = 128  # up to this degree the best polynomial costs little
METHODS = ("minimax", "chebyshev", "taylor")
# (level of the exchange, relative width of the enclosure): from a glance to what decides a tie
EFFORTS = ((LEVEL, WIDTH), (LEVEL, Fraction(1, 2**36)), (200, Fraction(1, 2**180)), (1200, Fraction(1, 2**1100)))


@dataclass(frozen=True)
class LeastDegree:
    """The least degree, a polynomial that attains it, its certified error, and what the degree below cannot do.

    `below` is a certified lower bound, above eps, on the error that the method has with one degree less: of every
    polynomial for minimax, of the method's own polynomial otherwise. It is None for degree 0.
    """

    degree: int
    polynomial: ExpPolynomial
    error: Enclosure
    below: Fraction | None


def alternation_bound(polynomial: ExpPolynomial, error: str, bits: int | None = None) -> Fraction:
    """A number below the error of every polynomial of this degree, from the polynomial's recorded alternation.

    Raises NotCertified when the error does not certainly alternate there.
    """
    points = polynomial.alternation
    if len(points) != polynomial.degree + 2 or list(points) != sorted(set(points)):
        raise ApproximationError(f"{len(points)} points; expected degree + 2 = {polynomial.degree + 2}, ascending")
    if points[0] < polynomial.low or points[-1] > polynomial.high:
        raise ApproximationError("a point of the alternation lies outside the interval")
    with ctx.workprec(bits or bits_needed(polynomial, error)):
        e = ErrorFunction(polynomial, error)
        values = [e.value(as_ball((x - polynomial.centre) / polynomial.half_width)) for x in points]
        sign = 1 if values[0] > 0 else -1
        smallest = None
        for k, value in enumerate(values):
            size = value * sign * (-1) ** k
            if not size > 0:
                raise NotCertified(f"the error does not certainly alternate at point {k}")
            smallest = size.lower() if smallest is None or size.lower() < smallest else smallest
        return fraction(smallest)


def least_error(
    low: Number, high: Number, degree: int, error: str = "relative", width: Number = WIDTH, level: int = LEVEL
) -> Enclosure:
    """An Enclosure of min over polynomials p of this degree of sup |p - exp|, or of sup |p / exp - 1|.

    >>> found = least_error(-1, 1, 4, "absolute")
    >>> Fraction("0.00054") < found.low <= found.high < Fraction("0.00055")
    True
    """
    best = minimax(low, high, degree, error, level=level)
    wanted = checked_width(width)
    sup = certified_error(best, error, wanted)
    extra = max(0, math.ceil(-log2(wanted)) - 24)
    return Enclosure(alternation_bound(best, error, bits_needed(best, error) + extra), sup.high)


def least_degree(bound: Number, eps: Number, error: str = "relative", method: str = "minimax") -> LeastDegree:
    """The least degree with which the method's error on [-bound, bound] is at most eps.

    Raises ApproximationError for bad input or beyond MAX_DEGREE, NotCertified for a tie that no effort decides.

    >>> found = least_degree(1, "1e-3", "absolute")
    >>> found.degree, found.error.high <= Fraction(1, 1000) < found.below
    (4, True)
    """
    B = checked_bound(bound)
    return least_degree_on(-B, B, eps, error, method)


def least_degree_on(
    low: Number, high: Number, eps: Number, error: str = "relative", method: str = "minimax"
) -> LeastDegree:
    """The least degree on any interval [low, high]; see least_degree."""
    a, b = checked_interval(low, high)
    goal = checked_eps(eps)
    checked_kind(error)
    if method == "minimax":
        return _least_minimax(a, b, goal, error)
    if method not in METHODS:
        raise ApproximationError(f"method is {method!r}; expected one of {', '.join(METHODS)}")
    return _least_of_family(a, b, goal, error, chebyshev if method == "chebyshev" else taylor)


def _estimate(a: Fraction, b: Fraction, degree: int, error: str) -> float:
    """log2 of the least error, nearly: Bernstein's size, corrected by exp(+-h^2 / 4N)."""
    c, h = (a + b) / 2, (b - a) / 2
    bend = float(h) ** 2 / (4 * (degree + 1) * math.log(2))
    size = log2_bernstein(h, degree)
    return size - bend if error == "relative" else size + bend + float(c) / math.log(2)


def measured_error(a: Fraction, b: Fraction, degree: int, error: str, level: int | None = None) -> Fraction:
    """The least error from below, and within 2^-8 of it: cheap, since no sup is enclosed."""
    settled = level or (LEVEL if degree <= QUICK else 8)
    best = minimax(a, b, degree, error, level=settled)
    extra = max(0, settled - 24)
    return alternation_bound(best, error, bits_needed(best, error) + extra)


def _least_minimax(a: Fraction, b: Fraction, eps: Fraction, error: str) -> LeastDegree:
    """Find the border by the measured errors, then certify both of its sides."""
    border = least_border(a, b, eps, error)
    for degree in (border, border + 1):
        for level, width in EFFORTS:
            best = minimax(a, b, degree, error, level=level)
            sup = certified_error(best, error, width)
            if sup.high <= eps:
                return LeastDegree(degree, best, sup, _below(a, b, degree, eps, error))
            if sup.low > eps and measured_error(a, b, degree, error, level) > eps:
                break
        else:
            raise NotCertified(f"degree {degree} has an error too close to eps = {shown(eps)}")
    raise NotCertified(f"neither side of degree {border} was certified for eps = {shown(eps)}")


def least_border(a: Fraction, b: Fraction, eps: Fraction, error: str) -> int:
    """The least degree whose measured error is not above eps: steps by the slope, between what is known."""
    goal = log2(eps)
    low, high = 0, MAX_DEGREE
    while low < high:
        middle = (low + high) // 2
        # Below N = h the estimate does not fall with the degree; the true error is large there.
        small = middle + 1 > (b - a) / 2 and _estimate(a, b, middle, error) <= goal
        low, high = (low, middle) if small else (middle + 1, high)
    degree, too_small, enough = min(low, MAX_DEGREE), -1, MAX_DEGREE + 1
    while True:
        measured = measured_error(a, b, degree, error)
        if measured <= eps:
            enough = degree
        else:
            too_small = degree
        if enough - too_small == 1:
            if enough > MAX_DEGREE:
                raise ApproximationError(f"no degree up to {MAX_DEGREE} suffices for eps = {shown(eps)}")
            return enough
        fall = _estimate(a, b, degree, error) - _estimate(a, b, degree + 1, error)
        step = math.floor((log2(measured) - goal) / max(fall, 0.25))
        # One step beyond the border tells its other side.
        degree = min(max(degree + step + (measured > eps), too_small + 1), enough - 1)


def _below(a: Fraction, b: Fraction, degree: int, eps: Fraction, error: str) -> Fraction | None:
    if degree == 0:
        return None
    for level in (None, *(level for level, _ in EFFORTS)):
        below = measured_error(a, b, degree - 1, error, level)
        if below > eps:
            return below
    raise NotCertified(f"degree {degree - 1} has an error too close to eps = {shown(eps)}")


def _least_of_family(
    a: Fraction, b: Fraction, eps: Fraction, error: str, build: Callable[[Fraction, Fraction, int], ExpPolynomial]
) -> LeastDegree:
    """Go up through the degrees: an error above eps at an end refuses a degree, a certified sup accepts it."""
    with ctx.workprec(256 + math.ceil(8 * (b - a)) + 2 * eps.denominator.bit_length()):
        ends = _end_errors(a, b, error, build is taylor)
    below: Fraction | None = None
    goal = rational(eps)
    for degree, at_ends in enumerate(ends):
        if at_ends > goal:
            below = fraction(at_ends.lower())
            continue
        polynomial = build(a, b, degree)
        for _, width in EFFORTS[:3]:
            sup = certified_error(polynomial, error, width)
            if sup.high <= eps:
                return LeastDegree(degree, polynomial, sup, below)
            if sup.low > eps:
                below = sup.low
                break
        else:
            raise NotCertified(f"degree {degree} has an error too close to eps = {shown(eps)}")
    raise ApproximationError(f"no degree up to {MAX_DEGREE} suffices for eps = {shown(eps)}")


def _end_errors(a: Fraction, b: Fraction, error: str, is_taylor: bool) -> list[arb]:
    """For each degree the larger of the errors at the two ends, as balls, of the exact partial sums."""
    c, h = as_ball((a + b) / 2), as_ball((b - a) / 2)
    half = (b - a) / 2
    count = min(MAX_DEGREE, _enough(half, error)) + 1
    if is_taylor:
        terms = [arb(1)]
        for k in range(1, count):
            terms.append(terms[-1] * h / k)
    else:
        values = bessels(half, count)
        terms = [values[0], *(2 * value for value in values[1:count])]
    scale = c.exp() if error == "absolute" else arb(1)
    right_weight, left_weight = ((-h).exp(), h.exp()) if error == "relative" else (arb(1), arb(1))
    right, left, errors = -h.exp(), -(-h).exp(), []
    right_weight, left_weight = right_weight * scale, left_weight * scale
    for k, term in enumerate(terms):
        right, left = right + term, left + (-1) ** k * term
        at_right, at_left = abs(right) * right_weight, abs(left) * left_weight
        errors.append(at_left if at_left.lower() > at_right.lower() else at_right)
    return errors


def _enough(half: Fraction, error: str) -> int:
    """More degrees than any eps within the limits needs for this interval, short of MAX_DEGREE."""
    return checked_degree(MAX_DEGREE) if half > 100 else 2600 if error == "relative" else 2000

"""The Chebyshev expansion of exp, cut off, and its error in closed form.

    exp(c + h t) = exp(c) (I_0(h) + 2 sum_{k>=1} I_k(h) T_k(t)),   t = (x - c) / h in [-1, 1]

All coefficients are positive, so the sup of the truncation's error is its value at t = 1: 2 exp(c) sum_{k>n} I_k(h).

Dictionary
    chebyshev           the truncation with exact dyadic coefficients
    truncation_error    the sup error of the exact truncation, certified
    bessel_tail         sum_{k>n} I_k(h), a ball at the present precision
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, ctx, fmpz, fmpz_poly

from lora_symbolic.evaluation.rationals import as_ball, fraction, integer_in

from ..domain import MAX_BITS, Number, checked_degree, checked_interval
from .polynomial import Enclosure, ExpPolynomial
from .rounding import SPARE, dyadic_polynomial, log2_bernstein


def chebyshev(low: Number, high: Number, degree: int) -> ExpPolynomial:
    """The Chebyshev expansion of exp on [low, high], cut off after this degree; coefficients rounded to dyadics.

    The rounding moves it by less than 2^-40 of its error.

    >>> chebyshev(-1, 1, 1).coefficients[1] > 1
    True
    """
    a, b = checked_interval(low, high)
    checked_degree(degree)
    c, h = (a + b) / 2, (b - a) / 2
    bits = math.ceil(-log2_bernstein(h, degree) - float(c) / math.log(2)) + SPARE
    fixed = max(0, bits) + 2 * degree + 64
    with ctx.workprec(fixed + math.ceil(2 * (abs(c) + h)) + 64):
        scale = as_ball(c).exp() * (arb(2) ** fixed)
        values = [integer_in((scale * bessel).mid().floor()) for bessel in bessels(h, degree)]
    scaled = [Fraction(int(value), 1 << fixed) for value in _in_monomials(values)]
    scaled += [Fraction(0)] * (degree + 1 - len(scaled))
    return ExpPolynomial(dyadic_polynomial(scaled, a, b, bits), a, b, "chebyshev")


def bessels(h: Fraction, degree: int) -> list[arb]:
    """I_0(h), ..., I_degree(h) as balls, by the recurrence downwards, which is stable.

    >>> [round(float(value), 6) for value in bessels(Fraction(1), 2)]
    [1.266066, 0.565159, 0.135748]
    """
    x = as_ball(h)
    after, value = x.bessel_i(degree + 1), x.bessel_i(degree)
    found = [value]
    for k in range(degree, 0, -1):
        after, value = value, after + 2 * k * value / x
        found.append(value)
    return found[::-1]


def _in_monomials(values: list[int]) -> list[fmpz]:
    """value_0 + 2 sum value_k T_k in monomials, by Clenshaw's recurrence on integer polynomials."""
    twice = fmpz_poly([0, 2])
    t = fmpz_poly([0, 1])
    one, two = fmpz_poly([]), fmpz_poly([])
    for value in reversed(values[1:]):
        one, two = twice * one - two + 2 * value, one
    return list((t * one - two + values[0]).coeffs())


def bessel_tail(h: Fraction, degree: int) -> arb:
    """sum_{k>degree} I_k(h), a ball: the head of the sum, and a geometric bound on the rest.

    The ratio I_{k+1} / I_k is at most h / (2 k + 2), so beyond k > h the rest is at most as large as its first term.

    >>> 0.5 < float(bessel_tail(Fraction(1), 0)) < 0.9
    True
    """
    last = degree + 1 + math.ceil(h)
    goal = 2 * ctx.prec
    size, k = 0.0, last
    while size < goal:  # bits by which the terms fall below the first
        k += 1
        size += math.log2(2 * k / float(h))
    values = bessels(h, k)
    head = sum(values[degree + 1 :], arb(0))
    return head + arb(0, values[-1].abs_upper())


def truncation_error(low: Number, high: Number, degree: int, bits: int = 128) -> Enclosure:
    """2 exp(c) sum_{k>n} I_k(h), the exact sup of |truncation - exp| over [low, high].

    >>> found = truncation_error(-1, 1, 4)
    >>> Fraction("0.00059") < found.low <= found.high < Fraction("0.0006")
    True
    """
    a, b = checked_interval(low, high)
    checked_degree(degree)
    with ctx.workprec(min(bits, MAX_BITS)):
        value = 2 * as_ball((a + b) / 2).exp() * bessel_tail((b - a) / 2, degree)
        return Enclosure(fraction(value.lower()), fraction(value.upper()))

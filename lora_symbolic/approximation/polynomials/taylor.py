"""Taylor's polynomial of exp about the middle of an interval.

Dictionary
    taylor    sum_{k<=n} exp(c) (x - c)^k / k!, exact when c = 0; otherwise exp(c) is a dyadic number close to it
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction

from ..domain import Number, checked_degree, checked_interval
from .polynomial import ExpPolynomial
from .rounding import SPARE, dyadic_polynomial, log2_bernstein


def taylor(low: Number, high: Number, degree: int) -> ExpPolynomial:
    """Taylor's polynomial of this degree about the middle of [low, high].

    >>> [str(value) for value in taylor(-2, 2, 3).coefficients]
    ['1', '1', '1/2', '1/6']
    """
    a, b = checked_interval(low, high)
    checked_degree(degree)
    c, h = (a + b) / 2, (b - a) / 2
    exact = [Fraction(1, math.factorial(k)) for k in range(degree + 1)]
    if c == 0:
        return ExpPolynomial(tuple(exact), a, b, "taylor")
    bits = math.ceil(-log2_bernstein(h, degree) - float(c) / math.log(2)) + SPARE + math.ceil(2 * h)
    with ctx.workprec(max(64, bits + math.ceil(4 * h) + math.ceil(2 * abs(c)) + 64)):
        scale = fraction(as_ball(c).exp().mid())
    scaled = [scale * value * h**k for k, value in enumerate(exact)]
    return ExpPolynomial(dyadic_polynomial(scaled, a, b, bits), a, b, "taylor")

"""The error of a polynomial at points, by mpmath at sixty digits beyond what cancels: it shares nothing with us."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import mpmath

from lora_symbolic.approximation import ExpPolynomial

DIGITS = 60


def working_digits(polynomial: ExpPolynomial) -> int:
    """Sixty digits, the spread of exp, and what an error as small as 1e-120 loses by cancellation."""
    reach = max(abs(polynomial.low), abs(polynomial.high))
    return DIGITS + 130 + math.ceil(2 * reach)


def error_at(polynomial: ExpPolynomial, error: str, x: Fraction) -> mpmath.mpf:
    """p(x) - exp(x), or p(x) / exp(x) - 1."""
    with mpmath.workdps(working_digits(polynomial)):
        point, value = mpmath.mpf(x.numerator) / x.denominator, mpmath.mpf(0)
        for coefficient in reversed(polynomial.coefficients):
            value = value * point + mpmath.mpf(coefficient.numerator) / coefficient.denominator
        true = mpmath.exp(point)
        return value / true - 1 if error == "relative" else value - true


def sampled_sup(polynomial: ExpPolynomial, error: str, count: int, extra: Iterable[Fraction] = ()) -> Fraction:
    """The largest absolute error at points of a Chebyshev-like grid with both ends, as an exact number."""
    c, h = polynomial.centre, polynomial.half_width
    points = [c - h, c + h, *extra]
    points += [c + h * Fraction(round(4096 * math.cos(math.pi * k / count)), 4096) for k in range(1, count)]
    return max(abs(as_fraction(error_at(polynomial, error, x))) for x in points)


def as_fraction(value: mpmath.mpf) -> Fraction:
    """The exact value of an mpmath number."""
    sign, mantissa, exponent, _ = value._mpf_
    number = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -number if sign else number

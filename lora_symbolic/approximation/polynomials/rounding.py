"""Exact coefficients with as few bits as their purpose allows.

Dictionary
    dyadic_polynomial    coefficients in x, rounded to dyadic numbers so that p moves by at most 2^-bits on [a, b]
    log2_bernstein       the logarithm of h^N / (2^n N!), about the size of the best error
    SPARE                how many bits below the error the rounding stays
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq_poly

from lora_symbolic.evaluation.rationals import fraction, rational

SPARE = 48


def log2_bernstein(half_width: Fraction, degree: int) -> float:
    """log2 of h^N / (2^n N!), N = n + 1: Bernstein's size of the best error for exp(h t).

    >>> log2_bernstein(Fraction(2), 0)
    1.0
    """
    N = degree + 1
    return N * math.log2(half_width) - degree - math.lgamma(N + 1) / math.log(2)


def dyadic_polynomial(scaled: Sequence[Fraction], low: Fraction, high: Fraction, bits: int) -> tuple[Fraction, ...]:
    """The coefficients in x of the polynomial given in t = (x - c) / h, each rounded to a dyadic number.

    The rounding moves the polynomial's value by at most 2^-bits anywhere on [low, high].

    >>> dyadic_polynomial([Fraction(1, 3), Fraction(1)], Fraction(-2), Fraction(2), 3)
    (Fraction(11, 32), Fraction(1, 2))
    """
    c, h = (low + high) / 2, (high - low) / 2
    p = fmpq_poly([rational(value) for value in scaled])
    in_x = p(fmpq_poly([rational(-c / h), rational(1 / h)]))
    count = len(scaled)
    reach = max(abs(low), abs(high))
    spare = bits + count.bit_length()
    return tuple(_rounded(fraction(in_x[k]), spare, reach**k) for k in range(count))


def _rounded(value: Fraction, bits: int, weight: Fraction) -> Fraction:
    """The nearest multiple of the power of two that is at most 2^-bits / weight."""
    ceiling = -(-weight.numerator // weight.denominator)
    up = (ceiling - 1).bit_length() if weight > 1 else 1 - (weight.denominator // weight.numerator).bit_length()
    shift = bits + up
    if shift >= 0:
        return Fraction(round(value * (1 << shift)), 1 << shift)
    return Fraction(round(value / (1 << -shift)) * (1 << -shift))

"""The error of a polynomial against exp, as a function of t in [-1, 1], evaluated in balls.

With x = c + h t and Q(t) = p(c + h t):

    absolute   e(t) = Q(t) - exp(c + h t)        e'(t) = D(t),                     D = Q' - h exp(c + h t)
    relative   e(t) = Q(t) exp(-c - h t) - 1     e'(t) = D(t) exp(-c - h t),       D = Q' - h Q

In both cases e' = D times a positive function, so D carries the signs of the slope. D has at most n zeros when Q has
degree n: in the relative case it is a polynomial of degree n; in the absolute case D exp(-h t) has the derivative
(Q'' - h Q') exp(-h t), which has at most n - 1 zeros, and Rolle's theorem gives one more.

Dictionary
    ErrorFunction    e, D, D', and bounds on |D| over a piece of the interval
    bits_needed      the precision at which e is told from 0
"""

from __future__ import annotations

import math

from flint import arb, arb_poly, ctx

from lora_symbolic.evaluation.rationals import as_ball, rational

from ..domain import MAX_BITS, checked_kind
from ..errors import NotCertified
from ..polynomials.polynomial import ExpPolynomial

ABSOLUTE, RELATIVE = "absolute", "relative"


class ErrorFunction:
    """The error of one polynomial at the precision that is set when it is made."""

    def __init__(self, polynomial: ExpPolynomial, error: str) -> None:
        checked_kind(error)
        self.degree = polynomial.degree
        self.relative = error == RELATIVE
        self.c = as_ball(polynomial.centre)
        self.h = as_ball(polynomial.half_width)
        exact = polynomial.scaled
        h = rational(polynomial.half_width)
        self.Q = arb_poly(exact)
        self.D = arb_poly(exact.derivative() - h * exact) if self.relative else arb_poly(exact.derivative())
        self.D1 = self.D.derivative()

    def exp(self, t: arb) -> arb:
        """exp(c + h t)."""
        return (self.c + self.h * t).exp()

    def value(self, t: arb) -> arb:
        """e(t), a ball."""
        if self.relative:
            return self.Q(t) * (-self.c - self.h * t).exp() - 1
        return self.Q(t) - self.exp(t)

    def slope(self, t: arb) -> arb:
        """D(t), a ball with the sign of e'(t)."""
        return self.D(t) if self.relative else self.D(t) - self.h * self.exp(t)

    def slope_and_derivative(self, t: arb) -> tuple[arb, arb]:
        """D(t) and D'(t)."""
        if self.relative:
            return self.D(t), self.D1(t)
        steep = self.h * self.exp(t)
        return self.D(t) - steep, self.D1(t) - self.h * steep

    def weight(self, low: arb, high: arb) -> arb:
        """A bound on e' / D over [low, high]: 1, or exp(-c - h low)."""
        return (-self.c - self.h * low).exp().abs_upper() if self.relative else arb(1)

    def local(self, middle: arb, radius: arb) -> tuple[arb, arb, arb, arb]:
        """D at middle + radius s, |s| <= 1, as d0 + d1 s + ...: d0, d1, sum_{k>=1} |d_k|, sum_{k>=2} k |d_k|.

        The exponential's part of the series beyond the polynomial's degree is summed in closed form.
        """
        coefficients = self.D(arb_poly([middle, radius])).coeffs() or [arb(0)]
        if self.relative:
            tail = steep_tail = arb(0)
        else:
            step = self.h * radius
            term = self.h * self.exp(middle)
            rest = term * step.exp()
            full = rest
            terms = len(coefficients)
            steep_rest = step * full
            for k in range(terms):
                coefficients[k] -= term
                rest -= term
                steep_rest -= k * term
                term = term * step / (k + 1)
            tail, steep_tail = rest.abs_upper(), steep_rest.abs_upper()
        first = coefficients[1] if len(coefficients) > 1 else arb(0)
        total = sum((value.abs_upper() for value in coefficients[1:]), tail)
        steep = sum((k * value.abs_upper() for k, value in enumerate(coefficients) if k > 1), steep_tail)
        if len(coefficients) == 1:  # the series of the exponential has its own linear term, which sits in the tail
            return coefficients[0], arb(0), total, steep
        return coefficients[0], first, total, steep


def bits_needed(polynomial: ExpPolynomial, error: str) -> int:
    """The precision at which the larger of e(-1), e(1) exceeds the rounding beside both ends, with room to spare.

    Raises NotCertified when both ends are still not told from 0 at MAX_BITS.
    """
    start = 32 + math.ceil(3 * float(polynomial.half_width))
    bits = start + 32
    while bits <= MAX_BITS:
        with ctx.workprec(bits):
            e = ErrorFunction(polynomial, error)
            size = max(e.value(arb(sign)).abs_lower() for sign in (-1, 1))
            # Beside the ends: at the ends themselves short coefficients may sum up without any rounding.
            radius = max(e.value(arb(sign * 0.99991234)).rad() for sign in (-1, 1))
            good = _told_apart(size, radius, bits)
        if good > 8:
            # Newton's brackets shrink to the rounding of the slope; half as many bits again make them small enough.
            return max(3 * (bits - good) // 2, start) + 48 + 2 * polynomial.degree.bit_length()
        bits = bits * 2
    raise NotCertified(f"the error is not told from 0 at {MAX_BITS} bits; expected a polynomial that is not so close")


def _told_apart(size: arb, radius: arb, bits: int) -> int:
    """By how many bits a size exceeds a radius; 0 when it does not."""
    if not size > 0:
        return 0
    return bits if radius == 0 else max(0, math.floor(float((size / radius).log()) / math.log(2)))

"""The polynomial that stands for exp, as floats with a certified relative error.

Coefficients are minimax for the relative error on [-B, B] and certified in exact arithmetic; rounding them to float64
is part of the certificate. B is rounded up to a grid of 1/64 relative steps, so that equal work is done once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from ..arrays.types import Float64
from ..errors import OutOfReach

MOST_DEGREE = 40
LEAST_BOUND = 2.0**-19
_STEP = 64


@dataclass(frozen=True)
class ExpFloat:
    """|P(s) - exp(s)| <= error exp(s) for |s| <= bound, P(s) = sum of coefficients[k] s^k in exact arithmetic."""

    bound: float
    degree: int
    coefficients: tuple[float, ...]
    error: float

    @property
    def array(self) -> Float64:
        """The coefficients, ascending."""
        return np.array(self.coefficients)

    def absolute(self, size: float) -> float:
        """sum |coefficients[k]| size^k, rounded up: how large the terms are before they cancel."""
        powers = (abs(a) * size**k for k, a in enumerate(self.coefficients))
        return math.fsum(powers) * (1 + 2.0**-30)


def on_grid(bound: float) -> float:
    """The next bound above on the grid.

    >>> 1.0 <= on_grid(1.0) <= 1.017, on_grid(0.0) > 0
    (True, True)
    """
    return _moved(bound, math.ceil)


def below_on_grid(bound: float) -> float:
    """The next bound below on the grid.

    >>> 0.98 <= below_on_grid(1.0) <= 1.0, below_on_grid(on_grid(0.3)) == on_grid(0.3)
    (True, True)
    """
    return _moved(bound, math.floor)


def _moved(bound: float, whole: Callable[[float], int]) -> float:
    if bound <= LEAST_BOUND:
        return LEAST_BOUND
    mantissa, exponent = math.frexp(bound)
    return math.ldexp(whole(mantissa * 2 * _STEP) / (2 * _STEP), exponent)


@lru_cache(maxsize=1024)
def exp_polynomial(bound: float, degree: int) -> ExpFloat:
    """The polynomial of this degree on [-bound, bound], with its certified error; bound is taken as it is."""
    from lora_symbolic.approximation.error.certify import certified_error
    from lora_symbolic.approximation.polynomials.polynomial import ExpPolynomial
    from lora_symbolic.approximation.polynomials.remez import minimax

    half = Fraction(bound)
    exact = minimax(-half, half, degree, "relative")
    floats = tuple(float(a) for a in exact.coefficients)
    rounded = ExpPolynomial(tuple(Fraction(a) for a in floats), -half, half, exact.method)
    high = certified_error(rounded, "relative").high
    error = math.nextafter(float(high), math.inf)
    return ExpFloat(bound, len(floats) - 1, floats, error)


def estimated_error(bound: float, degree: int) -> float:
    """About the least relative error on [-bound, bound]: half the first term left out of e^s at the far end.

    An estimate for plans; no certificate uses it.
    """
    # 2 (B/2)^(n+1) / (n+1)! is the leading term of the best absolute error; the relative one is e^(B^2/(4n+8)) off.
    lead = (degree + 1) * math.log(bound / 2) - math.lgamma(degree + 2) + math.log(2) if bound > 0 else -math.inf
    return math.exp(min(50.0, lead + bound * bound / (2 * degree + 2)))


def least_polynomial(bound: float, eps: float) -> ExpFloat:
    """The polynomial of least degree whose certified relative error is at most eps.

    Raises OutOfReach when no degree up to MOST_DEGREE reaches it.
    """
    degree = 1
    while degree < MOST_DEGREE and estimated_error(bound, degree) > 4 * eps:
        degree += 1
    before = float("inf")
    while degree <= MOST_DEGREE:
        found = exp_polynomial(bound, degree)
        if found.error > 0.9 * before and degree > 2 * bound + 4:
            break  # the coefficients' rounding to float64 is what is left
        before = found.error
        if found.error <= eps:
            while degree > 1 and (lower := exp_polynomial(bound, degree - 1)).error <= eps:
                found, degree = lower, degree - 1
            return found
        degree += 1
    raise OutOfReach(
        f"no polynomial of degree <= {MOST_DEGREE} with float64 coefficients has relative error {eps:.3g} "
        f"on [-{bound:.3g}, {bound:.3g}]"
    )

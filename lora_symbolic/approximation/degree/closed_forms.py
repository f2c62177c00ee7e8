"""Closed forms around the best error and the least degree for exp on [-B, B], as SymPy expressions and as numbers.

With N = n + 1 and E_n = min over polynomials of degree n of sup |p - exp| on [-B, B]:

    Bessel       2 sum_{m>=0} I_{(2m+1)N}(B) <= E_n <= 2 sum_{k>=N} I_k(B)
    Bernstein    exp(-B) B^N / (2^n N!) <= E_n <= exp(B) B^N / (2^n N!)
    degree       E_n <= eps for n + 1 = ceil(lam / W(2 lam / (e B))), lam = log(2 / eps) + B / (2 e) (+ B for relative
                 error), for all B > 0 and 0 < eps < 1

They are proved in closed_form_proofs and degree_proofs.

Dictionary
    BESSEL_LOWER, BESSEL_UPPER, BERNSTEIN_LOWER, BERNSTEIN_UPPER, LAMBERT_DEGREE    the expressions in B, n, eps
    bessel_sandwich, bernstein_sandwich, lambert_degree, theta_bounds               their values, certified
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb, ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction, integer_in

from ..domain import Number, checked_bits, checked_bound, checked_degree, checked_eps, checked_kind
from ..errors import ApproximationError
from ..polynomials.chebyshev import bessel_tail
from ..polynomials.polynomial import Enclosure

B = sympy.Symbol("B", positive=True)
n = sympy.Symbol("n", integer=True, nonnegative=True)
eps = sympy.Symbol("eps", positive=True)
k = sympy.Symbol("k", integer=True, nonnegative=True)
m = sympy.Symbol("m", integer=True, nonnegative=True)

BESSEL_LOWER = 2 * sympy.Sum(sympy.besseli((2 * m + 1) * (n + 1), B), (m, 0, sympy.oo))
BESSEL_UPPER = 2 * sympy.Sum(sympy.besseli(k, B), (k, n + 1, sympy.oo))
BERNSTEIN_LOWER = sympy.exp(-B) * B ** (n + 1) / (2**n * sympy.factorial(n + 1))
BERNSTEIN_UPPER = sympy.exp(B) * B ** (n + 1) / (2**n * sympy.factorial(n + 1))
LAMBDA = sympy.log(2 / eps) + B / (2 * sympy.E)
LAMBDA_RELATIVE = LAMBDA + B
# n + 1 before rounding up.
LAMBERT_DEGREE = LAMBDA / sympy.LambertW(2 * LAMBDA / (sympy.E * B))
LAMBERT_DEGREE_RELATIVE = LAMBDA_RELATIVE / sympy.LambertW(2 * LAMBDA_RELATIVE / (sympy.E * B))


def bessel_sandwich(bound: Number, degree: int, bits: int = 256) -> Enclosure:
    """An Enclosure of E_n from Bessel functions alone.

    >>> found = bessel_sandwich(1, 4)
    >>> Fraction("0.00054") < found.low <= found.high < Fraction("0.0006")
    True
    """
    half, _ = checked_bound(bound), checked_degree(degree)
    N = degree + 1
    with ctx.workprec(checked_bits(bits)):
        x = as_ball(half)
        # Leaving terms of the lower sum out leaves a lower bound.
        lower = 2 * sum((x.bessel_i((2 * j + 1) * N) for j in range(3)), arb(0))
        upper = 2 * bessel_tail(half, degree)
        return Enclosure(fraction(lower.lower()), fraction(upper.upper()))


def bernstein_sandwich(bound: Number, degree: int, bits: int = 256) -> Enclosure:
    """An Enclosure of E_n by Bernstein: true, and wide by the factor exp(2 B).

    >>> found = bernstein_sandwich(1, 4)
    >>> float(found.high / found.low)
    7.38905609893065
    """
    half, _ = checked_bound(bound), checked_degree(degree)
    with ctx.workprec(checked_bits(bits)):
        x = as_ball(half)
        middle = x ** (degree + 1) / (arb(2) ** degree * arb(degree + 1).fac())
        return Enclosure(fraction((middle * (-x).exp()).lower()), fraction((middle * x.exp()).upper()))


def lambert_degree(bound: Number, eps: Number, error: str = "absolute") -> int:
    """A degree that suffices, by the explicit formula; never below the least one.

    >>> lambert_degree(1, "1e-3"), lambert_degree(8, "1e-9", "relative")
    (5, 30)
    """
    half, goal = checked_bound(bound), checked_eps(eps)
    checked_kind(error)
    with ctx.workprec(128 + goal.denominator.bit_length()):
        return integer_in(_lambert(half, goal, error == "relative").upper().ceil()) - 1


def _lambert(half: Fraction, goal: Fraction, relative: bool) -> arb:
    """lam / W(2 lam / (e B)), a ball."""
    x, e = as_ball(half), arb(1).exp()
    lam = (2 / as_ball(goal)).log() + x / (2 * e) + (x if relative else 0)
    return lam / (2 * lam / (e * x)).lambertw()


@dataclass(frozen=True)
class ThetaBounds:
    """low <= n + 1 <= high for the least degree n, with the regime that the two numbers come from."""

    low: Fraction
    high: Fraction
    regime: str


LOWER_CONSTANT = 1 / (1 + sympy.log(2))
UPPER_CONSTANT = sympy.Rational(10, 3)
FLAT_CONSTANT = sympy.E**2 / 2
FAR, NEAR = "log(1/eps) >= e B", "log(1/eps) < e B"


def theta_bounds(bound: Number, eps: Number) -> ThetaBounds:
    """What remains true of max{B, log(1/eps) / log(log(1/eps) / B)}, absolute error, eps <= 1/2.

    With l = log(1/eps), N = n + 1 of the least degree n:
        l >= e B    max{B/2, l / ((1 + log 2) log(l/B))} <= N <= (10/3) l / log(l/B) + 1
        l < e B     B/2 < N <= (e^2/2) B + log 2 + 1

    >>> found = theta_bounds(1, "1e-6")
    >>> found.regime, float(found.low) < 8 < float(found.high)
    ('log(1/eps) >= e B', True)
    """
    half, goal = checked_bound(bound), checked_eps(eps)
    if goal > Fraction(1, 2):
        raise ApproximationError(f"eps is {eps}; expected at most 1/2 here")
    with ctx.workprec(128 + goal.denominator.bit_length()):
        x, length = as_ball(half), -as_ball(goal).log()
        if length > arb(1).exp() * x:
            growth = length / (length / x).log()
            low = max((x / 2).lower(), (growth / (1 + arb(2).log())).lower())
            return ThetaBounds(fraction(low), fraction((growth * 10 / 3 + 1).upper()), FAR)
        high = arb(2).exp() / 2 * x + arb(2).log() + 1
        return ThetaBounds(half / 2, fraction(high.upper()), NEAR)

"""Integrals of F'(lambda) over [0, 1] from few values, with certified errors: F(lambda) = L(lambda I).

F = sum_i o_i^2 / 2 over n rows (the rows of zeros are constant), o_i = S/(S + R): a quotient of sums of exp(lambda z)
with z in [0, M]. At |Im lambda| M/2 <= phi < pi/2 the terms turn by at most phi from the middle one, so the denominator
is at least cos(phi) times its value at Re lambda. With T = 1/cos(phi):

    |o_i| <= T,   |o_i'| <= (M/2)(T + T^2),   |F'| <= n T (M/2)(T + T^2)   on that strip.

Gauss-Legendre with N nodes is exact up to degree 2N - 1, and the Chebyshev coefficients of a function bounded by K in
the ellipse of parameter rho are at most 2 K rho^-k; odd ones integrate to 0, so on [0, 1]

    |error| <= (1/2) sum_(k >= 2N, even) 2 K rho^-k (2 + 2/(k^2 - 1)) <= (8/3) K rho^(-2N) / (1 - rho^-2),
    rho - 1/rho = 2 b,   b = 4 phi / M   (the strip's height in the coordinate of [-1, 1]).

Left Riemann sums with N nodes err by about (F'(0) - F'(1))/(2N), and F' is as large as n M.

Dictionary
    Rule            rational nodes in [0, 1] with rational weights, which add up to 1 up to rounding
    gauss_legendre  the rule, rounded to multiples of 2^-64
    left_riemann    nodes k/N, weights 1/N
    derivative_bound, gauss_error, rounding_error, nodes_needed     certified, as upper ends of balls
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction, integer_in

PHI = Fraction(6, 5)
BITS = 64
_WORK = 128


@dataclass(frozen=True)
class Rule:
    """Nodes and weights."""

    name: str
    nodes: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]


def upper(value: arb) -> Fraction:
    """The upper end of a ball, as an exact rational number."""
    return fraction(value.upper())


def lower(value: arb) -> Fraction:
    """The lower end of a ball, as an exact rational number."""
    return fraction(value.lower())


@lru_cache(maxsize=256)
def gauss_legendre(count: int) -> Rule:
    """Gauss-Legendre on [0, 1], nodes and weights rounded to multiples of 2^-64.

    >>> rule = gauss_legendre(2)
    >>> [float(round(node, 6)) for node in rule.nodes], [float(weight) for weight in rule.weights]
    ([0.788675, 0.211325], [0.5, 0.5])
    """
    with ctx.workprec(_WORK):
        pairs = [arb.legendre_p_root(count, k, weight=True) for k in range(count)]
        nodes = tuple(_rounded((1 + node) / 2) for node, _ in pairs)
        weights = tuple(_rounded(weight / 2) for _, weight in pairs)
    return Rule(f"Gauss-Legendre, {count} nodes", nodes, weights)


def _rounded(value: arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return Fraction(round(Fraction(int(mantissa)) * Fraction(2) ** (int(exponent) + BITS)), 2**BITS)


def left_riemann(count: int) -> Rule:
    """Nodes 0, 1/N, .., (N-1)/N of weight 1/N."""
    return Rule(
        f"left Riemann, {count} nodes", tuple(Fraction(k, count) for k in range(count)), (Fraction(1, count),) * count
    )


def derivative_bound(rows: int, spread: Fraction, phi: Fraction = PHI) -> arb:
    """n T (M/2)(T + T^2), a ball: bounds |F'| where |Im lambda| M/2 <= phi."""
    turn = 1 / as_ball(phi).cos()
    return rows * turn * as_ball(spread) / 2 * (turn + turn * turn)


def gauss_error(rows: int, spread: Fraction, count: int, phi: Fraction = PHI) -> Fraction:
    """(8/3) K rho^(-2N)/(1 - rho^-2), rounded up."""
    with ctx.workprec(_WORK):
        rate = (as_ball(4 * phi / spread).asinh() * -2).exp()  # rho^-2
        return upper(derivative_bound(rows, spread, phi) * 8 / 3 * rate**count / (1 - rate))


def rounding_error(rows: int, spread: Fraction, count: int, phi: Fraction = PHI) -> Fraction:
    """What rounding the nodes and weights to 2^-65 changes: (|F''| + N |F'|) 2^-64, with |F''| <= K M/(2 phi)."""
    with ctx.workprec(_WORK):
        bound = derivative_bound(rows, spread, phi)
        return upper(bound * (as_ball(spread / (2 * phi)) + count) * as_ball(Fraction(1, 2**BITS)))


def nodes_needed(rows: int, spread: Fraction, tolerance: Fraction, phi: Fraction = PHI) -> int:
    """The least N whose certified error is within the tolerance; about M log(n M / tolerance) / (8 phi).

    >>> nodes_needed(8, Fraction(36), Fraction(1, 64))
    57
    """
    with ctx.workprec(_WORK):
        log_rate = as_ball(4 * phi / spread).asinh() * 2
        start = derivative_bound(rows, spread, phi) * 8 / 3 / (1 - (-log_rate).exp()) / as_ball(tolerance)
        count = max(1, integer_in((start.log() / log_rate).upper().floor()) - 1)
    while gauss_error(rows, spread, count, phi) > tolerance:
        count += 1
    return count

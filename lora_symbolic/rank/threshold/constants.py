"""Explicit constants of the degree and the rank when the logits are at most b log L.

Let the logits be at most B = b log L in absolute value, their inner width w at most omega log L, and c > 0. With

    rho   = (b + c) / W((b + c) / (e b)),                      W the function of Lambert,
    kappa = (omega + rho) log(omega + rho) - omega log omega - rho log rho,

the Taylor polynomial of degree ceil(rho log L) - 1 has a relative error of at most L^-c on [-B, B], and the rank
C(w + g, g) is at most L^kappa. Both rho and kappa tend to 0 with b.

Dictionary
    ThresholdConstants  rho and kappa as enclosures
    constants_of        for rational b, omega, c
    Instance, explicit_instance     the same at one L, every inequality certified
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.approximation.polynomials.polynomial import Enclosure
from lora_symbolic.evaluation.rationals import as_ball, rational

from ..features import rank_bound
from .sign_vectors import enclosure_of

WORKING = 256


@dataclass(frozen=True)
class ThresholdConstants:
    """Degree at most rho log L and rank at most L^kappa, for an error of L^-c."""

    rho: Enclosure
    kappa: Enclosure


def _checked(*values: Fraction) -> None:
    if any(value <= 0 for value in values):
        raise ApproximationError(f"{', '.join(map(str, values))}; expected positive numbers b, omega, c")


def _rho_ball(b: Fraction, c: Fraction) -> arb:
    x, total = as_ball(b), as_ball(b + c)
    return total / (total / (arb(1).exp() * x)).lambertw()


def kappa_ball(rho: arb, omega: Fraction) -> arb:
    w = as_ball(omega)
    return (w + rho) * (w + rho).log() - w * w.log() - rho * rho.log()


def constants_of(b: Fraction, omega: Fraction, c: Fraction) -> ThresholdConstants:
    """rho and kappa, certified.

    >>> found = constants_of(Fraction(1, 10), Fraction(3, 2), Fraction(1))
    >>> 0.91 < found.rho.low <= found.rho.high < 0.92
    True

    Raises ApproximationError unless all three are positive.
    """
    _checked(b, omega, c)
    with ctx.workprec(WORKING):
        rho = _rho_ball(b, c)
        return ThresholdConstants(enclosure_of(rho), enclosure_of(kappa_ball(rho, omega)))


@dataclass(frozen=True)
class Instance:
    """One L = 2^bits with w = floor(omega log L): the degree, the rank, and whether both inequalities are certain."""

    bits: int
    width: int
    degree: int
    rank: int
    error_holds: bool
    rank_holds: bool

    @property
    def holds(self) -> bool:
        """Whether both are."""
        return self.error_holds and self.rank_holds


def explicit_instance(bits: int, b: Fraction, omega: Fraction, c: Fraction, shrink: Fraction = Fraction(1)) -> Instance:
    """The two inequalities at L = 2^bits, in balls; a `shrink` below 1 takes a smaller rho, which must fail.

    >>> explicit_instance(100, Fraction(1, 10), Fraction(3, 2), Fraction(1)).holds
    True
    >>> explicit_instance(100, Fraction(1, 10), Fraction(3, 2), Fraction(1), Fraction(1, 2)).holds
    False
    """
    _checked(b, omega, c)
    with ctx.workprec(WORKING + 4 * bits):
        log_l = bits * arb(2).log()
        rho = _rho_ball(b, c) * rational(shrink)
        kappa = kappa_ball(rho, omega)
        terms = max(1, math.ceil(float((rho * log_l).upper())))
        width = max(1, math.floor(float((rational(omega) * log_l).lower())))
        bound = rational(b) * log_l
        error = bound.exp() * bound**terms / arb(math.factorial(terms))
        rank = rank_bound(width, terms - 1)
        error_holds = error <= (-rational(c) * log_l).exp()
        rank_holds = arb(rank).log() <= kappa * log_l
        return Instance(bits, width, terms - 1, rank, bool(error_holds), bool(rank_holds))

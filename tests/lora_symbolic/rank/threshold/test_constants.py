"""The constants below the threshold: enough at every explicit L, too small ones rejected, and they tend to 0."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.rank.threshold.constants import constants_of, explicit_instance
from lora_symbolic.rank.threshold.upper import thin_factors_argument

OMEGA = Fraction(3, 2)
small = st.fractions(min_value=Fraction(1, 100), max_value=2, max_denominator=100)


@given(small, small, small, st.integers(4, 300))
def test_both_inequalities_hold_at_explicit_lengths(b: Fraction, omega: Fraction, c: Fraction, bits: int) -> None:
    found = explicit_instance(bits, b, omega, c)
    assert found.error_holds
    assert found.rank_holds or omega * bits * math.log(2) < 1  # the width is at least 1


@pytest.mark.parametrize("b", [Fraction(1, 50), Fraction(1, 10), Fraction(1)])
def test_too_small_a_constant_is_rejected(b: Fraction) -> None:
    assert explicit_instance(200, b, OMEGA, Fraction(1)).holds
    assert not explicit_instance(200, b, OMEGA, Fraction(1), Fraction(9, 10)).error_holds


@pytest.mark.parametrize("b", [Fraction(1, 100), Fraction(1, 3), Fraction(2)])
def test_the_constants_are_mpmaths(b: Fraction) -> None:
    found = constants_of(b, OMEGA, Fraction(1))
    with mpmath.workdps(60):
        x, w = mpmath.mpf(b.numerator) / b.denominator, mpmath.mpf(3) / 2
        rho = (x + 1) / mpmath.lambertw((x + 1) / (mpmath.e * x)).real
        kappa = (w + rho) * mpmath.log(w + rho) - w * mpmath.log(w) - rho * mpmath.log(rho)
        for ours, theirs in ((found.rho, rho), (found.kappa, kappa)):
            assert abs(mpmath.mpf(ours.low.numerator) / ours.low.denominator / theirs - 1) < mpmath.mpf(10) ** -50
        assert abs(rho * mpmath.log(rho / (mpmath.e * x)) - (x + 1)) < mpmath.mpf(10) ** -50


def test_rank_exponents_fall_to_zero_with_the_logits() -> None:
    kappas = [constants_of(Fraction(1, 10**k), OMEGA, Fraction(1)).kappa for k in (1, 3, 10, 100, 1000)]
    assert all(later.high < earlier.low for earlier, later in pairwise(kappas))
    assert kappas[-1].high < Fraction(1, 200)


def test_the_degree_is_about_the_least_one() -> None:
    """The least degree of a Taylor polynomial, found by summing the remainder, is at most the one of the formula."""
    found = explicit_instance(30, Fraction(1, 10), OMEGA, Fraction(1))
    bound, target = 3 * math.log(2), 2.0**-30

    def remainder(degree: int) -> float:
        """The relative error at -B, the largest: the integral of t^n e^t / n! over [0, B], n = degree."""
        return float(mpmath.quad(lambda t: t**degree * mpmath.exp(t), [0, bound]) / math.factorial(degree))

    least = next(degree for degree in range(200) if remainder(degree) <= target)
    assert least <= found.degree <= 2 * least


def test_every_step_holds() -> None:
    assert thin_factors_argument().failures == ()


def test_bad_constants_are_refused() -> None:
    with pytest.raises(ApproximationError, match="positive"):
        constants_of(Fraction(0), OMEGA, Fraction(1))

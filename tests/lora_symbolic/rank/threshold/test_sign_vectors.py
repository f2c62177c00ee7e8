"""The family of all sign vectors: its softmax, its distance from singular matrices, and how sharp that distance is."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import ctx

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.rank.threshold.lower import any_power_argument, full_rank_argument, power_of_two_rank
from lora_symbolic.rank.threshold.sign_vectors import (
    closed_distance,
    distance_to_singular,
    forced_exponent,
    nearest_singular,
    rank_window,
    sign_vectors,
    softmax_of,
)

SCALES = [Fraction(1, 3), Fraction(1), Fraction(2)]


def softmax(bits: int, scale: Fraction) -> np.ndarray:
    """The same matrix in floats, written out."""
    rows = np.array(sign_vectors(bits))
    weights = np.exp(float(scale) * rows @ rows.T)
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("bits", [1, 2, 5])
def test_the_singular_values_are_powers_of_tanh(bits: int, scale: Fraction) -> None:
    expected = sorted(math.tanh(scale) ** k for k in range(bits + 1) for _ in range(math.comb(bits, k)))
    np.testing.assert_allclose(sorted(np.linalg.svd(softmax(bits, scale), compute_uv=False)), expected, atol=1e-12)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("bits", [1, 3, 5])
def test_elimination_and_the_closed_form_give_one_distance(bits: int, scale: Fraction) -> None:
    closed = closed_distance(bits, scale)
    with ctx.workprec(192):
        found = distance_to_singular(softmax_of(sign_vectors(bits), scale))
    assert closed.low * (1 - Fraction(1, 10**20)) <= found <= closed.high
    with mpmath.workdps(60):
        digits = mpmath.tanh(mpmath.mpf(scale.numerator) / scale.denominator) ** bits / 2**bits
        assert abs(mpmath.mpf(closed.low.numerator) / closed.low.denominator / digits - 1) < mpmath.mpf(10) ** -50


def test_just_across_the_distance_there_is_a_singular_matrix() -> None:
    matrix = np.array([[float(x) for x in row] for row in nearest_singular(3, Fraction(1)).tolist()])
    gap = np.abs(matrix - softmax(3, Fraction(1)))
    assert np.linalg.matrix_rank(matrix, tol=1e-9) == 7
    np.testing.assert_allclose(gap, float(closed_distance(3, Fraction(1)).high), rtol=1e-9)


def test_within_the_distance_no_random_change_makes_the_rank_smaller() -> None:
    rng = np.random.default_rng(0)
    f, distance = softmax(4, Fraction(1)), 0.99 * float(closed_distance(4, Fraction(1)).low)
    for _ in range(200):
        changed = f + distance * rng.choice([-1, 1], f.shape)
        assert np.linalg.matrix_rank(changed) == 16


@pytest.mark.parametrize("scale", SCALES)
def test_the_exponent_turns_the_distance_into_a_power_of_the_tokens(scale: Fraction) -> None:
    exponent = forced_exponent(scale)
    for bits in (3, 10, 40):
        tokens = 2.0**bits
        assert tokens ** -float(exponent.high) == pytest.approx(float(closed_distance(bits, scale).low), rel=1e-9)


def test_a_smaller_exponent_is_not_forced() -> None:
    """With the exponent lowered by a thousandth the singular matrix at the distance is allowed: a tight constant."""
    lower = float(forced_exponent(Fraction(1)).low) - 1e-3
    assert (2.0**8) ** -lower > float(closed_distance(8, Fraction(1)).high)


def test_windows_hold_for_truncations_and_close_at_full_rank() -> None:
    windows = rank_window(4, Fraction(1))
    assert [window.rank for window in windows] == [1, 5, 11, 15, 16]
    assert windows[-1].high < Fraction(1, 10**30)
    u, s, v = np.linalg.svd(softmax(4, Fraction(1)))
    for window in windows[:-1]:
        kept = (u[:, : window.rank] * s[: window.rank]) @ v[: window.rank]
        error = np.abs(kept - softmax(4, Fraction(1))).max()
        assert float(window.low) <= error * (1 + 1e-9) <= float(window.high) * (1 + 1e-6)


def test_both_arguments_hold_at_every_step() -> None:
    for argument in (full_rank_argument(Fraction(1)), full_rank_argument(Fraction(1, 2)), any_power_argument()):
        assert argument.failures == ()


def test_the_second_bound_on_the_rank_is_a_power_of_the_tokens() -> None:
    """At L = 2^60 and accuracy L^-1/4 the rank is at least L^(1/2) / 10."""
    assert power_of_two_rank(60, Fraction(1, 4)) > 2**30 / 10
    assert power_of_two_rank(60, Fraction(1)) > 2**59
    assert power_of_two_rank(2, Fraction(1, 100)) == 1


@pytest.mark.parametrize("bits", [0, 10, -1])
def test_other_numbers_of_bits_are_refused(bits: int) -> None:
    with pytest.raises(ApproximationError, match="expected 1 to 9"):
        sign_vectors(bits)


def test_the_exponent_needs_a_positive_scale() -> None:
    with pytest.raises(ApproximationError, match="positive"):
        forced_exponent(Fraction(0))

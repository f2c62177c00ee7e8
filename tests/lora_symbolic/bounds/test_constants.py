"""The two sharp constants: bounds hold at random rows, families attain them, smaller constants fail."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy

from lora_symbolic.bounds import checks
from lora_symbolic.bounds.rules.softmax_constants import (
    DELTA,
    joint_relative,
    joint_total_variation,
    relative,
    total_variation,
    worst_mass,
)

DELTAS = (1e-6, 0.01, 0.3, 0.6, 0.9, 0.999)


def tau(delta: float) -> float:
    return float(delta / (1 + np.sqrt(1 - delta * delta)))


def perturbed(delta: float, count: int, length: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    u = np.exp(rng.normal(scale=2.0, size=(count, length)))
    e = rng.uniform(-1, 1, size=(count, length))
    e = np.where(rng.random((count, 1)) < 0.7, np.sign(e), e)
    near = u * (1 + delta * e)
    return u / u.sum(1, keepdims=True), near / near.sum(1, keepdims=True)


@pytest.mark.parametrize("delta", DELTAS)
@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_softmax_stays_within_the_three_constants(delta: float, length: int) -> None:
    f, near = perturbed(delta, 4000, length, seed=length)
    moved, slack = np.abs(near - f), 1e-12
    assert moved.max() <= tau(delta) + slack
    assert moved.sum(1).max() <= 2 * tau(delta) + slack
    assert (moved <= f * 2 * delta / (1 - delta) + slack).all()


@pytest.mark.parametrize("delta", [Fraction(3, 5), Fraction(5, 13), Fraction(99, 101), Fraction(20, 101)])
def test_two_positions_attain_the_total_variation_exactly(delta: Fraction) -> None:
    number = sympy.Rational(delta.numerator, delta.denominator)
    t = worst_mass(number)
    near = t * (1 + number) / (t * (1 + number) + (1 - t) * (1 - number))
    assert sympy.simplify(near - t - total_variation(number)) == 0
    assert not sympy.simplify(near - t - total_variation(number) * sympy.Rational(999, 1000)) <= 0


def test_the_relative_constant_is_a_supremum_that_is_not_attained() -> None:
    t = sympy.Symbol("t", positive=True)
    ratio = (1 + DELTA) / (t * (1 + DELTA) + (1 - t) * (1 - DELTA)) - 1
    assert sympy.simplify(sympy.limit(ratio, t, 0) - relative(DELTA)) == 0
    assert sympy.simplify(ratio - relative(DELTA)).subs({DELTA: sympy.Rational(1, 2), t: sympy.Rational(1, 10)}) < 0


@pytest.mark.parametrize("delta", [0.0, 0.1, 0.7])
def test_logits_that_move_count_like_a_relative_error(delta: float) -> None:
    rng, e = np.random.default_rng(3), 0.4
    S = rng.normal(size=(3000, 4))
    u = np.exp(S)
    near = np.exp(S + e * np.sign(rng.uniform(-1, 1, S.shape))) * (1 + delta * np.sign(rng.uniform(-1, 1, S.shape)))
    f, g = u / u.sum(1, keepdims=True), near / near.sum(1, keepdims=True)
    exact = [sympy.nsimplify(delta), sympy.nsimplify(e)]
    assert np.abs(f - g).sum(1).max() <= 2 * float(joint_total_variation(*exact))
    assert (np.abs(f - g) <= f * float(joint_relative(*exact)) + 1e-12).all()
    assert np.abs(f - g).sum(1).max() > 0.8 * 2 * float(joint_total_variation(*exact))


def centred(f: np.ndarray, q: np.ndarray) -> np.ndarray:
    return f * (q - (f * q).sum(1, keepdims=True))


@pytest.mark.parametrize("delta", DELTAS)
@pytest.mark.parametrize("length", [1, 2, 4, 9])
def test_a_centred_product_moves_by_at_most_two_tau(delta: float, length: int) -> None:
    f, near = perturbed(delta, 4000, length, seed=10 + length)
    q = np.sign(np.random.default_rng(1).uniform(-1, 1, f.shape))
    moved = np.abs(centred(near, q) - centred(f, q)).sum(1)
    assert moved.max() <= 2 * tau(delta) + 1e-12
    assert np.abs(centred(f, q)).sum(1).max() <= 1 + 1e-12


@pytest.mark.parametrize("delta", DELTAS)
def test_four_positions_attain_it_and_two_halves_apart_would_need_three_times_as_much(delta: float) -> None:
    k = np.sqrt((1 + delta) / (1 - delta))
    f = np.array([[1, k, k, 1]]) / (2 + 2 * k)
    near = f * np.array([[1 + delta, 1 - delta, 1 - delta, 1 + delta]])
    near /= near.sum()
    q = np.array([[1.0, 1, -1, -1]])
    assert np.abs(centred(near, q) - centred(f, q)).sum() == pytest.approx(2 * tau(delta), rel=1e-6)


def test_the_lemma_behind_it_holds_on_a_grid_of_four_masses_and_fails_for_a_smaller_right_side() -> None:
    grid = np.linspace(0, 1, 26)
    a, b, c = np.meshgrid(grid, grid, grid, indexing="ij")
    inside = a + b + c <= 1 + 1e-12
    a, b, c = a[inside], b[inside], c[inside]
    e = 1 - a - b - c
    u, v = a + b - c - e, a - b + c - e
    g = np.stack([(1 - u) * (1 - v), -(1 - u) * (1 + v), -(1 + u) * (1 - v), (1 + u) * (1 + v)])
    mass = np.stack([a, b, c, e])
    C = (mass * g).sum(0)
    spread = (mass * np.abs(g - C)).sum(0)
    assert (spread <= 1 - C**2 / 4 + 1e-12)[C >= 0].all()
    assert not (spread <= 0.95 - C**2 / 4)[C >= 0].all()


def test_the_algebra_of_both_proofs_is_confirmed_and_a_false_step_is_not() -> None:
    assert "5 algebraic steps" in checks.softmax_theorem()
    assert "8 algebraic steps" in checks.centred_theorem()
    t = sympy.Symbol("t")
    with pytest.raises(checks.UncheckedStep, match="false is not confirmed"):
        checks._all_vanish("a proof", {"false": (1 + t) ** 2 - 1 - t**2}, {t: "1/3"})

"""Words of points on a circle: narrow heads, growing entries, and a softmax that no thin product approximates."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import ctx

from lora_symbolic.rank.threshold.narrow import circle_mass, narrow_argument, narrow_exponent
from lora_symbolic.rank.threshold.trace import trace_rank, trace_steps


def circle(symbols: int, radius: float) -> np.ndarray:
    """The points of a regular polygon."""
    angles = 2 * np.pi * np.arange(symbols) / symbols
    return radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def softmax(rows: np.ndarray) -> np.ndarray:
    """softmax(X X^T) in floats."""
    weights = np.exp(rows @ rows.T)
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("symbols", [2, 3, 4])
def test_the_softmax_of_words_is_a_kronecker_power(symbols: int) -> None:
    points = circle(symbols, 1.2)
    words = np.array([np.concatenate([points[i] for i in word]) for word in product(range(symbols), repeat=3)])
    one = softmax(points)
    np.testing.assert_allclose(softmax(words), np.kron(np.kron(one, one), one), atol=1e-13)


@pytest.mark.parametrize("symbols", [2, 3])
def test_the_mass_off_the_diagonal_is_that_of_the_definition(symbols: int) -> None:
    with ctx.workprec(200):
        mass = float(circle_mass(symbols))
    weights = [math.exp(symbols**4 * (math.cos(2 * math.pi * a / symbols) - 1)) for a in range(symbols)]
    assert mass == pytest.approx(sum(weights[1:]) / sum(weights), rel=1e-9)
    assert mass <= symbols * math.exp(-8 * symbols**2)


def test_every_step_holds() -> None:
    assert narrow_argument().failures == ()
    assert all(step.holds for step in trace_steps())


def test_the_rank_is_a_power_of_the_tokens() -> None:
    for c in (Fraction(1, 10), Fraction(1, 4), Fraction(1)):
        assert min(1, 2 * c) - Fraction(1, 1000) < narrow_exponent(3, c) <= 1


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_the_trace_bound_holds_for_truncations(rank: int) -> None:
    """The best approximation of a rank has an error; the bound at that error is not above the rank."""
    from flint import arb

    f = softmax(circle(6, 3.0))
    u, s, v = np.linalg.svd(f)
    error = np.abs((u[:, :rank] * s[:rank]) @ v[:rank] - f).max()
    with ctx.workprec(200):
        exponent = Fraction(-math.log(error) / math.log(6)).limit_denominator(10**6)
        found = trace_rank(arb(6), arb(6).log(), arb(float(f[0, 0])), exponent)
    assert float(found) <= rank * (1 + 1e-5)

"""What is decided of two random expressions holds at every point of a dense set that was not looked at."""

from __future__ import annotations

import random

import mpmath
import pytest
import sympy

from lora_symbolic.bounds.inequalities.comparing.order import at_most
from tests.lora_symbolic.bounds.inequalities.comparing.test_order import BOX, a, b, eps, n, tau

LEAVES = (eps, tau, a, b, n, sympy.Integer(1), sympy.Integer(2), sympy.Rational(1, 2))
POINTS = 25


def expression(rng: random.Random, depth: int) -> sympy.Expr:
    """A random expression of the kinds that occur in bounds."""
    if depth == 0:
        return rng.choice(LEAVES)
    x, y = expression(rng, depth - 1), expression(rng, rng.randrange(depth))
    kind = rng.randrange(10)
    if kind < 3:
        return x * y
    if kind < 6:
        return x + y
    if kind == 6:
        return x - y
    return rng.choice(
        [
            sympy.tanh(tau / 2) * x,
            sympy.exp(tau) + x,
            x / (1 + sympy.sqrt(1 - eps**2)),
            x / (1 - eps),
            sympy.sqrt(n) * x,
            x**2,
            sympy.Max(x, y),
            sympy.Min(x, y),
        ]
    )


def points(rng: random.Random) -> list[dict[sympy.Symbol, float]]:
    """Points of the box, many of them near its ends."""
    found = []
    for _ in range(POINTS):
        near = rng.choice([1e-6, 1e-3, 0.3])
        small = rng.choice([near, 1 - near, rng.random()])
        found.append(
            {
                eps: min(max(small, 1e-9), 1 - 1e-9),
                tau: rng.choice([0.0, near, rng.random() * 8, 20.0]),
                a: rng.choice([0.0, near, rng.random() * 4, 50.0]),
                b: rng.choice([0.0, near, rng.random() * 4, 50.0]),
                n: rng.choice([1, 2, 3, 10, 1000]),
            }
        )
    return found


def decided_and_wrong(seeds: range) -> tuple[int, list[str]]:
    """How many comparisons were decided, and those that fail at a point."""
    decided, wrong = 0, []
    for seed in seeds:
        rng = random.Random(seed)
        left = expression(rng, 2)
        right = left + expression(rng, 2) if rng.random() < 0.6 else expression(rng, 3)
        strict = rng.random() < 0.3
        if at_most(left, right, BOX, strict) is None:
            continue
        decided += 1
        for at in points(rng):
            with mpmath.workdps(40):
                gap = mpmath.mpf(sympy.N((right - left).subs(at), 40))
                if gap < -(10**-25) or (strict and gap <= 0):
                    wrong.append(f"{seed}: {left} {'<' if strict else '<='} {right} at {at}")
                    break
    return decided, wrong


def test_nothing_is_decided_that_fails_at_a_point() -> None:
    decided, wrong = decided_and_wrong(range(50))
    assert wrong == []
    assert decided > 5


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(50, 250), marks=pytest.mark.slow(reason="random expressions, each at many points")),
        pytest.param(range(250, 1050), marks=pytest.mark.exhaustive(reason="the rest of a thousand pairs")),
    ],
    ids=["two hundred", "a thousand"],
)
def test_nothing_of_a_thousand_is_decided_that_fails_at_a_point(seeds: range) -> None:
    assert decided_and_wrong(seeds)[1] == []

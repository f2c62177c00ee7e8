"""Random claims under equations, against NumPy: nothing false is proved, and nearly all that is true is.

A claim that is true by construction has one side of an equation inside a random context on the left, the other side in
the same context on the right. A mutated one has a matrix replaced on one side. NumPy alone, at exact solutions of the
equations turned into floats, says what is false.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np
import pytest

from lora_symbolic.language import Equation
from lora_symbolic.proving import Solutions, prove_equal
from tests.lora_symbolic.language.numbers import SIZES, number
from tests.lora_symbolic.proving.rewriting.statements import Claims

SQUARE = ("A", "B", "S", "Q")
MATRICES = Claims(**dict.fromkeys(SQUARE, ("d", "d")))
SYSTEMS = [
    ["Q.T @ Q = eye(d)"],
    ["S = S.T", "Q @ Q.T = eye(d)"],
    ["S = S.T", "A @ S = B"],
    ["A @ B = B @ A"],
    ["A @ A = A", "S = S.T"],
    ["A @ ones(d, 1) = ones(d, 1)"],
    ["A * A + B * B = ones(d, d)"],
    ["B = A @ S", "S = Q.T @ Q"],
    ["S.T = -S"],
]
CLAIMS = 24  # for each system


def _word(random: np.random.Generator, depth: int) -> str:
    """A random d x d expression."""
    if depth == 0:
        name = str(random.choice(SQUARE))
        return f"{name}.T" if random.random() < 0.3 else name
    left, right = _word(random, depth - 1), _word(random, 0)
    form = random.choice(["({} @ {})", "({} @ {})", "({} + {})", "({} * {})", "({} - {})"])
    return str(form).format(left, right)


def _context(random: np.random.Generator, inside: str) -> str:
    """An expression with another one inside it."""
    for _ in range(int(random.integers(1, 3))):
        other = _word(random, int(random.integers(0, 2)))
        form = random.choice(["({0} @ {1})", "({1} @ {0})", "({0} + {1})", "({0}).T", "(2 * {0} - {1})", "({0} * {1})"])
        inside = str(form).format(inside, other)
    return inside


def _mutated(random: np.random.Generator, text: str) -> str:
    """The expression with one matrix replaced by another one."""
    places = [k for k, letter in enumerate(text) if letter in SQUARE]
    place = int(random.choice(places))
    other = str(random.choice([name for name in SQUARE if name != text[place]]))
    return text[:place] + other + text[place + 1 :]


def _points(equations: list[Equation]) -> list[dict[str, np.ndarray]]:
    """Solutions of one size, as floats."""
    terms = tuple(MATRICES.names[name] for name in SQUARE)
    exact = islice(Solutions(equations, terms).at({"d": SIZES["d"]}), 5)
    return [{name: value.astype(float) for name, value in point.items()} for point in exact]


@pytest.mark.parametrize("where", SYSTEMS, ids=lambda where: "; ".join(where))
def test_what_is_proved_holds_in_numpy(where: list[str]) -> None:
    random = np.random.default_rng([7, len("".join(where))])
    equations = [MATRICES.equation(text) for text in where]
    points = _points(equations)
    assert points
    tally: Counter[str] = Counter()
    for turn in range(CLAIMS):
        state = int(random.integers(2**31))
        pair = where[turn % len(where)].split(" = ")
        spread = " @ ones(1, d)" if "1)" in where[turn % len(where)] else ""  # a column becomes square
        pair = [f"(({side}){spread})" for side in pair]
        left, right = (_context(np.random.default_rng(state), side) for side in pair)
        true = turn // len(where) % 2 == 0
        if not true:
            left = _mutated(random, left)
        sides = MATRICES.sides(f"{left} = {right}")
        proved = prove_equal(*sides, equations).proved
        same = all(np.allclose(number(sides[0], at), number(sides[1], at), atol=1e-8) for at in points)
        assert not (proved and not same), f"{left} = {right} where {where}"
        assert same or not true
        tally["true"] += true
        tally["proved"] += true and proved
    assert tally["proved"] == tally["true"]

"""Broadcasting, quotients and powers mean what NumPy's do, are written shortly and read back."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import matrix, parse, size, sum_entries, to_latex, to_text
from lora_symbolic.language.operations import scalar

NAMES = {
    "X": matrix("X", "m", "n"),
    "Y": matrix("Y", "m", "n"),
    "c": matrix("c", "m"),
    "r": matrix("r", 1, "n"),
    "e": matrix("e", 1, 1),
}
SIZES = {"m": 2, "n": 3}
SHAPES = {"X": (2, 3), "Y": (2, 3), "c": (2, 1), "r": (1, 3), "e": (1, 1)}
RANDOM = np.random.default_rng(7)
VALUES = {name: RANDOM.uniform(0.5, 2, shape) for name, shape in SHAPES.items()}
# the same line in NumPy
TEXTS: dict[str, Callable[[SimpleNamespace], object]] = {
    "X / Y": lambda v: v.X / v.Y,
    "X / sum(Y)": lambda v: v.X / np.sum(v.Y),
    "1 / X": lambda v: 1 / v.X,
    "2 / X": lambda v: 2 / v.X,
    "1 + X": lambda v: 1 + v.X,
    "X - 1": lambda v: v.X - 1,
    "1 - X": lambda v: 1 - v.X,
    "sum(X) - X": lambda v: np.sum(v.X) - v.X,
    "X + c": lambda v: v.X + v.c,
    "c - X": lambda v: v.c - v.X,
    "X * c": lambda v: v.X * v.c,
    "r * X": lambda v: v.r * v.X,
    "X / r": lambda v: v.X / v.r,
    "c / X": lambda v: v.c / v.X,
    "c + r": lambda v: v.c + v.r,
    "c * r": lambda v: v.c * v.r,
    "c / r": lambda v: v.c / v.r,
    "X + e": lambda v: v.X + v.e,
    "e * X": lambda v: v.e * v.X,
    "0.5 * X": lambda v: 0.5 * v.X,
    "0.25 + X": lambda v: 0.25 + v.X,
    "X**2": lambda v: v.X**2,
    "X**-1": lambda v: v.X**-1,
    "X**-3": lambda v: v.X**-3,
    "X**0": lambda v: v.X**0,
    "X**(1/2)": lambda v: v.X ** (1 / 2),
    "X**(-3/2)": lambda v: v.X ** (-3 / 2),
    "X**0.5": lambda v: v.X**0.5,
    "sqrt(X)": lambda v: np.sqrt(v.X),
    "sqrt(sum(X))": lambda v: np.sqrt(np.sum(v.X)),
    "sum(X)**(-1/2) * X": lambda v: np.sum(v.X) ** (-1 / 2) * v.X,
    "-X**2": lambda v: -(v.X**2),
    "sqrt(X).T": lambda v: np.sqrt(v.X).T,
    "X**(1/3) * sqrt(c)": lambda v: v.X ** (1 / 3) * np.sqrt(v.c),
    "sqrt(m) * X": lambda v: np.sqrt(v.m) * v.X,
    "X / sqrt(n)": lambda v: v.X / np.sqrt(v.n),
    "(X + 1)**2": lambda v: (v.X + 1) ** 2,
    "X * X / Y": lambda v: v.X * v.X / v.Y,
    "X / (Y / 2)": lambda v: v.X / (v.Y / 2),
    "X / (1/n)": lambda v: v.X / (1 / v.n),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_means_what_it_means_in_numpy(text: str) -> None:
    found = evaluate(parse(text, NAMES, SIZES), VALUES, SIZES)
    expected = np.asarray(TEXTS[text](SimpleNamespace(**VALUES, **SIZES)))
    np.testing.assert_allclose(found, expected.reshape(found.shape), rtol=1e-12)


@pytest.mark.parametrize("text", TEXTS)
def test_a_quotient_or_power_is_read_back_from_its_text_and_has_latex(text: str) -> None:
    term = parse(text, NAMES, SIZES)
    assert parse(to_text(term), NAMES, SIZES) is term
    assert to_latex(term)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("X / Y", "X / Y"),
        ("1 / sum(X)", "reciprocal(sum(X))"),
        ("X / sum(X)", "X / sum(X)"),
        ("exp(1/2 * log(X))", "sqrt(X)"),
        ("X**(-1/2)", "X**(-1/2)"),
        ("exp(2 * log(X))", "exp(2 * log(X))"),
        ("X * r", "X * (ones(m, 1) @ r)"),
        ("X + 1", "X + ones(m, n)"),
    ],
)
def test_how_quotients_and_powers_are_written(text: str, written: str) -> None:
    assert to_text(parse(text, NAMES, SIZES)) == written


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("X / Y", r"X \oslash Y"),
        ("X / sum(X)", r"\frac{X}{\mathbf{1}^{\top} X \mathbf{1}}"),
        ("1 / trace(X @ X.T)", r"\frac{1}{\operatorname{tr}(X X^{\top})}"),
        ("sqrt(trace(X @ X.T))", r"\sqrt{\operatorname{tr}(X X^{\top})}"),
        ("X**(-1/2)", r"X^{\circ -1/2}"),
    ],
)
def test_quotients_and_powers_in_latex(text: str, latex: str) -> None:
    assert to_latex(parse(text, NAMES, SIZES)) == latex


@pytest.mark.parametrize("text", TEXTS)
def test_the_gradient_of_a_text_is_that_of_differences(text: str) -> None:
    loss = sum_entries(parse(f"({text}) * ({text})", NAMES, SIZES))
    step = 1e-6
    gradient = evaluate(derive_gradient(loss, NAMES["X"]).gradient, VALUES, SIZES)
    for place in np.ndindex(2, 3):
        ends = []
        for sign in (1, -1):
            moved = VALUES["X"].copy()
            moved[place] += sign * step
            ends.append(evaluate(loss, {**VALUES, "X": moved}, SIZES)[0, 0])
        assert gradient[place] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-5, abs=1e-6)


def test_python_s_operators_are_those_of_the_texts() -> None:
    X = NAMES["X"]
    assert 1 / X is parse("1 / X", NAMES, SIZES)
    assert X**2 is X * X
    assert 1 + X is parse("1 + X", NAMES, SIZES)
    assert scalar(size("n")) ** -1 is scalar(1 / size("n"))

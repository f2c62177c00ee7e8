"""approx on the command line: exact coefficients, a certified error, and one line for bad input."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import pytest

from lora_symbolic.approximation import ExpPolynomial, certified_error
from tests.proofs_checks.commands.command import Run


@pytest.mark.parametrize("kind", ["relative", "absolute"])
@pytest.mark.parametrize("method", ["taylor", "chebyshev", "minimax"])
def test_the_json_can_be_checked_by_anyone(run: Run, method: str, kind: str) -> None:
    data = run("approx", "--bound", "2", "--eps", "1e-4", "--error", kind, "--method", method, "--json", "-").json
    coefficients = tuple(Fraction(text) for text in data["coefficients"])
    low, high = (Fraction(text) for text in data["error"])
    assert len(coefficients) == data["degree"] + 1
    assert low <= high <= Fraction(1, 10**4) < Fraction(data["degree_below"])
    worst = 0.0
    for k in range(-200, 201):
        x = Fraction(k, 100)
        value = float(sum(c * x**i for i, c in enumerate(coefficients)))
        off = abs(value - math.exp(x))
        worst = max(worst, off / math.exp(x) if kind == "relative" else off)
    assert float(low) * 0.98 < worst <= float(high) * (1 + 1e-9)
    again = certified_error(ExpPolynomial(coefficients, Fraction(-2), Fraction(2)), kind)
    assert max(again.low, low) <= min(again.high, high)


def test_a_degree_may_be_given(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    outcome = run("approx", "--bound", "1/2", "--degree", "3", "--json", target)
    assert outcome.code == 0
    assert "minimax, degree 3" in outcome.out
    assert "alternating extremes" in outcome.out
    assert target.read_text().count('"coefficients"') == 1
    assert "is too small" not in outcome.out


def test_the_text_says_what_is_too_small(run: Run) -> None:
    outcome = run("approx", "--bound", "2", "--eps", "1e-3")
    assert "degree 5 is too small for 1e-3: every polynomial" in outcome.out
    assert "(positive)" in outcome.out
    negative = run("approx", "--bound", "8", "--eps", "1e-2", "--error", "absolute")
    assert "NOT POSITIVE" in negative.out


def test_the_width_can_be_set(run: Run) -> None:
    data = run("approx", "--bound", "1", "--degree", "4", "--width", "1e-12", "--precision", "300", "--json", "-").json
    low, high = (Fraction(text) for text in data["error"])
    assert high - low <= low / 10**12


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--bound", "0", "--eps", "1e-3"), "above 0"),
        (("--bound", "-1", "--eps", "1e-3"), "above 0"),
        (("--bound", "inf", "--eps", "1e-3"), "finite"),
        (("--bound", "nan", "--eps", "1e-3"), "finite"),
        (("--bound", "1e9", "--eps", "1e-3"), "at most 1000"),
        (("--bound", "x", "--eps", "1e-3"), "expected a number"),
        (("--bound", "1", "--eps", "1"), "0 < eps < 1"),
        (("--bound", "1", "--eps", "2"), "0 < eps < 1"),
        (("--bound", "1", "--eps", "nan"), "finite"),
        (("--bound", "1", "--eps", "-inf"), "finite"),
        (("--bound", "1", "--eps", "1e-5000"), "at least"),
        (("--bound", "1", "--degree", "1000000"), "0 to 4000"),
        (("--bound", "1", "--degree", "-1"), "0 to 4000"),
        (("--bound", "1", "--degree", "two"), "--degree"),
        (("--bound", "1", "--degree", "3", "--precision", "1000000000"), "53 to 40000"),
        (("--bound", "1", "--degree", "3", "--width", "0"), "width"),
        (("--bound", "1", "--degree", "3", "--method", "magic"), "expected one of"),
        (("--bound", "1", "--degree", "3", "--error", "percent"), "relative or absolute"),
        (("--bound", "1"), "exactly one of"),
        (("--bound", "1", "--degree", "3", "--eps", "1e-3"), "exactly one of"),
        (("--eps", "1e-3"), "--bound"),
    ],
)
def test_bad_input_is_one_line(run: Run, arguments: tuple[str, ...], hint: str) -> None:
    outcome = run("approx", *arguments)
    assert outcome.is_one_line_of_bad_input, outcome
    assert hint in outcome.err

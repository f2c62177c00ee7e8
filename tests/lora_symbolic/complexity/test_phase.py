"""The phase diagram: its transition, its limits, and the figure."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import pytest

from lora_symbolic.complexity.growth.family import bounded_entries
from lora_symbolic.complexity.growth.limits import limit_of_exponent
from lora_symbolic.complexity.growth.phase import PhasePoint, limit_text, phase_diagram, to_csv, to_json, transition
from lora_symbolic.complexity.growth.phase_figure import figure

POWERS = [Fraction(k, 8) for k in range(-2, 7)]


@pytest.fixture(scope="module")
def points() -> tuple[PhasePoint, ...]:
    return phase_diagram("1/d", POWERS, [3, 10**4, 10**6])


def test_the_limit_jumps_at_the_transition(points: tuple[PhasePoint, ...]) -> None:
    for point in points:
        expected = "0" if Fraction(point.a) < transition("1/d") else "oo"
        assert point.limit == expected or Fraction(point.a) == transition("1/d")


def test_nothing_jumps_at_any_real_number_of_tokens(points: tuple[PhasePoint, ...]) -> None:
    """Even at L = 10^(10^6) neighbouring a differ smoothly, and a = 3/8 is still close to quadratic."""
    largest = {Fraction(point.a): float(point.high) for point in points if point.power_of_ten == 10**6}
    assert largest[Fraction(3, 8)] > 0.9
    assert largest[Fraction(1, 4)] > 0.5


def test_bounds_are_two_sided(points: tuple[PhasePoint, ...]) -> None:
    assert all(0 <= float(point.low) <= float(point.high) for point in points)
    assert all(point.degree_needed <= point.degree_enough for point in points)


def test_beta_one_shifts_the_diagram_by_a_half() -> None:
    shifted = phase_diagram("1", [Fraction(-1, 4)], [100])[0]
    plain = phase_diagram("1/d", [Fraction(1, 4)], [100])[0]
    assert (shifted.low, shifted.high, shifted.limit) == (plain.low, plain.high, plain.limit)
    assert transition("1/d") - transition("1") == Fraction(1, 2)


def test_data_can_be_read_back(points: tuple[PhasePoint, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(points))))
    assert [row["high"] for row in rows] == [point["high"] for point in json.loads(to_json(points))]
    assert len(rows) == len(points)


def test_the_figure_has_a_curve_for_each_number_of_tokens(points: tuple[PhasePoint, ...]) -> None:
    root = ElementTree.fromstring(figure(points))  # noqa: S314 - our own text
    curves = [node for node in root if node.tag.endswith("polyline")]
    assert len(curves) == 3
    assert all(len(curve.attrib["points"].split()) == len(POWERS) for curve in curves)
    with pytest.raises(ValueError, match="at least two"):
        figure(points[:1])


def test_the_figure_in_the_documents_is_this_one() -> None:
    stored = Path(__file__).parents[3] / "docs" / "explanation" / "phase-diagram.svg"
    assert stored.read_text(encoding="utf-8") == figure(phase_diagram("1/d"))


@pytest.mark.parametrize("beta", ["1/d", "1"])
def test_the_limits_are_sympy_s(beta: str) -> None:
    for a in (Fraction(-1, 4), Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)):
        family = bounded_entries(a, beta)
        value = limit_of_exponent(family).value
        shown = limit_text(family)
        assert str(value) == shown or float(value) == pytest.approx(float(shown), abs=1e-5)

"""Plots: their numbers are those of the certified functions, their files hold no date, matplotlib may be missing."""

from __future__ import annotations

import builtins
from fractions import Fraction
from pathlib import Path

import pytest

from lora_symbolic.approximation import least_error
from proofs_checks.publishing import plots
from tests.proofs_checks.commands.command import Run, runner

FEW = (Fraction(1, 10), Fraction(1, 100))


@pytest.fixture(name="run")
def _run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(monkeypatch, capsys)


def test_each_degree_suffices_and_one_less_does_not() -> None:
    [curve] = plots.degree_points((Fraction(2),), FEW)
    for eps, degree in zip(FEW, map(int, curve.y), strict=True):
        assert least_error(-2, 2, degree).low <= eps < least_error(-2, 2, degree - 1).high


def test_an_error_curve_alternates_at_equal_heights() -> None:
    curve, marks = plots.error_points(Fraction(2), 5, 50)
    assert len(marks.x) == 7
    heights = [y * (-1) ** k for k, y in enumerate(marks.y)]
    assert max(heights) - min(heights) < 1e-6 * abs(heights[0])
    assert max(map(abs, curve.y)) <= abs(heights[0]) * (1 + 1e-6)


def test_what_is_enough_is_at_least_what_is_forced() -> None:
    enough, forced = plots.rank_points(8, (Fraction(1, 4), Fraction(3, 4), Fraction(5, 4)))
    assert all(a >= b for a, b in zip(enough.y, forced.y, strict=True))
    assert forced.y[0] == 0
    assert 0.99 < forced.y[-1] <= enough.y[-1] == 1


def test_files_are_written_twice_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "degree_points", lambda: [plots.Curve("B = 1", (0.1, 0.01), (2, 3))])
    first = plots.write_plots(tmp_path / "a", ("svg",))
    second = plots.write_plots(tmp_path / "b", ("svg",))
    assert [path.name for path in first] == ["degree.svg", "error.svg", "rank.svg"]
    assert all(one.read_bytes() == two.read_bytes() for one, two in zip(first, second, strict=True))
    assert first[0].read_text().startswith("<?xml")


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected one of svg, png"):
        plots.write_plots(tmp_path, ("gif",))


def test_the_command_draws_or_says_what_is_missing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ("constants", "--tokens", 1000, "--width", 2, "--bound", 1, "--eps", "1e-2", "--plots")
    monkeypatch.setattr(plots, "degree_points", lambda: [plots.Curve("B = 1", (0.1, 0.01), (2, 3))])
    assert run(*given, tmp_path / "plots").code == 0
    assert (tmp_path / "plots" / "rank.png").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "file").write_text("")
    assert run(*given, tmp_path / "file").code == 2
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    outcome = run(*given, tmp_path / "none")
    assert outcome.code == 4
    assert "matplotlib is missing" in outcome.err

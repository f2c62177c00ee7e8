"""Plots of certified numbers, as SVG or PNG; the numbers are computed here, drawing needs matplotlib (extra `report`).

Dictionary
    degree_points       least degree for bounds and errors
    error_points        relative error of a best polynomial, with the points where it takes its extreme values
    rank_points         rank of the factors against Gamma: enough by monomials, forced by the family of sign vectors
    write_plots         the three plots as files in a folder
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from lora_symbolic.approximation import least_degree, minimax
from lora_symbolic.rank.features import rank_bound
from lora_symbolic.rank.threshold.sign_vectors import forced_rank

BOUNDS = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4), Fraction(8), Fraction(16))
ERRORS = tuple(Fraction(1, 10**k) for k in range(1, 13))
GAMMAS = tuple(Fraction(k, 20) for k in range(1, 25))
TOKEN_BITS = 16
SAMPLES = 400
FORMATS = ("svg", "png")
SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "lora-symbolic", "axes.grid": True, "grid.alpha": 0.3}
SIZE = (6.4, 4.0)


@dataclass(frozen=True)
class Curve:
    """Points of one curve, with its label."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


def degree_points(bounds: Sequence[Fraction] = BOUNDS, errors: Sequence[Fraction] = ERRORS) -> tuple[Curve, ...]:
    """The least degree of a polynomial with this relative error, one curve for each bound."""
    return tuple(
        Curve(
            f"B = {bound}",
            tuple(float(error) for error in errors),
            tuple(float(least_degree(bound, error).degree) for error in errors),
        )
        for bound in bounds
    )


def error_points(bound: Fraction, degree: int, samples: int = SAMPLES) -> tuple[Curve, Curve]:
    """p/exp - 1 on [-bound, bound] for the best relative polynomial, and its degree + 2 extreme values.

    >>> [len(curve.x) for curve in error_points(Fraction(1), 3, 10)]
    [11, 5]
    """
    polynomial = minimax(-bound, bound, degree, "relative")

    def error(x: Fraction) -> float:
        return float(polynomial(x)) * math.exp(-float(x)) - 1

    grid = [bound * Fraction(2 * k - samples, samples) for k in range(samples + 1)]
    marked = polynomial.alternation
    return (
        Curve(f"degree {degree}", tuple(map(float, grid)), tuple(map(error, grid))),
        Curve("alternation", tuple(map(float, marked)), tuple(map(error, marked))),
    )


def rank_points(bits: int = TOKEN_BITS, gammas: Sequence[Fraction] = GAMMAS) -> tuple[Curve, Curve]:
    """log_L of the rank at L = 2^bits, d = bits, beta = 1, error 1/L: enough for all matrices, forced for some.

    Enough is C(d + g, g) with the least degree g at B = d Gamma^2, and never more than L.
    """
    tokens, enough, forced = 2**bits, [], []
    goal = Fraction(1, tokens) / (2 + Fraction(1, tokens))
    for gamma in gammas:
        degree = least_degree(bits * gamma**2, goal).degree
        enough.append(math.log2(min(tokens, rank_bound(bits, degree))) / bits)
        forced.append(math.log2(forced_rank(bits, gamma**2, Fraction(1, tokens))) / bits)
    x = tuple(float(gamma) for gamma in gammas)
    return Curve("enough: monomials", x, tuple(enough)), Curve("forced: sign vectors", x, tuple(forced))


def _figure(draw: Callable[[Any], None], title: str, xlabel: str, ylabel: str) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    draw(axes)
    axes.set_title(title)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    return figure


def degree_figure(curves: Sequence[Curve]) -> Any:
    """Degree against eps, one curve for each B."""

    def draw(axes: Any) -> None:
        for curve in curves:
            axes.semilogx(curve.x, curve.y, marker=".", label=curve.label)
        axes.invert_xaxis()

    return _figure(draw, "Least degree of a polynomial for exp on [-B, B]", "relative error eps", "degree")


def error_figure(bound: Fraction, pairs: Sequence[tuple[Curve, Curve]]) -> Any:
    """Error curves, each scaled to its largest value, with the points where the extreme values alternate."""

    def draw(axes: Any) -> None:
        for curve, marks in pairs:
            largest = max(abs(value) for value in marks.y)
            (line,) = axes.plot(curve.x, [y / largest for y in curve.y], label=f"{curve.label}: {largest:.2e}")
            axes.plot(marks.x, [y / largest for y in marks.y], "o", color=line.get_color(), markersize=4)

    title = f"Relative error of the best polynomials on [-{bound}, {bound}], scaled"
    return _figure(draw, title, "x", "(p/exp - 1) / its largest value")


def rank_figure(curves: Sequence[Curve], bits: int = TOKEN_BITS) -> Any:
    """The exponent of the rank against Gamma."""

    def draw(axes: Any) -> None:
        for curve in curves:
            axes.plot(curve.x, curve.y, marker=".", label=curve.label)
        axes.set_ylim(-0.02, 1.05)

    return _figure(
        draw, f"Rank for an error of 1/L at L = 2^{bits}, d = log2 L, beta = 1", "Gamma", "log_L of the rank"
    )


def write_plots(folder: Path, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write degree, error and rank in each format; the files hold no date, so that two runs agree.

    Raises ImportError without matplotlib, ValueError for another format than svg or png, OSError as files do.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise ValueError(f"format {unknown[0]!r}; expected one of {', '.join(FORMATS)}")
    import matplotlib as mpl

    bound = Fraction(4)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with mpl.rc_context(SETTINGS):
        figures = {
            "degree": degree_figure(degree_points()),
            "error": error_figure(bound, [error_points(bound, degree) for degree in (4, 8, 12)]),
            "rank": rank_figure(rank_points()),
        }
        for name, figure in figures.items():
            for kind in formats:
                path = folder / f"{name}.{kind}"
                figure.savefig(path, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else {})
                written.append(path)
    return tuple(written)

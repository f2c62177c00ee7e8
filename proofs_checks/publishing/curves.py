"""Curves from the certified tables, drawn by matplotlib; the caller saves them in the form it needs.

Dictionary
    error_curves        least relative error against degree, one curve a bound
    degree_curves       least degree against the bound of the logits, one curve an accuracy
    growth_curves       exponent of the width against a, for L up to 10^(10^6): the transition at a = 1/2
    phase_diagram       exponent of the rank for L tokens and logits (log L)^a
    CURVES              all of them by their names, each with its title
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "svg.hashsalt": "lora-symbolic",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "legend.frameon": False,
}
COLOURS = ("#2f6fb0", "#b4540a", "#2b7f5b", "#8a4fa3", "#7a6a1e")
MARKERS = ("o", "s", "^", "D", "v")
Data = Mapping[str, Any]


def _marked_curves(
    lines: Sequence[tuple[str, Sequence[float], Sequence[float]]], draw: str, across: str, up: str, **how: Any
) -> Figure:
    """A marked curve for each label with its points, drawn by this method of the axes."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(7, 4.2))
        axes = figure.subplots()
        for number, (label, x, y) in enumerate(lines):
            style = {"marker": MARKERS[number], "color": COLOURS[number], "markersize": 4}
            getattr(axes, draw)(x, y, label=label, **style, **how)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.legend()
        return figure


def error_curves(tables: Data) -> Figure:
    """The least relative error against the degree."""
    lines = []
    for bound in dict.fromkeys(cell["bound"] for cell in tables["errors"]):
        cells = [cell for cell in tables["errors"] if cell["bound"] == bound]
        lines.append((f"B = {bound}", [cell["degree"] for cell in cells], [float(cell["high"]) for cell in cells]))
    return _marked_curves(lines, "semilogy", "degree", "least relative error on [−B, B]")


def degree_curves(tables: Data) -> Figure:
    """The least degree against the bound."""
    lines = []
    for digits in (2, 4, 6, 9, 12):
        cells = [cell for cell in tables["degrees"] if cell["digits"] == digits]
        bounds = [float(Fraction(cell["bound"])) for cell in cells]
        lines.append((f"eps = 1e-{digits}", bounds, [cell["degree"] for cell in cells]))
    return _marked_curves(lines, "step", "bound B of the logits", "least degree", where="pre")


def growth_curves(tables: Data) -> Figure:
    """The exponent of the width against a, between its bounds, for growing L."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(7, 4.4))
        axes = figure.subplots()
        for number, tens in enumerate(dict.fromkeys(point["tokens"] for point in tables["growth"])):
            points = [point for point in tables["growth"] if point["tokens"] == tens]
            powers = [float(Fraction(point["power"])) for point in points]
            low, high = ([float(point[side]) for point in points] for side in ("low", "high"))
            name = f"L = 1e{tens}" if tens < 10**4 else "L = 10^(10^6)"
            axes.fill_between(powers, low, high, color=COLOURS[number], alpha=0.22, linewidth=0)
            axes.plot(powers, high, color=COLOURS[number], marker=MARKERS[number], markersize=3, label=name)
        axes.axvline(0.5, color="#888888", linestyle="--", linewidth=1)
        axes.axhline(1, color="#888888", linestyle=":", linewidth=1)
        axes.set_ylim(0, 4)
        axes.set_xlabel("a, for entries of C1 W and C2 up to (log L)^a")
        axes.set_ylabel("log_L of the width")
        axes.legend(loc="upper left")
        return figure


def phase_diagram(tables: Data) -> Figure:
    """The exponent of the rank over tokens and the growth of the logits."""
    cells = tables["phase"]
    tokens = list(dict.fromkeys(cell["tokens"] for cell in cells))
    powers = list(dict.fromkeys(cell["power"] for cell in cells))
    found = {(cell["tokens"], cell["power"]): cell["exponent"] for cell in cells}
    values = [[found[tens, power] for tens in tokens] for power in powers]
    with mpl.rc_context({**SETTINGS, "axes.grid": False}):
        figure = Figure(figsize=(7.4, 4.4))
        axes = figure.subplots()
        mesh = axes.pcolormesh(range(len(tokens)), range(len(powers)), values, cmap="cividis", shading="nearest")
        for row, line in enumerate(values):
            for col, value in enumerate(line):
                dark = value < max(map(max, values)) * 0.5
                axes.text(
                    col,
                    row,
                    f"{value:.1f}",
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="#ffffff" if dark else "#101010",
                )
        axes.set_xticks(range(len(tokens)), [f"1e{tens}" for tens in tokens])
        axes.set_yticks(range(len(powers)), powers)
        axes.set_xlabel("tokens L")
        axes.set_ylabel("a, for logits up to (log L)^a")
        figure.colorbar(mesh, ax=axes, label="log_L of the rank")
        return figure


CURVES: Mapping[str, tuple[Callable[[Data], Figure], str]] = {
    "errors": (error_curves, "Least relative error of a polynomial for exp against its degree"),
    "degrees": (degree_curves, "Least degree against the bound of the logits"),
    "growth": (growth_curves, "Exponent of the width against the growth of the entries"),
    "phase": (phase_diagram, "Exponent of the rank over tokens and growth of the logits"),
}

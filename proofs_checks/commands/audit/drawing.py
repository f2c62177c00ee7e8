"""Drawings of an audit, as SVG and PNG: the half-range of every head as a map, and how Gamma grows with L.

Dictionary
    head_map        layers x heads of one number
    growth          the largest and the median Gamma of the heads for each number of tokens
    draw            writes both drawings, and returns the exit code
"""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

from ..shared import exits
from ..shared.streams import note

Data: TypeAlias = dict[str, Any]
FORMATS = ("svg", "png")
SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "lora-symbolic"}


def head_map(run: Data, layers: int, name: str) -> list[list[float]]:
    """A row for each layer, a column for each head.

    >>> heads = [{"layer": 0, "head": 0, "half_range": 2.0}, {"layer": 1, "head": 0, "half_range": 3.0}]
    >>> head_map({"heads": heads}, 2, "half_range")
    [[2.0], [3.0]]
    """
    rows: list[list[float]] = [[] for _ in range(layers)]
    for head in run["heads"]:
        rows[head["layer"]].append(float(head[name]))
    return rows


def growth(runs: list[Data]) -> list[tuple[int, float, float, float]]:
    """For each number of tokens: it, the largest Gamma of a head, the median, sqrt(log L).

    >>> growth([{"tokens": 2, "heads": [{"gamma_q": 1.0, "gamma_k": 3.0}]}])[0][:3]
    (2, 3.0, 3.0)
    """
    found = []
    for run in runs:
        gammas = [max(head["gamma_q"], head["gamma_k"]) for head in run["heads"]]
        found.append((run["tokens"], max(gammas), median(gammas), math.sqrt(math.log(run["tokens"]))))
    return found


def draw(folder: Path, data: Data) -> int:
    """Draw the run with the most tokens, and growth when there are several; without matplotlib a tool is missing.

    Raises BadInput when the folder cannot be written.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        note("--plots: matplotlib is missing; pip install matplotlib")
        return exits.TOOL_MISSING
    last = data["runs"][-1]
    runs = [run for run in data["runs"] if run["adapter"] == last["adapter"]]
    with mpl.rc_context(SETTINGS):
        written = _save(folder, "heads", _map_figure(Figure, last, data["model"]["layers"]))
        written += _save(folder, "growth", _growth_figure(Figure, growth(runs)))
    note(f"plots: {', '.join(str(path) for path in written)}")
    return exits.AS_CLAIMED


def _map_figure(figure_class: Any, run: Data, layers: int) -> Any:
    values = head_map(run, layers, "half_range")
    figure = figure_class(figsize=(1.6 + 0.5 * len(values[0]), 1.6 + 0.4 * layers), layout="constrained")
    axes = figure.add_subplot(xlabel="head", ylabel="layer", title=f"half-range of the logits, L = {run['tokens']}")
    drawn = axes.imshow(values, cmap="viridis", aspect="auto")
    figure.colorbar(drawn, label=f"log L = {math.log(run['tokens']):.2f}")
    return figure


def _growth_figure(figure_class: Any, points: list[tuple[int, float, float, float]]) -> Any:
    figure = figure_class(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot(xlabel="tokens L", ylabel="largest entry of Q and K", xscale="log")
    tokens, largest, middle, premise = zip(*points, strict=True)
    axes.plot(tokens, largest, "o-", label="largest head")
    axes.plot(tokens, middle, "s-", label="median head")
    axes.plot(tokens, premise, "k--", label="sqrt(log L)")
    axes.legend()
    return figure


def _save(folder: Path, name: str, figure: Any) -> list[Path]:
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form in FORMATS:
            path = folder / f"{name}.{form}"
            figure.savefig(path, metadata={"Date": None} if form == "svg" else None)
            written.append(path)
    except OSError as error:
        reason = error.strerror or error
        raise exits.BadInput(f"{folder}: cannot be written ({reason}); expected a folder for plots") from None
    return written

"""The fragments of the page on practice: tables and pictures from the stored results of the study, computed each time.

Dictionary
    practice_fragments      path -> HTML, for every result that is stored; a remark where one is not
    crossover_map           tokens from which the fast way wins, measured above predicted, over width and bound
    time_curves             seconds against tokens
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from ...curves import COLOURS, MARKERS, SETTINGS
from .curves import as_svg
from .fragments import in_figure, stored_fragments
from .measured import seconds, table

STUDY = "lowrank-study.json"
MISSING = "<p>Not measured yet: <code>make study</code>.</p>"
Data = Mapping[str, Any]
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def practice_fragments(results: Path) -> dict[str, str]:
    """Every fragment of the study; where no result is stored, a remark that says how to make it."""
    drawn = {name: partial(_of_summary, draw) for name, draw in DRAWN.items()}
    return stored_fragments("practice", results / STUDY, drawn, MISSING)


def _of_summary(draw: Callable[[Data], str], report: Data) -> str:
    return draw(report["summary"])


def of_study(report: Mapping[str, Any], study: str) -> list[Mapping[str, Any]]:
    """The records of one study of a report."""
    return [record for record in report["records"] if record["cell"]["study"] == study]


def tokens(value: float) -> str:
    """A number of tokens, short: a power of two as such.

    >>> tokens(4096), tokens(1234), tokens(56789)
    ('2¹²', '1230', '56800')
    """
    whole = round(value)
    if whole & (whole - 1):
        return f"{float(f'{whole:.3g}'):.0f}"
    return "2" + str(whole.bit_length() - 1).translate(_RAISED)


def headline(summary: Data) -> str:
    """The plan beside what was measured."""
    won, errors = summary["winners"], summary["errors"]
    rows: list[list[object]] = [
        ["fast gradients planned", summary["runs"]],
        ["of them measured", summary["measured"]],
        ["not run: no polynomial within memory", summary["not_run"]["out of reach"]],
        ["not run: predicted to take too long", summary["not_run"]["too long"]],
        ["winner predicted right", f"{won['share']:.1%} of {won['cells']}"],
        ["the dearest wrong choice", f"{won['worst_loss']:.2f} times the best time"],
        ["gradients compared with exact ones", errors["gradients"]],
        ["errors above the certified ones", len(errors["above"])],
        ["largest observed error of f, of the certified", f"{errors['worst_attention']:.2g}"],
        ["largest observed error of a gradient, of the certified", f"{errors['worst_gradient'] or 0:.2g}"],
        ["its median", f"{errors['median_gradient'] or 0:.2g}"],
        ["most memory above the inputs", f"{summary['most_mebibytes']:.0f} MiB"],
    ]
    for name, words in (("fast_times", "the fast way"), ("exact_times", "the exact way")):
        found = summary[name]
        rows.append(
            [
                f"predicted / measured time of {words}: median, 5%, 95%",
                f"{found['median']:.2f}, {found['low']:.2f}, {found['high']:.2f}",
            ]
        )
        rows.append([f"within a factor 2, {words}", f"{found['within_2']:.1%}"])
    return table(["", "found"], rows, "The study in numbers")


def gains(summary: Data) -> str:
    """The largest gain of each width."""
    rows = [
        [
            run["width"],
            tokens(run["tokens"]),
            f"{run['bound']:g}",
            f"{run['eps']:g}",
            run["degree"],
            run["rank"],
            seconds(run["seconds"]),
            seconds(run["exact"]["numpy"]),
            seconds(run["exact"].get("torch")),
            f"{run['faster']:.0f}",
        ]
        for run in summary["gains"]
    ]
    head = ["d", "L", "B", "eps", "degree", "rank", "fast", "exact", "exact, PyTorch", "times faster"]
    return table(head, rows, "The largest gain of each width")


def wins(summary: Data) -> str:
    """On how many problems the fast way was faster, by tokens and width."""
    found = {(cell["tokens"], cell["width"]): cell for cell in summary["wins"]}
    widths = sorted({width for _, width in found})
    rows: list[list[object]] = []
    for number in sorted({number for number, _ in found}):
        cells = [found.get((number, width)) for width in widths]
        rows.append([tokens(number), *(f"{cell['wins']} / {cell['runs']}" if cell else "–" for cell in cells)])
    head = ["L", *(f"d = {width}" for width in widths)]
    return table(head, rows, "Problems on which the fast way was measured faster, of all that were planned")


def exact_ways(summary: Data) -> str:
    """Seconds of the exact ways."""
    names = {"numpy": "here", "torch": "PyTorch", "autograd": "autograd, chunks", "autograd_whole": "autograd, L x L"}
    shown = [cell for cell in summary["exact"] if cell["width"] in (4, 16)]
    rows = [
        [f"{tokens(cell['tokens'])}, d = {cell['width']}", *(seconds(cell.get(name)) for name in names)]
        for cell in shown
    ]
    return table(["L and d", *names.values()], rows, "The exact gradient, least seconds of a few repetitions")


def crossover_map(summary: Data) -> str:
    """A panel for each eps: L* over width and bound, measured above predicted."""
    cells = summary["crossovers"]
    accuracies = sorted({cell["eps"] for cell in cells}, reverse=True)
    widths, bounds = (sorted({cell[name] for cell in cells}) for name in ("width", "bound"))
    found = {(cell["eps"], cell["width"], cell["bound"]): cell for cell in cells}
    norm = LogNorm(2**8, 2**17)
    with mpl.rc_context({**SETTINGS, "axes.grid": False, "font.size": 10}):
        figure = Figure(figsize=(11, 4.1 * ((len(accuracies) + 1) // 2)), layout="constrained")
        panels = figure.subplots((len(accuracies) + 1) // 2, 2, squeeze=False)
        mesh = None
        for axes in panels.flat[len(accuracies) :]:
            axes.set_visible(False)
        for axes, eps in zip(panels.flat, accuracies, strict=False):
            grid = [
                [(found.get((eps, width, bound)) or {}).get("measured") or float("nan") for bound in bounds]
                for width in widths
            ]
            mesh = axes.pcolormesh(
                range(len(bounds)), range(len(widths)), grid, norm=norm, cmap="cividis", shading="nearest"
            )
            for row, width in enumerate(widths):
                for col, bound in enumerate(bounds):
                    _label(axes, col, row, found.get((eps, width, bound)))
            axes.set_xticks(range(len(bounds)), [f"{bound:g}" for bound in bounds])
            axes.set_yticks(range(len(widths)), [str(width) for width in widths])
            axes.set_xlabel("bound B of the logits")
            axes.set_ylabel("width d")
            axes.set_title(f"eps = {eps:g}", fontsize=11)
        if mesh is not None:
            figure.colorbar(mesh, ax=panels, label="tokens from which the fast way wins", shrink=0.7)
        return as_svg(figure, "Tokens from which the fast way wins, measured and predicted", "practice-map")


def _label(axes: Any, col: int, row: int, cell: Data | None) -> None:
    """Measured above predicted."""
    if cell is None or cell["most"] is None:
        axes.text(col, row, "not run", ha="center", va="center", fontsize=7, color="#808080")
        return
    measured, predicted = (_limit(cell, cell[name]) for name in ("measured", "predicted"))
    dark = cell["measured"] is not None and cell["measured"] < 6000
    colour = "#808080" if cell["measured"] is None else "#ffffff" if dark else "#101010"
    axes.text(col, row, f"{measured}\n{predicted}", ha="center", va="center", fontsize=7, color=colour)


def _limit(cell: Data, value: float | None) -> str:
    if value is None:
        return f"> {cell['most']}"
    return f"<= {value:.0f}" if value <= (cell["least"] or 0) else f"{float(f'{value:.2g}'):.0f}"


def time_curves(summary: Data) -> str:
    """Seconds against tokens, the fast way at several eps beside the exact ones, one panel a width."""
    points = summary["curves"]
    panels = list(dict.fromkeys((point["width"], point["bound"]) for point in points))
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(11, 4.4), layout="constrained")
        for axes, (width, bound) in zip(
            figure.subplots(1, max(1, len(panels)), squeeze=False).flat, panels, strict=False
        ):
            here = [point for point in points if (point["width"], point["bound"]) == (width, bound)]
            exact = {point["tokens"]: point["exact"] for point in here}
            for name, label, style in (("numpy", "exact, here", "-"), ("torch", "exact, PyTorch", "--")):
                line = [(number, ways[name]) for number, ways in sorted(exact.items()) if name in ways]
                if line:
                    axes.loglog(*zip(*line, strict=True), color="#777777", linestyle=style, label=label)
            for number, eps in enumerate(sorted({point["eps"] for point in here}, reverse=True)):
                line = sorted((point["tokens"], point["seconds"]) for point in here if point["eps"] == eps)
                axes.loglog(
                    *zip(*line, strict=True),
                    color=COLOURS[number],
                    marker=MARKERS[number],
                    markersize=4,
                    label=f"fast, eps = {eps:g}",
                )
            axes.set_xscale("log", base=2)
            axes.set_xlabel("tokens L")
            axes.set_ylabel("seconds")
            axes.set_title(f"d = {width}, B = {bound:g}", fontsize=11)
            axes.legend(fontsize=8)
        return as_svg(figure, "Seconds of the fast and of the exact gradient against tokens", "practice-times")


def help_in_practice(summary: Data) -> str:
    """Whether the fast gradient helps a model, said for narrow and wide heads, small and large logits."""
    loosest = max(cell["eps"] for cell in summary["crossovers"])
    cells = {(cell["width"], cell["bound"]): cell for cell in summary["crossovers"] if cell["eps"] == loosest}
    widths, bounds = (sorted({key[place] for key in cells}) for place in (0, 1))
    said = "; ".join(
        f"width {width}, logits up to {small:g}: {_from(cells[width, small])}, "
        f"up to {large:g}: {_from(cells[width, large])}"
        for width in (widths[len(widths) // 2], widths[-1])
        for small, large in [(bounds[len(bounds) // 2 - 1], bounds[-1])]
    )
    return (
        '<p class="help"><strong>Does this help my model?</strong> Rarely: the fast gradient pays on a CPU, '
        "where heads are narrow, logits small and sequences long. Measured faster at accuracy "
        f"{loosest:g}: {said}. Heads of width 64 and more: not, unless their logits live in a few directions; "
        'on a GPU it was not measured. <a href="explanation/practice.html">All measurements</a>.</p>'
    )


def _from(cell: Data) -> str:
    if cell["measured"] is not None:
        return f"from {_rounded(cell['measured'])} tokens"
    return f"not up to {cell['most']} tokens" if cell["most"] else "never run, too slow"


def _rounded(value: float) -> str:
    return f"{float(f'{value:.2g}'):.0f}"


DRAWN: Mapping[str, Callable[[Data], str]] = {
    "headline": headline,
    "help": help_in_practice,
    "gains": gains,
    "wins": wins,
    "exact": exact_ways,
    "map": lambda summary: in_figure(crossover_map(summary)),
    "times": lambda summary: in_figure(time_curves(summary)),
}

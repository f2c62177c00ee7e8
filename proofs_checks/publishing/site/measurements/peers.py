"""The fragments of the page on other ways: published features, FAVOR+ and Nystrom attention, from the stored results.

Dictionary
    peers_fragments     path -> HTML; a remark where nothing is stored
    by_width            the median over seeds of what a path of names leads to, for each width
    rank_scatter        error of the gradient against the number of features, all ways
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from ...curves import COLOURS, MARKERS, SETTINGS
from .curves import as_svg
from .fragments import in_figure, stored_fragments
from .measured import table
from .study import of_study

STORED = "lowrank-peers.json"
MISSING = "<p>Not measured yet: <code>make bench-peers</code>.</p>"
WAYS = {
    "ours": "certified",
    "favor": "FAVOR+",
    "nystrom, means": "Nyström, means",
    "nystrom, tokens": "Nyström, tokens",
}
THEIRS = "published features"
Data = Mapping[str, Any]
Records = Sequence[Data]


def peers_fragments(results: Path) -> dict[str, str]:
    """Every fragment; a remark that says how to make the results where they are not stored."""
    return stored_fragments("peers", results / STORED, DRAWN, MISSING)


def looked_up(record: Data, path: Sequence[str]) -> Any:
    """What the names lead to within the result, None where a name is missing."""
    return reduce(lambda found, name: None if found is None else found.get(name), path, record["result"])


def by_width(records: Records, *path: str) -> dict[int, float | None]:
    """The median over seeds, for each width."""
    found: dict[int, list[float]] = {}
    for record in records:
        value = looked_up(record, path)
        found.setdefault(record["cell"]["width"], []).extend([] if value is None else [value])
    return {width: median(values) if values else None for width, values in sorted(found.items())}


def percent(value: float | None) -> str:
    """Two digits, in percent.

    >>> percent(0.01234), percent(3.4), percent(None)
    ('1.2%', '340%', '–')
    """
    return "–" if value is None else f"{float(f'{value * 100:.2g}'):g}%"


def times(value: float | None) -> str:
    """A ratio with two digits.

    >>> times(12.34), times(0.456), times(None)
    ('12', '0.46', '–')
    """
    return "–" if value is None else f"{float(f'{value:.2g}'):g}"


def _columns(
    records: Records, columns: Mapping[str, tuple[Callable[[Any], str], tuple[str, ...]]]
) -> list[list[object]]:
    widths = sorted({record["cell"]["width"] for record in records})
    found = [(shown, by_width(records, *path)) for shown, path in columns.values()]
    return [[width, *(shown(values[width]) for shown, values in found)] for width in widths]


def count(value: float | None) -> str:
    """A whole number."""
    return "–" if value is None else f"{value:.0f}"


def published(report: Data) -> str:
    """The published comparison, and the same features beside softmax by rows."""
    way = ("forward", THEIRS)
    columns: dict[str, tuple[Callable[[Any], str], tuple[str, ...]]] = {
        "L": (count, ("tokens",)),
        "features": (count, (*way, "features")),
        "published measure, its program": (percent, ("published", "program", "measure")),
        "its formulas": (percent, ("published", "measure")),
        "its baseline off softmax": (percent, ("published", "its baseline to softmax")),
        "rows normalised: relative error": (percent, (*way, "relative")),
        "worst row of f, l1": (percent, (*way, "worst row, l1")),
        "worst entry of f": (percent, (*way, "worst entry, relative")),
    }
    return table(
        ["d", *columns], _columns(of_study(report, "published"), columns), "The published setting; medians over seeds"
    )


def ours(report: Data) -> str:
    """Certified features of low degree in the same setting."""
    records, found = of_study(report, "published"), list[list[object]]()
    for degree in (2, 3, 4):
        way = ("forward", f"degree {degree}")
        columns: dict[str, tuple[Callable[[Any], str], tuple[str, ...]]] = {
            "features": (count, (*way, "features")),
            "relative error": (percent, (*way, "relative")),
            "worst entry of f": (percent, (*way, "worst entry, relative")),
            "certified": (percent, (*way, "delta")),
        }
        found += [[width, degree, *rest] for width, *rest in _columns(records, columns)]
    rows = sorted(found, key=lambda row: (row[0], row[1]))
    return table(["d", "degree", *columns], rows, "Certified features in the published setting")


def gradients(report: Data) -> str:
    """The gradient: by their features in the same formulas, and by the plan at a certified 1 % of f."""
    records = of_study(report, "published")
    rows: list[list[object]] = []
    for width in sorted({record["cell"]["width"] for record in records}):
        here = [record for record in records if record["cell"]["width"] == width]
        plans = [record["result"]["gradient"]["planned"] for record in here]
        ratio = median(
            looked_up(record, ("gradient", "seconds", "exact")) / looked_up(record, ("gradient", "seconds", "planned"))
            for record in here
        )
        fast = [plan for plan in plans if plan["method"] == "fast"]
        rows.append(
            [
                width,
                percent(by_width(here, "gradient", THEIRS, "dA")[width]),
                percent(by_width(here, "gradient", "degree 3", "dA")[width]),
                f"{len(fast)} of {len(plans)}",
                count(median(plan["features"] for plan in fast)) if fast else "–",
                percent(median(plan["observed"]["dA"] for plan in fast)) if fast else "–",
                times(median(plan["certified"]["dA"] for plan in fast)) if fast else "–",
                times(ratio),
            ]
        )
    head = [
        "d",
        "by published features",
        "by degree 3",
        "plan is fast",
        "its features",
        "its error",
        "certified",
        "exact over planned time",
    ]
    return table(head, rows, "Error of the gradient in A, of its largest entry; certified as a multiple of that entry")


def speed(report: Data) -> str:
    """Forward times as ratios."""
    records = of_study(report, "published")
    exact = {(r["cell"]["width"], r["cell"]["seed"]): r["result"]["seconds"]["exact"] for r in records}
    names = (THEIRS, "degree 2", "degree 3", "degree 4")
    rows: list[list[object]] = []
    for width in sorted({record["cell"]["width"] for record in records}):
        here = [record for record in records if record["cell"]["width"] == width]
        row: list[object] = [width, count(here[0]["result"]["tokens"])]
        for name in names:
            ratios = [
                exact[width, r["cell"]["seed"]] / r["result"]["seconds"][name]
                for r in here
                if name in r["result"]["seconds"]
            ]
            row.append(times(median(ratios)) if ratios else "–")
        rows.append(row)
    return table(
        ["d", "L", *names], rows, "Forward: how many times faster than row softmax in chunks (PyTorch, float32)"
    )


def rank_scatter(report: Data) -> str:
    """A panel for each width: error of dA against the number of features."""
    records = [
        record for record in of_study(report, "rank") if "features" in record["result"] and "ours" in record["result"]
    ]
    widths = sorted({record["cell"]["width"] for record in records})
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(11, 4.4), layout="constrained")
        for axes, width in zip(
            figure.subplots(1, max(1, len(widths)), squeeze=False, sharey=True).flat, widths, strict=False
        ):
            here = [record["result"] for record in records if record["cell"]["width"] == width]
            for number, (name, label) in enumerate(WAYS.items()):
                points = [(found["features"], median(draw["dA"] for draw in found[name])) for found in here]
                axes.loglog(
                    *zip(*points, strict=True),
                    linestyle="",
                    marker=MARKERS[number],
                    color=COLOURS[number],
                    markersize=5,
                    alpha=0.8,
                    label=label,
                )
            axes.xaxis.set_minor_formatter(NullFormatter())
            axes.set_xlabel("features k")
            axes.set_title(f"d = {width}", fontsize=11)
        first = figure.axes[0]
        first.set_ylabel("error of dA, of its largest entry")
        first.legend(fontsize=8)
        return as_svg(figure, "Error of the gradient against the number of features, four ways", "peers-rank")


def ranks(report: Data) -> str:
    """Every problem: the features it takes, and the error of the gradient each way."""
    groups: dict[tuple[Any, ...], list[Data]] = {}
    for record in of_study(report, "rank"):
        cell = record["cell"]
        groups.setdefault((cell["width"], cell["bound"], cell["delta"]), []).append(record["result"])
    rows: list[list[object]] = []
    left_out = 0
    for (width, bound, delta), found in groups.items():
        kept = [result for result in found if "ours" in result]
        left_out += not kept
        if not kept:
            continue
        middle = [median(draw["dA"] for result in kept for draw in result[name]) for name in WAYS]
        worst = max(result["ours"][0]["relative"] for result in kept)
        seconds = [median(draw["seconds"] for result in kept for draw in result[name]) for name in WAYS]
        rows.append(
            [
                width,
                f"{bound:g}",
                f"{delta:g}",
                count(median(result["features"] for result in kept)),
                *(f"{value:.1e}" for value in middle),
                f"{median(result['certified']['dA'] for result in kept):.1e}",
                f"{worst:.1e}",
                *(f"{value / seconds[0]:.1f}" for value in seconds[1:]),
            ]
        )
    head = ["d", "B", "delta", "k", *WAYS.values(), "its certificate", "its worst entry of f"]
    head += [f"time, {name}" for name in list(WAYS.values())[1:]]
    caption = "Error of dA at equal rank, medians over draws and seeds; times over ours; "
    caption += f"{left_out} problems need more features than half the tokens"
    return table(head, rows, caption)


def checked(report: Data) -> str:
    """How many observed errors were compared with their certificates."""
    verdict = "all within" if not report["missed"] else f"{len(report['missed'])} above"
    return f"<p>{report['compared']} observed errors were compared with what was certified: {verdict}.</p>"


def beaten(report: Data) -> str:
    """On how many problems another way has the smaller error of dA."""
    kept = [record["result"] for record in of_study(report, "rank") if "ours" in record["result"]]

    def error(result: Data, way: str) -> float:
        return float(median(draw["dA"] for draw in result[way]))

    others = list(WAYS.items())[1:]
    parts = [f"{label} {sum(error(one, way) < error(one, 'ours') for one in kept)}" for way, label in others]
    return f"<p>Problems, of {len(kept)}, on which another way has the smaller observed error: {', '.join(parts)}.</p>"


DRAWN: Mapping[str, Callable[[Data], str]] = {
    "checked": checked,
    "published": published,
    "ours": ours,
    "gradients": gradients,
    "speed": speed,
    "ranks": ranks,
    "beaten": beaten,
    "rank-figure": lambda report: in_figure(rank_scatter(report)),
}

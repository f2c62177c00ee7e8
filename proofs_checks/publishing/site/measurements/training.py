"""The fragments of the page on training: loss curves, distances, certificates and times, from the stored results.

Dictionary
    training_fragments  path -> HTML; a remark where nothing is stored
    curves              losses of both fine-tunes, and how far losses and adapters are apart
    certificates        observed and certified error of the gradient, step by step
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from ...curves import COLOURS, MARKERS, SETTINGS
from .curves import as_svg
from .fragments import in_figure, stored_fragments
from .measured import seconds, table
from .study import of_study

STORED = "lowrank-training.json"
MISSING = "<p>Not measured yet: <code>make bench-training</code>.</p>"
Data = Mapping[str, Any]
Records = Sequence[Data]


def training_fragments(results: Path) -> dict[str, str]:
    """Every fragment; a remark that says how to make the results where they are not stored."""
    return stored_fragments("training", results / STORED, DRAWN, MISSING)


def name_of(cell: Data) -> str:
    """A run in words."""
    return f"{cell['model']}, {' and '.join('W_' + side for side in cell['adapters'])}"


def runs(report: Data) -> str:
    """What was learned, and how far the two fine-tunes are apart."""
    rows: list[list[object]] = []
    for record in of_study(report, "run"):
        cell, found = record["cell"], record["result"]
        exact, fast, before = found["exact"], found["fast"], found["held out before"]
        ways = sorted({step["plan"]["method"] for step in fast["steps"]})
        rows.append(
            [
                name_of(cell),
                " / ".join(ways),
                f"{max(step['plan']['logit_bound'] or 0 for step in fast['steps']):.1f}",
                f"{exact['losses'][0]:.4f} → {exact['losses'][-1]:.4f}",
                f"{max(found['losses apart']):.1e}",
                f"{max(found['adapters apart']):.1e} of {found['largest adapter'][-1]:.2f}",
                f"{before['loss']:.4f} → {exact['held out']['loss']:.4f}, {fast['held out']['loss']:.4f}",
                f"{before['right']:.1%} → {exact['held out']['right']:.1%}, {fast['held out']['right']:.1%}",
                f"{median(exact['seconds']) / median(fast['seconds']):.1f}",
            ]
        )
    head = ["model, adapters", "way taken", "bound of the logits", "loss per token", "losses apart, at most"]
    head += [
        "adapters apart, at most",
        "held-out loss: before → exact, fast",
        "right: before → exact, fast",
        "times faster",
    ]
    return table(head, rows, _caption(report))


def _caption(report: Data) -> str:
    cells = [record["cell"] for record in of_study(report, "run")]
    found = next(record["result"] for record in of_study(report, "run"))["held out before"]
    tokens, steps = cells[0]["tokens"], cells[0]["steps"]
    guess = found["right by the commonest"]
    sizes = f"{steps} steps of Adam, {tokens} contexts asked about, as many remembered"
    return f"{sizes}; always the commonest kind: {guess:.1%} right"


def time_table(report: Data) -> str:
    """Seconds of one gradient, and what the plan takes."""
    rows = [
        [
            f"{record['cell']['model']}, {record['cell']['tokens']}",
            *(seconds(record["result"]["seconds"].get(name)) for name in ("exact", "fast", "auto")),
            record["result"]["planned"],
            "–" if record["result"]["features"] is None else record["result"]["features"],
            "–" if record["result"]["logit_bound"] is None else f"{record['result']['logit_bound']:.1f}",
        ]
        for record in of_study(report, "time")
    ]
    head = ["model, tokens", "PyTorch, autograd", "fast", "as planned", "plan", "features", "bound of the logits"]
    return table(head, rows, "One loss and its gradient, median of a few repetitions in one run")


def curves(report: Data) -> str:
    """Losses above, distances below, a column for each model."""
    records = of_study(report, "run")
    models = list(dict.fromkeys(record["cell"]["model"] for record in records))
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(11, 7.2), layout="constrained")
        grid = figure.subplots(2, len(models), squeeze=False, sharex=True)
        for column, model in enumerate(models):
            above, below = grid[0][column], grid[1][column]
            here = [record for record in records if record["cell"]["model"] == model]
            for number, record in enumerate(here):
                found, label = record["result"], f"adapters of {name_of(record['cell']).split(', ')[1]}"
                steps = range(1, len(found["exact"]["losses"]) + 1)
                above.plot(
                    steps,
                    found["exact"]["losses"],
                    color=COLOURS[number],
                    linewidth=3.5,
                    alpha=0.35,
                    label=f"exact, {label}",
                )
                above.plot(
                    steps,
                    found["fast"]["losses"],
                    color=COLOURS[number],
                    linestyle="--",
                    linewidth=1.2,
                    label=f"fast, {label}",
                )
                for name, style in (("adapters apart", "-"), ("losses apart", ":")):
                    shown = [value or float("nan") for value in found[name]]
                    below.semilogy(steps, shown, color=COLOURS[number], linestyle=style, label=f"{name}, {label}")
            above.set_title(f"model “{model}”", fontsize=11)
            below.set_xlabel("step")
            above.legend(fontsize=8)
            below.legend(fontsize=8)
        grid[0][0].set_ylabel("loss per token")
        grid[1][0].set_ylabel("largest difference")
        return as_svg(
            figure, "Losses of the exact and of the fast fine-tune, and how far they are apart", "training-curves"
        )


def certificates(report: Data) -> str:
    """The soft model with one adapted weight: observed and certified error of the gradient."""
    records = [record for record in of_study(report, "run") if record["cell"]["model"] == "soft"]
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(11, 4), layout="constrained")
        for axes, record in zip(
            figure.subplots(1, len(records), squeeze=False, sharey=True).flat, records, strict=True
        ):
            steps = record["result"]["fast"]["steps"]
            names = [name for name in steps[0] if name != "plan"]
            for number, name in enumerate(names):
                kept = [step[name] for step in steps]
                style: dict[str, Any] = {"color": COLOURS[number], "marker": MARKERS[number], "markersize": 3}
                count = range(1, len(kept) + 1)
                axes.semilogy(
                    count,
                    [one["certified"] or float("nan") for one in kept],
                    linestyle="-",
                    label=f"d{name}: certified",
                    **style,
                )
                axes.semilogy(
                    count, [one["observed"] or float("nan") for one in kept], linestyle=":", label="observed", **style
                )
                axes.semilogy(
                    count, [one["largest"] or float("nan") for one in kept], linestyle="", alpha=0.35, **style
                )
            axes.set_xlabel("step")
            axes.set_title(name_of(record["cell"]), fontsize=11)
            axes.legend(fontsize=7, ncols=2)
        figure.axes[0].set_ylabel("error of an entry (loose marks: largest entry)")
        return as_svg(figure, "Observed and certified error of the gradient at every step", "training-certificates")


def checked(report: Data) -> str:
    """How many gradients were compared with their certificates."""
    verdict = "all within their certificates" if not report["missed"] else f"{len(report['missed'])} beyond"
    return f"<p>{report['compared']} gradients were compared with PyTorch's at the same place: {verdict}.</p>"


DRAWN: Mapping[str, Callable[[Data], str]] = {
    "checked": checked,
    "runs": runs,
    "times": time_table,
    "curves": lambda report: in_figure(curves(report)),
    "certificates": lambda report: in_figure(certificates(report)),
}

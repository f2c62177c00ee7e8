"""What the cells of the study say together; a pure function of the records, so that it can be computed again.

Dictionary
    summarise       winners, predicted times, errors, memory, crossovers
    misses          the bars that are missed
    crossing        where one curve falls below another, interpolated in logarithms
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

CURVES = ((4, 1.0), (8, 1.0))  # width and bound of the curves over the number of tokens
Record = Mapping[str, Any]
Runs = list[dict[str, Any]]


def flat_runs(records: Sequence[Record]) -> Runs:
    """Every run of the fast way with the numbers of its cell, and the seconds of the exact ways for its sizes."""
    exact = {
        (record["cell"]["tokens"], record["cell"]["width"]): record["result"]
        for record in records
        if record["cell"]["what"] == "exact"
    }
    runs = []
    for record in records:
        cell = record["cell"]
        if cell["what"] != "gradient":
            continue
        sizes = {name: cell[name] for name in ("tokens", "width", "bound")}
        slow = exact[cell["tokens"], cell["width"]]
        runs += [
            {**sizes, **run, "exact": slow["seconds"], "exact_predicted": record["result"]["exact_predicted"]}
            for run in record["result"]["runs"]
        ]
    return runs


def ratios(values: Iterable[float]) -> dict[str, Any] | None:
    """Median, 5% and 95%, the extremes, and the share within a factor 2 of ratios of predicted to measured."""
    found = sorted(values)
    if not found:
        return None
    low, middle, high = (float(np.quantile(found, share)) for share in (0.05, 0.5, 0.95))
    return {
        "number": len(found),
        "median": _short(middle),
        "low": _short(low),
        "high": _short(high),
        "least": _short(found[0]),
        "most": _short(found[-1]),
        "within_2": _short(sum(0.5 <= value <= 2 for value in found) / len(found)),
    }


def crossing(points: Sequence[tuple[int, float, float]]) -> float | None:
    """The tokens from which the first curve is below the second: least grid point after which it stays, interpolated.

    None when it is not below at the last point; the first point when it always is.

    >>> crossing([(256, 2.0, 1.0), (512, 4.0, 4.0), (1024, 8.0, 16.0)])
    512.0
    """
    logs = [(math.log(tokens), math.log(fast / slow)) for tokens, fast, slow in sorted(points)]
    if not logs or logs[-1][1] >= 0:
        return None
    place = len(logs) - 1
    while place and logs[place - 1][1] < 0:
        place -= 1
    if place == 0:
        return float(round(math.exp(logs[0][0])))
    (x0, y0), (x1, y1) = logs[place - 1], logs[place]
    return float(round(math.exp(x0 + (x1 - x0) * y0 / (y0 - y1))))


def crossovers(runs: Runs) -> list[dict[str, Any]]:
    """For every width, bound and eps: L* from measured and from predicted seconds, and whether it is a limit only.

    None: not reached at `most`, the largest number of tokens measured; `least` is the smallest.
    """
    groups: dict[tuple[Any, ...], Runs] = {}
    for run in runs:
        groups.setdefault((run["width"], run["bound"], run["eps"]), []).append(run)
    found = []
    for (width, bound, eps), group in sorted(groups.items(), key=lambda pair: pair[0]):
        measured = [run for run in group if "seconds" in run]
        planned = [run for run in group if "predicted" in run]
        found.append(
            {
                "width": width,
                "bound": bound,
                "eps": eps,
                "measured": crossing([(run["tokens"], run["seconds"], run["exact"]["numpy"]) for run in measured]),
                "predicted": crossing([(run["tokens"], run["predicted"], run["exact_predicted"]) for run in planned]),
                "least": min((run["tokens"] for run in measured), default=None),
                "most": max((run["tokens"] for run in measured), default=None),
            }
        )
    return found


def winners(runs: Runs) -> dict[str, Any]:
    """How often the predicted winner won, and what a wrong one costs; runs that are measured both ways."""
    wrong, worst = [], 1.0
    both = [run for run in runs if "seconds" in run]
    for run in both:
        fast, slow = run["seconds"], run["exact"]["numpy"]
        if (fast < slow) != run["wins_predicted"]:
            loss = max(fast, slow) / min(fast, slow)
            worst = max(worst, loss)
            wrong.append({name: run[name] for name in ("tokens", "width", "bound", "eps")} | {"loss": _short(loss)})
    share = 1 - len(wrong) / len(both) if both else None
    return {"cells": len(both), "wrong": wrong, "share": share and round(share, 4), "worst_loss": _short(worst)}


def errors(runs: Runs) -> dict[str, Any]:
    """How many observed errors are compared, and where one is above what was certified or what was asked for."""
    checked = [run for run in runs if "observed" in run]
    above = [
        {name: run[name] for name in ("tokens", "width", "bound", "eps")}
        for run in runs
        if "seconds" in run
        and (
            run.get("worst_ratio", 0.0) > 1
            or run["observed_f"] > run["certified_f"] * (1 + 1e-3) + 1e-12
            or run["certified_f"] > run["eps"] * (1 + 1e-3)
        )
    ]
    return {
        "gradients": len(checked),
        "attentions": sum("seconds" in run for run in runs),
        "above": above,
        "worst_gradient": max((run["worst_ratio"] for run in checked), default=None),
        "worst_attention": _largest(run["observed_f"] / run["certified_f"] for run in runs if "seconds" in run),
        "median_gradient": _median(run["worst_ratio"] for run in checked),
    }


def gains(runs: Runs) -> list[dict[str, Any]]:
    """For each width the run with the largest gain over PyTorch, or over the exact way here without PyTorch."""
    found = []
    for width in sorted({run["width"] for run in runs}):
        here = [run for run in runs if run["width"] == width and "seconds" in run]
        if here:
            best = max(here, key=lambda run: _reference(run) / run["seconds"])
            names = ("tokens", "width", "bound", "eps", "degree", "rank", "seconds", "mebibytes", "certified_f")
            found.append(
                {name: best[name] for name in names}
                | {"exact": best["exact"], "faster": _short(_reference(best) / best["seconds"])}
            )
    return found


def wins(runs: Runs) -> list[dict[str, Any]]:
    """For each number of tokens and width: runs planned, and on how many of them the fast way was measured faster."""
    groups: dict[tuple[int, int], Runs] = {}
    for run in runs:
        groups.setdefault((run["tokens"], run["width"]), []).append(run)
    return [
        {
            "tokens": tokens,
            "width": width,
            "runs": len(group),
            "wins": sum("seconds" in run and run["seconds"] < run["exact"]["numpy"] for run in group),
        }
        for (tokens, width), group in sorted(groups.items())
    ]


def _reference(run: Mapping[str, Any]) -> float:
    return float(run["exact"].get("torch", run["exact"]["numpy"]))


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """Everything that the pages show and the bars judge."""
    runs = flat_runs(records)
    exact = [record["result"] for record in records if record["cell"]["what"] == "exact"]
    timed = [run for run in runs if "seconds" in run]
    refused = [run for run in runs if "not_run" in run]
    return {
        "runs": len(runs),
        "measured": len(timed),
        "not_run": {why: sum(run["not_run"] == why for run in refused) for why in ("out of reach", "too long")},
        "winners": winners(runs),
        "fast_times": ratios(run["predicted"] / run["seconds"] for run in timed),
        "exact_times": ratios(result["predicted"] / result["seconds"]["numpy"] for result in exact),
        "errors": errors(runs),
        "most_mebibytes": _largest(run["mebibytes"] for run in timed),
        "gains": gains(runs),
        "wins": wins(runs),
        "curves": [
            {name: run[name] for name in ("tokens", "width", "bound", "eps", "seconds", "predicted", "exact")}
            for run in timed
            if (run["width"], run["bound"]) in CURVES
        ],
        "crossovers": crossovers(runs),
        "exact": [
            {"tokens": record["cell"]["tokens"], "width": record["cell"]["width"]} | record["result"]["seconds"]
            for record in records
            if record["cell"]["what"] == "exact"
        ],
    }


def misses(summary: Mapping[str, Any], bars: Mapping[str, float]) -> list[str]:
    """The bars that are missed."""
    missed = [f"an error above the certified one: {run}" for run in summary["errors"]["above"]]
    share = summary["winners"]["share"]
    if share is None or share < bars["winners"]:
        missed.append(f"the winner is predicted right on {share} of {summary['winners']['cells']} cells")
    for name in ("fast_times", "exact_times"):
        found = summary[name]
        if found is None or found["within_2"] < bars["within_2"]:
            missed.append(f"{name}: {found and found['within_2']} of the predictions are within a factor 2")
    return missed


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _largest(values: Iterable[float]) -> float | None:
    found = max(values, default=None)
    return None if found is None else _short(found)


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return _short(float(np.median(found))) if found else None

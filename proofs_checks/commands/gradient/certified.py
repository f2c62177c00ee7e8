"""The gradient of the arrays of a file: what is read, computed with a bar on a terminal, and said of the result."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lora_symbolic.fast_attention import (
    Gradient,
    PartialArrays,
    full_gradient,
    partial_gradient,
)

from ..shared import exits
from ..shared.streams import console
from .problems import Problem

Report = Callable[[float], object]


def number_of(eps: str | None) -> float | None:
    """The target as a number.

    Raises BadInput unless it is positive and finite.
    """
    if eps is None:
        return None
    try:
        number = float(eps)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise exits.BadInput(f"--eps {eps[:40]}; expected a positive number such as 1e-3")
    return number


@contextmanager
def progress_bar() -> Iterator[Report | None]:
    """A bar on the standard error stream when that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("gradient"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda share: progress.advance(task, share)


def compute(problems: Sequence[Problem], eps: float | None, method: str, threads: int | None) -> tuple[Gradient, ...]:
    """The gradient of every problem, with a bar while they are computed.

    Raises FastAttentionError when the error asked for cannot be reached.
    """
    found = []
    with progress_bar() as report:
        share = None if report is None else lambda part: report(part / len(problems))
        for problem in problems:
            if isinstance(problem, PartialArrays):
                found.append(partial_gradient(problem, eps, method=method, threads=threads, progress=share))
            else:
                found.append(full_gradient(problem, eps, method=method, threads=threads, progress=share))
    return tuple(found)


def heads_data(found: Sequence[Gradient], seconds: float, out: Path) -> dict[str, Any]:
    """One head's data; of several the largest bounds, the sum of the losses, and the data of each under `heads`."""
    each = [gradient_data(one, seconds, out) for one in found]
    if len(each) == 1:
        return each[0]
    slowest = max(each, key=lambda data: data["predicted_seconds"]["exact"])
    methods = {data["method"] for data in each}
    bounds = {name: max(data["error_bound"][name] for data in each) for name in each[0]["error_bound"]}
    return {
        **slowest,
        "method": methods.pop() if len(methods) == 1 else "mixed",
        "error_bound": bounds,
        "relative_error_f": max(data["relative_error_f"] for data in each),
        "loss": sum(data["loss"] for data in each),
        "heads": [{name: data[name] for name in data if name not in ("schema", "seconds", "out")} for data in each],
    }


def gradient_data(found: Gradient, seconds: float, out: Path) -> dict[str, Any]:
    """The plan, the bounds and the times as JSON data."""
    plan = found.plan
    return {
        "schema": 1,
        "method": plan.method,
        "reason": plan.reason,
        "rank": plan.rank,
        "degree": plan.degree,
        "width": plan.width,
        "merged_rank": plan.merged_rank,
        "logit_bound": plan.logit_bound,
        "residual_logits": plan.residual_logits,
        "relative_error_f": found.delta,
        "error_bound": found.error_bound,
        "loss": found.loss,
        "predicted_seconds": {"fast": plan.fast_seconds, "exact": plan.exact_seconds},
        "crossover_tokens": plan.crossover,
        "threads": plan.threads,
        "seconds": seconds,
        "out": str(out),
    }


def show(data: dict[str, Any]) -> None:
    """Print the bounds, the plan and why it was chosen; of several heads, the largest bounds and a line for each."""
    if "heads" in data:
        show_heads(data)
        return
    lines = [f"{name}: off by at most {bound:.3g} in every entry" for name, bound in data["error_bound"].items()]
    if data["degree"] is not None:
        lines.append(
            f"fast way: degree {data['degree']} in {data['width']} variables, rank {data['rank']}, "
            f"logits within {data['logit_bound']:.4g}"
        )
    lines.append(f"used: {data['method']} ({data['reason']}); f within {data['relative_error_f']:.2g} f")
    if data["crossover_tokens"] is not None:
        lines.append(f"the fast way is predicted to win from about {data['crossover_tokens']} tokens")
    lines.append(f"{data['out']}: written after {data['seconds']:.3g} s")
    out = console()
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def show_heads(data: dict[str, Any]) -> None:
    """Print the largest bounds, which way each head took, and where the gradients are."""
    lines = [
        f"{name}: off by at most {bound:.3g} in every entry of every head"
        for name, bound in data["error_bound"].items()
    ]
    for index, head in enumerate(data["heads"]):
        bounds = ", ".join(f"{name} {bound:.3g}" for name, bound in head["error_bound"].items())
        lines.append(f"head {index}: {head['method']} ({head['reason']}); off by at most {bounds}")
    lines.append(f"{data['out']}: written after {data['seconds']:.3g} s")
    out = console()
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)

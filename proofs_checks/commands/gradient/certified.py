"""The gradient of the arrays of a file: what is read, computed with a bar on a terminal, and said of the result."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lora_symbolic.fast_attention import (
    FastAttentionError,
    FullArrays,
    Gradient,
    PartialArrays,
    full_gradient,
    partial_gradient,
)

from ..shared import exits
from ..shared.streams import console
from .arrays import pick, read_arrays

Report = Callable[[float], object]


def problem_of(path: Path) -> PartialArrays | FullArrays:
    """The arrays C1, C2, C3, Y, W0, B, A of partial adaptation, or XQ, XK, XV, Y, WQ0, ..., AV of full adaptation.

    Raises BadInput when one is missing or is not what its place needs.
    """
    arrays = read_arrays(path)
    kind = FullArrays if "XQ" in arrays and "C1" not in arrays else PartialArrays
    try:
        return kind(**pick(arrays, kind.SIDES, path))
    except FastAttentionError as problem:
        raise exits.BadInput(f"{path}: {problem}") from None


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


def compute(problem: PartialArrays | FullArrays, eps: float | None, method: str, threads: int | None) -> Gradient:
    """The gradient of either problem, with a bar while it is computed.

    Raises FastAttentionError when the error asked for cannot be reached.
    """
    with progress_bar() as report:
        if isinstance(problem, PartialArrays):
            return partial_gradient(problem, eps, method=method, threads=threads, progress=report)
        return full_gradient(problem, eps, method=method, threads=threads, progress=report)


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
    """Print the bounds, the plan and why it was chosen."""
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

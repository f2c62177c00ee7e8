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


def target_of(eps: str | None) -> tuple[float | None, float | None]:
    """The largest error asked for: absolute, and as a share of the largest entry; "1%" asks for the latter.

    Raises BadInput unless it is positive and finite, and below 100% where it is a share.

    >>> target_of("1e-3"), target_of("1%"), target_of(None)
    ((0.001, None), (None, 0.01), (None, None))
    """
    if eps is None:
        return None, None
    share = eps.endswith("%")
    try:
        number = float(eps.removesuffix("%")) / (100 if share else 1)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0 and not (share and number >= 1)):
        raise exits.BadInput(f"--eps {eps[:40]}; expected a positive number such as 1e-3, or a share such as 1%")
    return (None, number) if share else (number, None)


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


def compute(
    problems: Sequence[Problem], target: tuple[float | None, float | None], method: str, threads: int | None
) -> tuple[Gradient, ...]:
    """The gradient of every problem, with a bar while they are computed; target as target_of finds it.

    Raises FastAttentionError when the error asked for cannot be reached.
    """
    found, (eps, relative) = [], target
    with progress_bar() as report:
        share = None if report is None else lambda part: report(part / len(problems))
        for problem in problems:
            if isinstance(problem, PartialArrays):
                one = partial_gradient(problem, eps, relative=relative, method=method, threads=threads, progress=share)
            else:
                one = full_gradient(problem, eps, relative=relative, method=method, threads=threads, progress=share)
            found.append(one)
    return tuple(found)


def heads_data(found: Sequence[Gradient], seconds: float, out: Path) -> dict[str, Any]:
    """One head's data; of several the largest bounds, the sum of the losses, and the data of each under `heads`."""
    each = [gradient_data(one, seconds, out) for one in found]
    if len(each) == 1:
        return each[0]
    slowest = max(each, key=lambda data: data["predicted_seconds"]["exact"])
    methods = {data["method"] for data in each}

    def worst(key: str) -> dict[str, Any]:
        return {name: largest_of([data[key][name] for data in each]) for name in each[0][key]}

    return {
        **slowest,
        "method": methods.pop() if len(methods) == 1 else "mixed",
        "error_bound": worst("error_bound"),
        "largest": worst("largest"),
        "relative_bound": worst("relative_bound"),
        "relative_error_f": max(data["relative_error_f"] for data in each),
        "loss": sum(data["loss"] for data in each),
        "heads": [{name: data[name] for name in data if name not in ("schema", "seconds", "out")} for data in each],
    }


def finite_or_none(number: float) -> float | None:
    """JSON knows no infinity: None stands for it."""
    return number if math.isfinite(number) else None


def largest_of(numbers: Sequence[float | None]) -> float | None:
    """The largest, None where one is None.

    >>> largest_of([1.0, 2.0]), largest_of([1.0, None])
    (2.0, None)
    """
    known = [number for number in numbers if number is not None]
    return max(known) if len(known) == len(numbers) else None


def accuracy(data: dict[str, Any], name: str, where: str = "every entry") -> str:
    """What is certified of one output, beside how large it is."""
    bound, largest, share = (data[key][name] for key in ("error_bound", "largest", "relative_bound"))
    if share is None:
        said = "0 would be as good an answer; ask for a share such as --eps 1%"
    else:
        said = f"{share:.2g} of its largest, {largest:.3g}"
    return f"{name}: off by at most {bound:.3g} in {where}, {said}"


def gradient_data(found: Gradient, seconds: float, out: Path) -> dict[str, Any]:
    """The plan, the bounds and the times as JSON data."""
    plan = found.plan
    return {
        "schema": 1,
        "method": plan.method,
        "reason": plan.reason,
        "precision": plan.kind,
        "rank": plan.rank,
        "degree": plan.degree,
        "width": plan.width,
        "merged_rank": plan.merged_rank,
        "logit_bound": plan.logit_bound,
        "residual_logits": plan.residual_logits,
        "relative_error_f": found.delta,
        "error_bound": found.error_bound,
        "largest": found.largest,
        "relative_bound": {name: finite_or_none(share) for name, share in found.relative_bound.items()},
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
    lines = [accuracy(data, name) for name in data["error_bound"]]
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
    lines = [accuracy(data, name, "every entry of every head") for name in data["error_bound"]]
    for index, head in enumerate(data["heads"]):
        bounds = ", ".join(f"{name} {bound:.3g}" for name, bound in head["error_bound"].items())
        lines.append(f"head {index}: {head['method']} ({head['reason']}); off by at most {bounds}")
    lines.append(f"{data['out']}: written after {data['seconds']:.3g} s")
    out = console()
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)

"""The exact gradient in double and in single precision beside PyTorch, in one run, on one thread, in processor time.

    python -m benchmarks.lowrank.certificates.exact_ways [--tokens N] [--repeat N] [--out FILE]

Nanoseconds for each pair of tokens, gradient included, medians over repetitions in turn; what the certificates allow,
and how far single precision is off, as shares of the largest entry. Exits 1 when an error is above its bound.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.facts import head, write
from benchmarks.lowrank.data import random_problem
from benchmarks.lowrank.torch_exact import exact_gradient
from lora_symbolic.fast_attention import PartialArrays
from lora_symbolic.fast_attention.execution.exact import exact_core
from lora_symbolic.fast_attention.execution.tiled import tiled_core

OUT = Path("benchmarks/results/lowrank/exact-ways.json")
WIDTHS = (4, 8, 16, 32, 64)
CHUNK = 64


def fused(problem: PartialArrays) -> None:
    """scaled_dot_product_attention in float32, with automatic differentiation."""
    C1, C2, C3, Y, W0, B, A = (torch.from_numpy(getattr(problem, name)).float() for name in problem.SIDES)
    A.requires_grad_(), B.requires_grad_()
    query, key, value = ((each)[None, None] for each in (C1 @ (W0 + B @ A), C2, C3))
    out = torch.nn.functional.scaled_dot_product_attention(query, key, value, scale=1.0)[0, 0]
    ((out - Y) ** 2).sum().div(2).backward()


def row(tokens: int, width: int, repeat: int) -> dict[str, Any]:
    """The times and accuracies at one width."""
    problem = random_problem(0, tokens, width, 1.0)
    core = problem.core()
    tensors = {name: torch.from_numpy(getattr(problem, name)) for name in problem.SIDES}
    ways: dict[str, Callable[[], Any]] = {
        "tiled, float32": lambda: tiled_core(core, 1),
        "exact, float64": lambda: exact_core(core, 1),
        "PyTorch fused, float32": lambda: fused(problem),
        "PyTorch chunks, float64": lambda: exact_gradient(**tensors, chunk=CHUNK),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeat):
        for name, way in ways.items():
            start = time.process_time()
            way()
            times[name].append((time.process_time() - start) / tokens**2 * 1e9)
    single, double = tiled_core(core, 1), exact_core(core, 1)
    off = {name: np.abs(single.outputs[name] - double.outputs[name]) for name in single.outputs}
    held = all((off[name] <= single.errors[name] + double.errors[name]).all() for name in off)
    shares = {"tiled, float32": single.estimated_share, "exact, float64": double.estimated_share}
    return {
        "width": width,
        "nanoseconds": {name: round(statistics.median(found), 1) for name, found in times.items()},
        "certified": {name: float(f"{share:.2g}") for name, share in shares.items()},
        "off": float(f"{max(off[name].max() / np.abs(double.outputs[name]).max() for name in off):.2g}"),
        "held": bool(held),
    }


def main() -> int:
    """Measure, write, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=2048)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = [row(options.tokens, width, options.repeat) for width in WIDTHS]
    missed = [f"width {each['width']}: an error is above its bound" for each in rows if not each["held"]]
    write(options.out, {**head("numpy", "torch"), "missed": missed, "tokens": options.tokens, "rows": rows})
    for each in rows:
        print(each)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

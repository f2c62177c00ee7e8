"""A certified 10% of the largest entry beside JAX in float32, in one run, in processor seconds of all threads.

    pip install jax && python -m benchmarks.lowrank.certificates.beside_jax [--tokens N] [--repeat N]

JAX runs the loss over chunks of queries by `lax.map` with `checkpoint`, compiled before it is timed, the fastest exact
code that was measured here; it certifies nothing. Ours chooses its way. Each in turn, medians. Exits 1 when an error is
above its bound.
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

from benchmarks.facts import head, write
from benchmarks.lowrank.data import random_problem
from lora_symbolic.fast_attention import Gradient, PartialArrays, partial_gradient

OUT = Path("benchmarks/results/lowrank/beside-jax.json")
WIDTHS, CHUNK, SHARE, BOUND = (4, 8, 16), 64, 0.1, 1.0


def by_jax(problem: PartialArrays) -> Callable[[], Any]:
    """The gradient in A and B, compiled."""
    import jax
    from jax import lax
    from jax import numpy as jnp

    C1, C2, C3, Y, W0, B, A = (jnp.asarray(getattr(problem, name), dtype=jnp.float32) for name in problem.SIDES)

    def loss(B: Any, A: Any) -> Any:
        middle = W0 + B @ A

        def part(rows: tuple[Any, Any]) -> Any:
            left, target = rows
            return ((jax.nn.softmax(left @ middle @ C2.T, axis=-1) @ C3 - target) ** 2).sum() / 2

        parts = C1.reshape(-1, CHUNK, C1.shape[1]), Y.reshape(-1, CHUNK, Y.shape[1])
        return lax.map(jax.checkpoint(part), parts).sum()

    compiled = jax.jit(jax.grad(loss, argnums=(1, 0)))
    return lambda: jax.block_until_ready(compiled(B, A))


def row(tokens: int, width: int, repeat: int) -> dict[str, Any]:
    """Times at one width, and what was certified and observed."""
    problem = random_problem(0, tokens, width, BOUND)
    kept: list[Gradient] = []
    ways: dict[str, Callable[[], Any]] = {
        "ours": lambda: kept.append(partial_gradient(problem, relative=SHARE)),
        "jax": by_jax(problem),
    }
    jax_gradient = dict(zip(("dA", "dB"), ways["jax"](), strict=True))
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeat):
        for name, way in ways.items():
            start = time.process_time()
            way()
            seconds[name].append(time.process_time() - start)
    found = kept[-1]
    middle = {name: float(f"{statistics.median(times):.3g}") for name, times in seconds.items()}
    apart = {name: np.abs(found[name] - np.asarray(each, dtype=np.float64)) for name, each in jax_gradient.items()}
    single = {name: 1e-3 * found.largest[name] for name in apart}
    return {
        "width": width,
        "method": found.plan.method,
        "kind": found.plan.kind,
        "degree": found.plan.degree,
        "seconds": middle,
        "faster": float(f"{middle['jax'] / middle['ours']:.3g}"),
        "certified": float(f"{max(found.relative_bound.values()):.2g}"),
        "apart": float(f"{max(each.max() / found.largest[name] for name, each in apart.items()):.2g}"),
        "held": all(bool((each <= found.errors[name] + single[name]).all()) for name, each in apart.items()),
    }


def main() -> int:
    """Measure, write, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=16384)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    rows = [row(options.tokens, width, options.repeat) for width in WIDTHS]
    missed = [f"width {each['width']}: an error is above its bound" for each in rows if not each["held"]]
    write(OUT, {**head("numpy", "jax", "jaxlib"), "missed": missed, "tokens": options.tokens, "rows": rows})
    for each in rows:
        print(each)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

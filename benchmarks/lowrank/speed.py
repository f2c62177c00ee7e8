"""The speed bars: the almost linear gradient beside the exact chunked one in PyTorch, in one run; growth; memory.

    python -m benchmarks.lowrank.speed [--repeat N] [--kind reached|gaussian] [--skip-exact] [--out FILE]

Times are wall time of the whole call, plan and certificate included, medians over repetitions that alternate with the
reference; the processor time of all threads stands beside them, because a busy machine inflates wall time. The
reference's chunk is the fastest of a few tried on a slice. Everything is checked on the way: observed error at most the
certified one, certified relative error of f at most the bar's.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.facts import head, write
from benchmarks.lowrank.data import KINDS, random_problem
from lora_symbolic.fast_attention import Gradient, PartialArrays, partial_gradient

HERE = Path(__file__).parent
BARS = tomllib.loads((HERE / "bars.toml").read_text())
THREADS = 2
CHUNKS = (4, 8, 16, 32, 64, 128)
GROWTH = [2**k for k in range(16, 21)]


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall seconds, processor seconds, result."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def ours(problem: PartialArrays) -> Gradient:
    """The gradient at the bar's certified relative error of f."""
    return partial_gradient(problem, delta=BARS["relative_error_f"], method="fast", threads=THREADS)


def reference(problem: PartialArrays) -> Callable[[int, int], Any]:
    """The exact gradient in PyTorch on the first rows, in chunks."""
    import torch

    from benchmarks.lowrank.torch_exact import exact_gradient

    torch.set_num_threads(THREADS)
    tensors = {name: torch.from_numpy(getattr(problem, name)) for name in problem.SIDES}

    def run(rows: int, chunk: int) -> Any:
        part = {**tensors, "C1": tensors["C1"][:rows], "Y": tensors["Y"][:rows]}
        return [array.numpy() for array in exact_gradient(**part, chunk=chunk)]

    return run


def beside_exact(width: int, kind: str, repeat: int) -> dict[str, Any]:
    """Ratio of times at the bars' number of tokens."""
    tokens = BARS["tokens"]
    problem = random_problem(0, tokens, width, BARS["bound"], kind)
    exact = reference(problem)
    slice_rows = 512
    chunk = min(CHUNKS, key=lambda rows: min(timed(lambda: exact(slice_rows, rows))[0] for _ in range(2)))
    ours(problem)
    fast, slow, found, expected = [], [], None, None
    for _ in range(repeat):
        for _ in range(3):
            wall, cpu, found = timed(lambda: ours(problem))
            fast.append((wall, cpu))
        wall, cpu, expected = timed(lambda: exact(tokens, chunk))
        slow.append((wall, cpu))
    assert found is not None
    by_name = dict(zip(("dA", "dB"), expected, strict=True))
    observed = {name: float(np.abs(found[name] - value).max()) for name, value in by_name.items()}
    sizes = {name: float(np.abs(value).max()) for name, value in by_name.items()}
    wall, cpu = (statistics.median(column) for column in zip(*fast, strict=True))
    slow_wall, slow_cpu = (statistics.median(column) for column in zip(*slow, strict=True))
    return {
        "tokens": tokens,
        "width": width,
        "kind": kind,
        "rank": found.plan.rank,
        "degree": found.plan.degree,
        "logit_bound": found.plan.logit_bound,
        "relative_error_f": found.delta,
        "observed": observed,
        "certified": found.error_bound,
        "largest_entry": sizes,
        "seconds": fast,
        "exact_seconds": slow,
        "exact_chunk": chunk,
        "faster": slow_wall / wall,
        "faster_by_processor_time": slow_cpu / cpu,
        "fastest_over_fastest": min(slow)[0] / min(fast)[0],
        "predicted_seconds": found.plan.fast_seconds,
        "predicted_exact_seconds": found.plan.exact_seconds,
    }


def growth(kind: str, repeat: int) -> dict[str, Any]:
    """Times for d = 4 as the number of tokens doubles, and the exponent over the top three octaves.

    `exponent` is the median over the repetitions, each of which runs all sizes in a row: a slow moment of the machine
    then meets neighbours alike.
    """
    problems = {tokens: random_problem(0, tokens, 4, BARS["bound"], kind, checked=0) for tokens in GROWTH}
    times: dict[int, list[tuple[float, float]]] = {tokens: [] for tokens in GROWTH}
    degrees = {tokens: ours(problems[tokens]).plan.degree for tokens in GROWTH}
    for _ in range(repeat):
        for tokens in GROWTH:
            times[tokens].append(timed(lambda tokens=tokens: ours(problems[tokens]))[:2])
    result: dict[str, Any] = {"degrees": degrees, "seconds": times}
    for name, column in (("wall", 0), ("processor", 1)):
        middle = {tokens: statistics.median(pair[column] for pair in times[tokens]) for tokens in GROWTH}
        least = {tokens: min(pair[column] for pair in times[tokens]) for tokens in GROWTH}
        for label, chosen in (("median", middle), ("least", least)):
            result[f"exponent_{name}_{label}"] = slope([(tokens, chosen[tokens]) for tokens in GROWTH[-4:]])
            result[f"times_of_2_20_{name}_{label}"] = chosen[2**20] / chosen[2**16]
    rows = zip(*([pair[0] for pair in times[tokens]] for tokens in GROWTH[-4:]), strict=True)
    result["exponent"] = statistics.median(slope(list(zip(GROWTH[-4:], row, strict=True))) for row in rows)
    return result


def slope(points: list[tuple[int, float]]) -> float:
    """The least-squares exponent of time in tokens."""
    return float(np.polyfit([math.log(tokens) for tokens, _ in points], [math.log(s) for _, s in points], 1)[0])


MEMORY = """
import resource, sys
from benchmarks.lowrank.data import random_problem
from benchmarks.lowrank.speed import ours
problem = random_problem(0, 2**20, 4, 1.0, sys.argv[1])
ours(random_problem(0, 2**12, 4, 1.0, sys.argv[1]))
def resident():
    with open("/proc/self/status") as stream:
        return int(next(line for line in stream if line.startswith("VmRSS")).split()[1]) / 1024
before = resident()
with open("/proc/self/clear_refs", "w") as stream:
    stream.write("5")
ours(problem)
with open("/proc/self/status") as stream:
    peak = int(next(line for line in stream if line.startswith("VmHWM")).split()[1]) / 1024
print(peak - before)
"""


def megabytes_above_inputs(kind: str) -> float:
    """Peak of resident memory during the call above what was resident before it, in a process of its own (Linux)."""
    found = subprocess.run(
        [sys.executable, "-c", MEMORY, kind], capture_output=True, text=True, check=True, cwd=HERE.parent.parent
    )
    return float(found.stdout)


def misses(report: dict[str, Any]) -> list[str]:
    """The bars that are missed."""
    missed = []
    for row in report.get("beside_exact", []):
        if row["faster"] < BARS["faster"][str(row["width"])]:
            missed.append(f"d = {row['width']}: {row['faster']:.0f} times faster")
        if row["relative_error_f"] > BARS["relative_error_f"] * (1 + 1e-5):
            missed.append(f"d = {row['width']}: relative error of f {row['relative_error_f']:.2g}")
        if any(row["observed"][name] > row["certified"][name] for name in row["observed"]):
            missed.append(f"d = {row['width']}: observed error above the certified one")
    bars, found = BARS["growth"], report["growth"]
    if found["times_of_2_20_wall_median"] > bars["times_of_2_20"]:
        missed.append(f"2^20 tokens take {found['times_of_2_20_wall_median']:.1f} times as long as 2^16")
    if abs(found["exponent"] - 1) > bars["exponent"]:
        missed.append(f"exponent {found['exponent']:.3f}")
    if report["megabytes_above_inputs"] > bars["megabytes"]:
        missed.append(f"{report['megabytes_above_inputs']:.0f} MiB above the inputs")
    return missed


def main() -> int:
    """Measure, print, write, compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--kind", choices=KINDS, default="reached")
    parser.add_argument("--skip-exact", action="store_true", help="growth and memory only")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "lowrank" / "speed.json")
    options = parser.parse_args()
    report: dict[str, Any] = {**head("numpy"), "bars": BARS}
    if not options.skip_exact:
        report["beside_exact"] = []
        for width in (4, 8):
            row = beside_exact(width, options.kind, options.repeat)
            report["beside_exact"].append(row)
            print(
                f"L = {row['tokens']}, d = {width}: degree {row['degree']}, rank {row['rank']}, f within "
                f"{row['relative_error_f']:.2g} f; {row['faster']:.0f} times faster "
                f"({row['faster_by_processor_time']:.0f} by processor time, {row['fastest_over_fastest']:.0f} best "
                f"over best); observed {row['observed']}, certified {row['certified']}",
                flush=True,
            )
    report["growth"] = growth(options.kind, 10 * options.repeat + 1)
    print({name: value for name, value in report["growth"].items() if name != "seconds"}, flush=True)
    report["megabytes_above_inputs"] = megabytes_above_inputs(options.kind)
    print(f"{report['megabytes_above_inputs']:.0f} MiB above the inputs at 2^20 tokens")
    report["load_after"] = os.getloadavg()
    report["missed"] = misses(report)
    write(options.out, report)
    print("missed: " + "; ".join(report["missed"]) if report["missed"] else "every bar is reached")
    return 1 if report["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())

"""How much larger than the error the certificate is: 10,000 small problems beside the gradient in balls.

    python -m benchmarks.lowrank.certificates [--problems N] [--seconds S] [--fresh [WAY ...]]

Goes on where an earlier run stopped, S seconds at a time; --fresh forgets some ways, or all. For each way the quantiles
of the largest bound over the largest error of every output, how often a bound was exceeded, and how often bounds a
thousand times smaller would have been: the control. It exits 1 when a bound was exceeded, no smaller one was, or a bar
of lowrank/bars.toml is missed.

Dictionary
    WAYS        the exact way as it is taken here, in float64 alone, and the fast one
    Tally       of one way: the ratios, and how often a bound, and one a thousand times smaller, was exceeded
    measured    the tallies of some problems
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.facts import head, write
from benchmarks.lowrank.certificates.balls import dense_gradient, errors_of
from benchmarks.lowrank.certificates.problems import small_problem
from lora_symbolic.fast_attention import (
    FastAttentionError,
    Gradient,
    PartialArrays,
    Target,
    core_gradient,
    partial_gradient,
)

OUT = Path("benchmarks/results/lowrank/certificates.json")
BARS = tomllib.loads((Path(__file__).parent.parent / "bars.toml").read_text())["certificates"]
WAYS = ("exact", "exact, float64", "fast, 1e-3")
CHUNK = 100
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
SMALLER = 1e-3
GRID = 8  # ratios are kept as counts of rounded GRID log2(ratio)


def computed(problem: PartialArrays, way: str) -> Gradient:
    """The gradient by one of WAYS.

    Raises FastAttentionError where it is refused.
    """
    if way == "exact":
        return partial_gradient(problem, method="exact", threads=1)
    if way == "exact, float64":
        return core_gradient(problem.core(), Target(method="exact"))
    return partial_gradient(problem, delta=float(way.rsplit(" ", 1)[1]), method="fast", threads=1)


def measured(seeds: range, tallies: Mapping[str, dict[str, Any]]) -> None:
    """Add these problems to the tallies: counts of ratios, violations, violations of smaller bounds, refusals."""
    for seed in seeds:
        problem = small_problem(seed)
        true = dense_gradient(problem)
        for way, tally in tallies.items():
            try:
                found = computed(problem, way)
            except FastAttentionError:
                tally["refused"] += 1
                continue
            for name, reference in true.items():
                off, bound = errors_of(found[name], reference), found.errors[name]
                tally["violations"] += int((off > bound).any())
                tally["smaller"] += int((off > SMALLER * bound).any())
                if off.max() > 0:
                    key = str(round(GRID * math.log2(bound.max() / off.max())))
                    tally["counts"][key] = tally["counts"].get(key, 0) + 1


def empty() -> dict[str, Any]:
    """Nothing counted."""
    return {"problems": 0, "violations": 0, "smaller": 0, "refused": 0, "counts": {}}


def quantiles(counts: Mapping[str, int]) -> dict[str, float]:
    """The quantiles of the ratios."""
    keys = sorted(counts, key=int)
    below = np.cumsum([counts[key] for key in keys])
    places = {level: keys[int(np.searchsorted(below, level * below[-1]))] for level in LEVELS}
    return {str(level): float(f"{2 ** (int(place) / GRID):.3g}") for level, place in places.items()}


def stored() -> dict[str, dict[str, Any]]:
    """What earlier runs counted."""
    if not OUT.exists():
        return {way: empty() for way in WAYS}
    found = json.loads(OUT.read_text(encoding="utf-8"))
    return {way: {"problems": found["problems"], **found["ways"][way]} for way in WAYS}


def concluded(tallies: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The file of results."""
    problems = min(tally["problems"] for tally in tallies.values())
    rows = {way: {**tally, "quantiles": quantiles(tally["counts"])} for way, tally in tallies.items()}
    missed = [f"{way}: {row['violations']} bounds exceeded" for way, row in rows.items() if row["violations"]]
    missed += [
        f"{way}: no bound {SMALLER:g} times as large was exceeded" for way, row in rows.items() if not row["smaller"]
    ]
    for way, bar in BARS.items():
        if rows[way]["quantiles"]["0.5"] > bar:
            missed.append(f"{way}: the median of bound / error is {rows[way]['quantiles']['0.5']}, the bar {bar:g}")
    return {**head("numpy", "python-flint"), "missed": missed, "bars": BARS, "problems": problems, "ways": rows}


def main() -> int:
    """Go on, write, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--fresh", nargs="*", choices=WAYS)
    options = parser.parse_args()
    forgotten = () if options.fresh is None else options.fresh or WAYS
    tallies = {way: empty() if way in forgotten else tally for way, tally in stored().items()}
    end = time.process_time() + options.seconds
    while (done := min(tally["problems"] for tally in tallies.values())) < options.problems:
        if time.process_time() > end:
            break
        behind = {way: tally for way, tally in tallies.items() if tally["problems"] == done}
        following = min(done + CHUNK, options.problems)
        measured(range(done, following), behind)
        for tally in behind.values():
            tally["problems"] = following
    found = concluded(tallies)
    write(OUT, found)
    for way, row in found["ways"].items():
        print(f"{way}: bound / error {row['quantiles']}, exceeded {row['violations']}, refused {row['refused']}")
    print("\n".join([f"{done} problems", *found["missed"]]))
    return 1 if found["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())

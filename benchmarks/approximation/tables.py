"""The tables of least degrees, every entry certified from both sides, in one timed run.

    python benchmarks/approximation/tables.py [--large] [--out FILE]

Bounds 1/2 to 64, errors 1e-2 to 1e-12, relative and absolute; Taylor, Chebyshev, and the best polynomial for each kind
of error (the best one for the other kind shows what the wrong norm costs). `--large` adds B = 400, eps = 1e-30.
Exit code: 1 if the bar of bars.toml is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from facts import command, machine, versions  # noqa: E402

from lora_symbolic.approximation import least_degree  # noqa: E402
from lora_symbolic.approximation.wrong_norm import least_degree_in_the_other_norm  # noqa: E402

BOUNDS = ("1/2", "1", "2", "4", "8", "16", "32", "64")
ERRORS = ("1e-2", "1e-3", "1e-6", "1e-9", "1e-12")
KINDS = ("relative", "absolute")
METHODS = ("taylor", "chebyshev", "minimax", "minimax in the other norm")


def entry(bound: str, eps: str, kind: str, method: str) -> dict[str, Any]:
    """One certified entry: this degree has an error of at most eps, one less has not."""
    if method in ("taylor", "chebyshev", "minimax"):
        found = least_degree(bound, eps, kind, method)
    else:
        found = least_degree_in_the_other_norm(bound, eps, kind)
    goal = Fraction(eps)
    if not (found.error.high <= goal and (found.below is None or found.below > goal)):
        raise AssertionError(f"{bound}, {eps}, {kind}, {method} is not certified from both sides")
    below = None if found.below is None else float(found.below)
    return {"degree": found.degree, "error": [float(found.error.low), float(found.error.high)], "below": below}


def main() -> int:
    """Compute, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="B = 400, eps = 1e-30 as well (minutes)")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "degrees.json")
    options = parser.parse_args()
    bar = tomllib.loads((HERE.parent / "bars.toml").read_text())["approximation"]["seconds"]["tables"]
    start, cpu = time.perf_counter(), time.process_time()
    rows = []
    for kind in KINDS:
        for method in METHODS:
            print(f"\n{kind} error, {method}\n   B    " + "".join(f"{eps:>7}" for eps in ERRORS))
            for bound in BOUNDS:
                cells = [entry(bound, eps, kind, method) for eps in ERRORS]
                keys = {"kind": kind, "method": method, "bound": bound}
                rows += [{**keys, "eps": eps, **cell} for eps, cell in zip(ERRORS, cells, strict=True)]
                print(f"{bound:>5}   " + "".join(f"{cell['degree']:>7}" for cell in cells), flush=True)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"\n{len(rows)} entries, {seconds:.1f} s ({cpu:.1f} s CPU), bar {bar} s")
    if options.large:
        for kind in KINDS:
            for method in METHODS[:3]:
                begin = time.perf_counter()
                cell = entry("400", "1e-30", kind, method)
                took = time.perf_counter() - begin
                rows.append({"kind": kind, "method": method, "bound": "400", "eps": "1e-30", "seconds": took, **cell})
                print(f"B = 400, eps = 1e-30, {kind}, {method}: degree {cell['degree']} ({took:.0f} s)", flush=True)
    result = {
        "command": command(),
        "machine": machine(),
        "versions": versions("lora-symbolic", "python-flint"),
        "seconds": seconds,
        "cpu_seconds": cpu,
        "rows": rows,
    }
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1) + "\n")
    return 1 if seconds > bar else 0


if __name__ == "__main__":
    sys.exit(main())

"""The study of practice: where the almost linear gradient wins, by how much, and how well its plan predicts that.

    python -m benchmarks.lowrank.study [--quick] [--fresh] [--scheduler ADDRESS] [--cells FILE] [--out FILE]
    python -m benchmarks.lowrank.study --summary        from the cells that are there, nothing run

Cells over tokens, widths and bounds of the logits go to benchmarks/sweep.py, one at a time, because they are timed; a
sweep that was interrupted goes on from its file of cells. The grid is thinned by two rules: above 2^14 tokens two of
the four eps, and a fast gradient that is predicted to take more than a few seconds is not run (study_cells.py).
Exits 1 when a bar of bars.toml is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from benchmarks.facts import head, versions, write
from benchmarks.lowrank.study_cells import work
from benchmarks.lowrank.study_summary import misses, summarise
from benchmarks.sweep import SweepError, run_cells

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results"
BARS = tomllib.loads((HERE / "bars.toml").read_text())["study"]
TOKENS = [2**k for k in range(8, 18)]
WIDTHS = [2, 3, 4, 6, 8, 12, 16]
BOUNDS = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0]
EPS = [1e-2, 1e-4, 1e-6, 1e-8]
FULL_UP_TO = 2**14
FEW_EPS = [1e-2, 1e-4]
REFERENCES = [
    (2**16, 4, 1.0),
    (2**16, 8, 1.0),
    (2**16, 2, 4.0),
    (2**17, 4, 1.0),
]  # long, with errors observed all the same


def study_cells(quick: bool) -> list[dict[str, Any]]:
    """The cells: exact ways by sizes, then gradients by sizes and bounds."""
    tokens, widths, bounds = TOKENS, WIDTHS, BOUNDS
    if quick:
        tokens, widths, bounds = [2**8, 2**10, 2**12, 2**13], [2, 4, 8], [0.25, 1.0, 4.0]
    found: list[dict[str, Any]] = [{"what": "exact", "tokens": L, "width": d} for L in tokens for d in widths]
    for L in tokens:
        for d in widths:
            for bound in bounds:
                cell: dict[str, Any] = {"what": "gradient", "tokens": L, "width": d, "bound": bound}
                cell["eps"] = EPS if L <= FULL_UP_TO else FEW_EPS
                found.append(cell | ({"reference": True} if (L, d, bound) in REFERENCES else {}))
    return found


def stored(path: Path) -> list[dict[str, Any]]:
    """The finished cells of a file."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    return [record for record in records if "result" in record]


def main() -> int:
    """Run the cells, summarise, write, compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a thin grid, a few minutes, to build/study")
    parser.add_argument("--fresh", action="store_true", help="forget the cells that are finished")
    parser.add_argument("--summary", action="store_true", help="summarise the finished cells, run none")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a dask scheduler that there is, as tcp://host:8786")
    parser.add_argument("--cells", type=Path, help="the file of finished cells")
    parser.add_argument("--out", type=Path, help="the file of the summary")
    options = parser.parse_args()
    folder = Path("build/study") if options.quick else RESULTS
    cells = options.cells or folder / "lowrank-study.jsonl"
    out = options.out or folder / "lowrank-study.json"
    if options.fresh:
        cells.unlink(missing_ok=True)
    if not options.summary:
        try:
            records = run_cells(study_cells(options.quick), work, cells, options.scheduler, threads=2)
        except SweepError as problem:
            print(problem, file=sys.stderr)
            return 2
        failed = [record for record in records if "error" in record]
        if failed:
            print(*(f"{record['cell']}: {record['error']}" for record in failed), sep="\n", file=sys.stderr)
            return 1
    summary = summarise(stored(cells))
    write(out, {**head(), "versions": _versions(), "bars": BARS, "summary": summary})
    for name in ("runs", "measured", "not_run", "fast_times", "exact_times", "most_mebibytes", "winners", "errors"):
        print(f"{name}: {summary[name]}")
    missed = misses(summary, BARS)
    print("missed: " + "; ".join(missed) if missed else "every bar is reached")
    return 1 if missed else 0


def _versions() -> dict[str, str]:
    found = versions("numpy")
    try:
        return found | versions("torch")
    except ModuleNotFoundError:
        return found


if __name__ == "__main__":
    sys.exit(main())

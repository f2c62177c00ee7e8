"""The tables of least degrees, every entry certified from both sides, in one timed run.

    python benchmarks/approximation/tables.py [--large] [--out FILE] [--workers N | --scheduler ADDRESS]

Bounds 1/2 to 64, errors 1e-2 to 1e-12, relative and absolute; Taylor, Chebyshev, and the best polynomial for each kind
of error (the best one for the other kind shows what the wrong norm costs). `--large` adds B = 400, eps = 1e-30.
A sweep of one cell for each bound, kind and method (benchmarks/sweep.py); its seconds are the sum over the cells.
Exit code: 1 if the bar of bars.toml is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from facts import head, write  # noqa: E402
from sweep import options as sweep_options  # noqa: E402
from sweep import swept  # noqa: E402

from lora_symbolic.approximation import least_degree  # noqa: E402
from lora_symbolic.approximation.degree.wrong_norm import least_degree_in_the_other_norm  # noqa: E402

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


def line(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell: the entries of one bound, kind and method, one for each error; processor seconds."""
    start = time.process_time()
    entries = [entry(cell["bound"], eps, cell["kind"], cell["method"]) for eps in cell["errors"]]
    return {"entries": entries, "cpu_seconds": time.process_time() - start}


def cells(large: bool) -> list[dict[str, Any]]:
    """The lines of the tables, in order."""
    found = [
        {"kind": kind, "method": method, "bound": bound, "errors": ERRORS}
        for kind in KINDS
        for method in METHODS
        for bound in BOUNDS
    ]
    if large:
        found += [
            {"kind": kind, "method": method, "bound": "400", "errors": ["1e-30"]}
            for kind in KINDS
            for method in METHODS[:3]
        ]
    return found


def rows_of(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines, printed as tables and taken apart into entries."""
    rows = []
    for record in records:
        cell, entries = record["cell"], record["result"]["entries"]
        keys = {name: cell[name] for name in ("kind", "method", "bound")}
        if cell["bound"] == BOUNDS[0]:
            print(f"\n{cell['kind']} error, {cell['method']}\n   B    " + "".join(f"{eps:>7}" for eps in ERRORS))
        if cell["bound"] in BOUNDS:
            print(f"{cell['bound']:>5}   " + "".join(f"{found['degree']:>7}" for found in entries))
        else:
            keys |= {"seconds": record["seconds"]}
            text = f"B = {cell['bound']}, eps = {cell['errors'][0]}, {cell['kind']}, {cell['method']}"
            print(f"{text}: degree {entries[0]['degree']} ({record['seconds']:.0f} s)")
        rows += [{**keys, "eps": eps, **found} for eps, found in zip(cell["errors"], entries, strict=True)]
    return rows


def main() -> int:
    """Compute, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="B = 400, eps = 1e-30 as well (minutes)")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "degrees.json")
    sweep_options(parser, "degrees")
    options = parser.parse_args()
    bar = tomllib.loads((HERE.parent / "bars.toml").read_text())["approximation"]["seconds"]["tables"]
    records = swept(cells(options.large), line, options)
    rows = rows_of(records)
    small = [record for record in records if record["cell"]["bound"] in BOUNDS]
    seconds = sum(record["seconds"] for record in small)
    cpu = sum(record["result"]["cpu_seconds"] for record in small)
    print(f"\n{len(rows)} entries, {seconds:.1f} s ({cpu:.1f} s CPU), bar {bar} s")
    result = {
        **head("lora-symbolic", "python-flint"),
        "seconds": seconds,
        "cpu_seconds": cpu,
        "rows": rows,
    }
    write(options.out, result)
    return 1 if seconds > bar else 0


if __name__ == "__main__":
    sys.exit(main())

"""Beside other ways: the published forward features, FAVOR+, Nystrom attention; errors of f, attention and gradient.

    python -m benchmarks.lowrank.peers [--peer low_rank_approx.py] [--quick] [--workers N | --scheduler ADDRESS]

peers_published.py and peers_rank.py say what is measured. --peer is a reader's copy of the published program (GitHub,
JamesSand/MultiLayer); without it, its formulas alone are computed. Writes benchmarks/results/lowrank-peers.json; exits
1 when an observed error exceeds what was certified, times the bar of bars.toml.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.facts import concluded
from benchmarks.lowrank import peers_published, peers_rank
from benchmarks.sweep import options as sweep_options
from benchmarks.sweep import swept

RESULTS = Path(__file__).parents[1] / "results" / "lowrank-peers.json"
BARS = tomllib.loads((Path(__file__).parent / "bars.toml").read_text())["peers"]
SEEDS = (0, 1, 2)
LONG = 11  # the width from which one seed must do
ROUNDING = 1e-9  # of what is compared with delta: rows of f and f C3 are formed in float64 on both sides
WAYS = ("ours", "favor", "nystrom, means", "nystrom, tokens")
Cell = dict[str, Any]


def cells(quick: bool, peer: str | None) -> list[Cell]:
    """Every problem of both studies, the longest last."""
    seeds = SEEDS[:1] if quick else SEEDS
    widths = (4, 6, 8) if quick else peers_published.WIDTHS
    bounds = (1.0,) if quick else peers_rank.BOUNDS
    published = [
        {"study": "published", "width": width, "seed": seed, "peer": peer}
        for width in widths
        for seed in (seeds if width < LONG else seeds[:1])
    ]
    rank = [
        {"study": "rank", "width": width, "bound": bound, "delta": delta, "seed": seed}
        for width in peers_rank.WIDTHS
        for bound in bounds
        for delta in peers_rank.DELTAS
        for seed in seeds[:2]
    ]
    long = [cell for cell in published if cell["width"] >= LONG]
    return [cell for cell in published if cell not in long] + rank + long


def work(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell of either study."""
    return (peers_published if cell["study"] == "published" else peers_rank).work(cell)


def pairs(record: Mapping[str, Any]) -> Iterable[tuple[str, float, float]]:
    """What was observed and what was certified, by name."""
    result = record["result"]
    if record["cell"]["study"] == "rank" and "certified" in result:
        for name, bound in result["certified"].items():
            yield name, result["ours"][0][name], bound
    if record["cell"]["study"] == "published":
        for name, way in result["forward"].items():
            if "delta" in way:
                yield f"{name}, worst entry", way["worst entry, relative"], way["delta"]
                yield f"{name}, worst row", way["worst row, l1"], way["delta"] / 2
        planned = result["gradient"]["planned"]
        for name, bound in planned["certified"].items():
            # The reference is computed in float64 too: its own certified rounding stands beside.
            yield name, planned["observed"][name], bound + planned["exact certified"][name]


def misses(records: Iterable[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """How many pairs were compared; those where the observed error exceeds the certified one."""
    found = [(record["cell"], *pair) for record in records for pair in pairs(record)]
    return len(found), [
        f"{cell}: {name} is {observed:.3g}, certified {bound:.3g}"
        for cell, name, observed, bound in found
        if observed > BARS["observed_over_certified"] * bound + ROUNDING
    ]


def _published_line(cell: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    times, way = result["seconds"], result["forward"]["published features"]
    return ", ".join(
        [
            f"d = {cell['width']}, L = {result['tokens']}: published {result['published']['measure']:.2%}",
            f"its baseline {result['published']['its baseline to softmax']:.0%} off softmax",
            f"by rows {way['relative']:.1%}",
            f"worst row {way['worst row, l1']:.1%}",
            f"{times['exact'] / times['published features']:.1f} times faster",
            f"gradient {result['gradient']['published features']['dA']:.1%}",
            f"planned {result['gradient']['planned']['method']}",
        ]
    )


def _rank_line(cell: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    head = f"d = {cell['width']}, B = {cell['bound']}, delta {cell['delta']:.0e}"
    if "left out" in result:
        return f"{head}: left out, {result['left out']}"
    middle = {way: statistics.median(draw["dA"] for draw in result[way]) for way in WAYS}
    text = ", ".join(f"{way} {value:.1e}" for way, value in middle.items())
    return f"{head}, k = {result['features']}: dA {text}; certified {result['certified']['dA']:.1e}"


def show(records: Iterable[Mapping[str, Any]]) -> None:
    """A line for each cell."""
    for record in records:
        line = _published_line if record["cell"]["study"] == "published" else _rank_line
        print(line(record["cell"], record["result"]))


def main() -> int:
    """Measure, print, write, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peer", type=Path, help="a copy of the published program, low_rank_approx.py")
    parser.add_argument("--quick", action="store_true", help="one seed, a few problems")
    parser.add_argument("--out", type=Path, default=RESULTS)
    sweep_options(parser, "lowrank-peers")
    options = parser.parse_args()
    peer = None if options.peer is None else str(options.peer.resolve())
    records = swept(cells(options.quick, peer), work, options, threads=peers_rank.THREADS)
    show(records)
    for record in records:
        record["cell"].pop("peer", None)
    return concluded(options.out, *misses(records), records, "observed errors")


if __name__ == "__main__":
    sys.exit(main())

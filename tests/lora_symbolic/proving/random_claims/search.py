"""Soundness: the prover on random claims in chunks, each stored when it is done; it goes on where it stopped.

    python -m tests.lora_symbolic.proving.random_claims.search --claims 100000 --minutes 30

A row of the results is one chunk of one program: functions of each entry, products of matrices, families with an index,
and claims written in another way. A claim that means nothing is no claim that could be decided, and is counted apart.
Exit code 1 when a verdict was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.facts import head, write
from tests.lora_symbolic.proving.random_claims import families, functions, products, writing
from tests.repository.files import ROOT

OUT = ROOT / "benchmarks" / "results" / "soundness.json"
PROGRAMS: dict[str, Callable[[int, int], tuple[Counter[str], list[str]]]] = {
    "functions": functions.tried,
    "products": products.tried,
    "writing": writing.tried,
    "families": families.tried,
}
CHUNK = 250
SHARE = {"functions": 4, "products": 4, "writing": 2, "families": 1}  # chunks of each program, in turn
FIRST_SEED = 1000


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What all chunks say together, for each program: claims, wrong verdicts, undecided among the true."""
    out: dict[str, Any] = {}
    for name in PROGRAMS:
        counts: Counter[str] = Counter()
        for row in rows:
            if row["program"] == name:
                counts.update(row["counts"])
        true = counts["true: proved"] + counts["true: undecided"] + counts["true: undecided though it differs"]
        undecided = true - counts["true: proved"]
        out[name] = {"claims": sum(counts.values()), "wrong": sum(n for kind, n in counts.items() if "wrong" in kind)}
        if true:
            out[name] |= {"undecided of the true": undecided, "share": round(undecided / true, 5)}
        out[name]["counts"] = dict(sorted(counts.items()))
    return out


def next_chunk(rows: list[dict[str, Any]]) -> tuple[str, int]:
    """The program that is farthest behind its share, and the seed of its next chunk."""
    done = Counter(row["program"] for row in rows)
    name = min(PROGRAMS, key=lambda program: (done[program] + 1) / SHARE[program])
    return name, FIRST_SEED + done[name]


def main() -> int:
    """Chunk after chunk, until there are enough claims or the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    rows: list[dict[str, Any]] = json.loads(options.out.read_text())["rows"] if options.out.exists() else []
    end = time.monotonic() + 60 * options.minutes
    while len(rows) * CHUNK < options.claims and time.monotonic() < end:
        name, seed = next_chunk(rows)
        begin = time.process_time()
        counts, shown = PROGRAMS[name](CHUNK, seed)
        seconds = round(time.process_time() - begin, 1)
        rows.append({"program": name, "seed": seed, "seconds": seconds, "counts": dict(counts), "shown": shown})
        missed = [line for row in rows for line in row["shown"] if "wrong" in line]
        said = summary(rows)
        write(options.out, {**head("numpy", "sympy", "python-flint"), "summary": said, "missed": missed, "rows": rows})
        sys.stdout.write(f"{name} {seed}: {seconds} s, {len(rows) * CHUNK} claims, {len(missed)} wrong\n")
        sys.stdout.flush()
    return 1 if any("wrong" in kind for row in rows for kind in row["counts"]) else 0


if __name__ == "__main__":
    raise SystemExit(main())

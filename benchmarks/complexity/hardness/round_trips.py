"""Round trips through the reductions, many of each kind, on all cores; the result goes to benchmarks/results.

python benchmarks/complexity/hardness/round_trips.py --count 500
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from facts import head, write  # noqa: E402

from lora_symbolic.complexity.hardness import round_trips as trips  # noqa: E402

KINDS = {
    "formula, satisfiable": partial(trips.formula_trip, wanted=True),
    "formula, unsatisfiable": partial(trips.formula_trip, wanted=False),
    "closest pair, near": partial(trips.pair_trip, near=True),
    "closest pair, far": partial(trips.pair_trip, near=False),
    "counting, orthogonal pair": partial(trips.count_trip, wanted=True),
    "counting, no orthogonal pair": partial(trips.count_trip, wanted=False),
    "AAttLGC to ALoRAGC": trips.attention_trip,
    "ALoRAGC to AAttLGC": trips.lora_trip,
}
CONTROLS = {"W0 = I": trips.frozen_weight_control}


def summary(found: list[trips.Trip], seconds: float) -> dict[str, object]:
    """Counts, the checks that failed, and the range of every figure."""
    names = sorted({name for trip in found for name in trip.figures})
    values = {name: sorted(trip.figures[name] for trip in found) for name in names}
    return {
        "trips": len(found),
        "right": sum(trip.right for trip in found),
        "all checks hold": sum(trip.good for trip in found),
        "checks": {name: sum(trip.checks[name] for trip in found) for name in found[0].checks},
        "failed seeds": [trip.seed for trip in found if not trip.good][:10],
        "figures": {name: {"least": v[0], "median": median(v), "largest": v[-1]} for name, v in values.items()},
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Run, write, print; exit 1 when a trip fails or a control passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "complexity" / "reductions.json")
    parser.add_argument("--only", default="", help="kinds that begin with this; the others keep their stored results")
    given = parser.parse_args()
    chosen = {name: trip for name, trip in {**KINDS, **CONTROLS}.items() if name.startswith(given.only)}
    stored = json.loads(given.out.read_text(encoding="utf-8")) if given.only and given.out.exists() else {}
    results: dict[str, dict[str, object]] = dict(stored.get("results", {}))
    command = f"python benchmarks/complexity/hardness/round_trips.py --count {given.count} --jobs {given.jobs}"
    command += f" --only {given.only!r}" if given.only else ""
    with ProcessPoolExecutor(given.jobs) as pool:
        for name, trip in chosen.items():
            start = time.perf_counter()
            found = list(pool.map(trip, range(given.count), chunksize=10))
            results[name] = {"command": command, **summary(found, time.perf_counter() - start)}
            print(
                f"{name:28} {results[name]['all checks hold']:4} of {given.count} good, {results[name]['seconds']} s",
                flush=True,
            )
    write(given.out, {**head("lora-symbolic", "python-flint"), "command": command, "results": results})
    good = all(results[name]["all checks hold"] == given.count for name in chosen if name in KINDS)
    caught = all(results[name]["all checks hold"] == 0 for name in chosen if name in CONTROLS)
    return 0 if good and caught else 1


if __name__ == "__main__":
    sys.exit(main())

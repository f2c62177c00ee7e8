"""Seven derivations and their proofs for all shapes, beside tensorgrad and SymPy, in one run.

    python benchmarks/gradients.py [--peer-python PYTHON] [--repetitions N] [--quick] [--out FILE]

Every row is a median over several repetitions:
    warm    one process, all caches cleared before each repetition; the bars are on this time
    cold    a fresh process for each repetition, imports not timed; the ratios to the peers are on this time
`--quick` leaves out the peers. Exit code: 1 if a bar is missed or a proof fails.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from facts import child, head, write  # noqa: E402
from problems import PEER_NAMES, TASKS, task  # noqa: E402

from lora_symbolic.calculus import derive_gradient  # noqa: E402
from lora_symbolic.language import grad  # noqa: E402
from lora_symbolic.proving import clear_caches, prove_equal  # noqa: E402
from proofs_checks.ledger import load_ledger  # noqa: E402

SYMPY_TASKS = ("A", "B", "A_Q", "B_Q", "A_K", "B_K")


def derive_and_prove(name: str) -> tuple[float, bool]:
    """Seconds to build the terms, derive by reverse mode and prove the closed form; whether both were proved."""
    start = time.perf_counter()
    problem = task(name)
    derivation = derive_gradient(problem.value, problem.variable)
    proof = prove_equal(grad(problem.value, problem.variable), problem.closed)
    elapsed = time.perf_counter() - start
    return elapsed, proof.proved and prove_equal(derivation.gradient, problem.closed).proved


def warm(name: str, repetitions: int) -> dict[str, Any]:
    """Repetitions in this process, after one that is not counted, with caches cleared before each."""
    runs = []
    for _ in range(repetitions + 1):
        clear_caches()
        runs.append(derive_and_prove(name))
    return {"seconds": [seconds for seconds, _ in runs[1:]], "proved": all(proved for _, proved in runs)}


def cold(name: str, repetitions: int) -> dict[str, Any]:
    """Repetitions in fresh processes."""
    lines = [child([sys.executable, __file__, "--one", name], 60) for _ in range(repetitions)]
    return {"seconds": [line["seconds"] for line in lines], "proved": all(line["proved"] for line in lines)}


def algebra() -> list[str]:
    """The ids of the claims that no judge decides."""
    claims = [claim for item in load_ledger().items for form in item.forms for claim in form.claims]
    judged = {claim.id for claim in claims if claim.kind == "judged"}
    return list(dict.fromkeys(claim.id for claim in claims if claim.id not in judged))


def commands(bars: dict[str, float]) -> list[dict[str, Any]]:
    """Wall time of whole commands: the median of five, or of two where one takes seconds."""
    rows = []
    for name, bar in bars.items():
        program, *words = name.split()
        arguments = [word for entry in words for word in (algebra() if entry == "ALGEBRA" else [entry])]
        seconds = []
        for _ in range(2 if bar > 5 else 5):
            start = time.perf_counter()
            subprocess.run([str(Path(sys.executable).parent / program), *arguments], capture_output=True, check=False)
            seconds.append(time.perf_counter() - start)
        rows.append({"task": name, "warm": {"seconds": seconds}, "bar": bar})
    return rows


def median(result: dict[str, Any] | None) -> float | None:
    """The median of a result's repetitions, None where there are none."""
    return statistics.median(result["seconds"]) if result and "seconds" in result else None


def gradients(bars: dict[str, float], repetitions: int, peer_python: str | None, quick: bool) -> list[dict[str, Any]]:
    """One row a task: ours warm and cold, tensorgrad, SymPy."""
    rows = []
    for name in TASKS:
        peer = PEER_NAMES[name]
        row: dict[str, Any] = {"task": name, "bar": bars.get(name), "warm": warm(name, repetitions)}
        if not quick:
            row["cold"] = cold(name, 5)
            if peer_python:
                count = 3 if peer in ("A", "B") else 1
                row["tensorgrad"] = child([peer_python, str(HERE / "tensorgrad/peer.py"), peer, str(count)], 300)
            if peer in SYMPY_TASKS:
                row["sympy"] = child([sys.executable, str(HERE / "sympy_indexed.py"), peer, "3"], 120)
        rows.append(row)
        print(line(row), flush=True)
    return rows


def ratio(row: dict[str, Any], peer: str) -> str:
    """How many times longer the peer takes, both cold."""
    ours, theirs = median(row.get("cold")), median(row.get(peer))
    if ours and theirs:
        return f"{theirs / ours:.0f}x"
    return "-"


def shown(seconds: float | None) -> str:
    """Milliseconds below a second."""
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def state(row: dict[str, Any]) -> str:
    """Within its bar and proved, or what is wrong."""
    if not row["warm"].get("proved", True):
        return "NOT PROVED"
    seconds = median(row["warm"])
    if row["bar"] is None or seconds is None:
        return ""
    return "ok" if seconds <= row["bar"] else "OVER"


HEADER = ("task", "warm", "bar", "", "cold", "tensorgrad", "ratio", "sympy*", "ratio")
WIDTHS = (29, 10, 10, 11, 10, 11, 7, 10, 7)


def line(row: dict[str, Any]) -> str:
    """One row of the table."""
    cells = (
        row["task"],
        shown(median(row["warm"])),
        shown(row["bar"]),
        state(row),
        shown(median(row.get("cold"))),
        row.get("tensorgrad", {}).get("error") or shown(median(row.get("tensorgrad"))),
        ratio(row, "tensorgrad"),
        row.get("sympy", {}).get("error") or shown(median(row.get("sympy"))),
        ratio(row, "sympy"),
    )
    return table_line(cells)


def table_line(cells: tuple[str, ...]) -> str:
    """Cells side by side, the first to the left."""
    first, *others = (f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return (first + " ".join(others)).rstrip()


def main() -> int:
    """Measure, print, write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", help="the Python of tensorgrad's environment (make bench makes it)")
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="leave out the peers and the cold times")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "gradients" / "attention.json")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        seconds, proved = derive_and_prove(options.one)
        print(json.dumps({"seconds": seconds, "proved": proved}))
        return 0

    bars = tomllib.loads((HERE / "bars.toml").read_text())
    print(table_line(HEADER))
    rows = gradients(bars["gradients"], options.repetitions, options.peer_python, options.quick)
    for row in commands(bars["commands"]):
        rows.append(row)
        print(line(row), flush=True)
    print("* SymPy derives one entry and cannot compare it with the closed form.")
    result = {
        **head("lora-symbolic", "sympy", "numpy", "python-flint"),
        "rows": rows,
    }
    write(options.out, result)
    print(f"written: {options.out.relative_to(HERE.parent) if options.out.is_relative_to(HERE) else options.out}")
    return 1 if any(state(row) not in ("", "ok") for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

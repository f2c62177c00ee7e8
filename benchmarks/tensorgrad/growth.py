"""Products of k softmaxes and derivatives of order k, here and in tensorgrad, in one run: the growth in k.

    python -m benchmarks.tensorgrad.growth --peer-python PYTHON [--limit SECONDS]

Every time is CPU time of a fresh process, imports not counted: the median of five here, one run of the peer, which is
stopped after the limit. A false variant of every task must not be proved.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from functools import reduce
from operator import matmul
from pathlib import Path
from typing import Any

from benchmarks.facts import child, head, write
from lora_symbolic.language import Term, diag, grad, matrix, rowsum, softmax, sum_entries
from lora_symbolic.proving import prove_equal

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "results" / "gradients" / "growth.json"
TASKS = {"products": range(1, 9), "orders": range(1, 5)}
BESIDE = {"products": 4, "orders": 3}  # up to which k the peer is asked
REPETITIONS = 5


def row_centred(f: Term, x: Term) -> Term:
    """f .* x - diag(rowsum(f .* x)) f."""
    return f * x - diag(rowsum(f * x)) @ f


def products(k: int) -> tuple[Term, Term]:
    """The gradient of sum((S_1 @ ... @ S_k) * Y) in the logits of S_1, and its closed form."""
    logits = [matrix(f"X{j}", "n", "n") for j in range(1, k + 1)]
    factors = [softmax(each) for each in logits]
    Y = matrix("Y", "n", "n")
    q = reduce(matmul, [factor.T for factor in reversed(factors[1:])], Y)
    return grad(sum_entries(reduce(matmul, factors) * Y), logits[0]), row_centred(factors[0], q)


def orders(k: int) -> tuple[Term, Term]:
    """The gradient of sum(softmax(X) * Y) in closed form; of order 2 and more along k directions, exchanged."""
    X, Y, *along = (matrix(name, "m", "n") for name in ("X", "Y", "V1", "V2", "V3", "V4"))
    loss = sum_entries(softmax(X) * Y)
    if k == 1:
        return grad(loss, X), row_centred(softmax(X), Y)

    def derivative(directions: list[Term]) -> Term:
        return reduce(lambda value, V: sum_entries(grad(value, X) * V), directions, loss)

    return derivative(along[:k]), derivative([*along[1:k], along[0]])


def one(family: str, k: int) -> dict[str, Any]:
    """CPU seconds to build, derive and prove one task; whether that was proved, and its false variant was not."""
    start = time.process_time()
    left, right = {"products": products, "orders": orders}[family](k)
    proved = prove_equal(left, right).proved
    seconds = time.process_time() - start
    return {"seconds": seconds, "proved": proved, "false variant proved": prove_equal(left, 2 * right).proved}


def row(family: str, k: int, peer_python: str | None, limit: float) -> dict[str, Any]:
    """One task, here and beside the peer."""
    runs = [
        child([sys.executable, "-m", "benchmarks.tensorgrad.growth", "--one", family, str(k)], limit)
        for _ in range(REPETITIONS)
    ]
    found: dict[str, Any] = {"task": family, "k": k, "seconds": [run["seconds"] for run in runs]}
    found["proved"] = all(run["proved"] and not run["false variant proved"] for run in runs)
    if peer_python and k <= BESIDE[family]:
        peer = child([peer_python, str(HERE / "growth_peer.py"), family, str(k)], limit)
        found["tensorgrad"] = peer
        if peer.get("proved"):
            found["ratio"] = round(peer["seconds"] / statistics.median(found["seconds"]), 1)
    return found


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The ratios to the peer, and how the time here grows from one k to the next."""
    ratios = [one["ratio"] for one in rows if "ratio" in one]
    medians = {(one["task"], one["k"]): statistics.median(one["seconds"]) for one in rows}
    growth = {
        family: [round(medians[family, k + 1] / medians[family, k], 2) for k in ks if (family, k + 1) in medians]
        for family, ks in TASKS.items()
    }
    found: dict[str, Any] = {"growth from k to k + 1": growth}
    if ratios:
        found |= {"least ratio": min(ratios), "median ratio": round(statistics.median(ratios), 1)}
    return found


def main() -> int:
    """Measure, print, store; exit code 1 where something was not proved."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", help="the Python of tensorgrad's environment (make bench makes it)")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one run")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one[0], int(options.one[1]))))
        return 0
    rows = []
    for family, ks in TASKS.items():
        for k in ks:
            rows.append(row(family, k, options.peer_python, options.limit))
            print(json.dumps(rows[-1]), flush=True)
            write(options.out, {**head("lora-symbolic", "numpy"), "summary": summary(rows), "rows": rows})
    return 0 if all(found["proved"] for found in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

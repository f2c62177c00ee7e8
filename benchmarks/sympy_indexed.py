"""SymPy's own indexed derivative of the same losses, where it can do the task.

It derives one entry with symbolic indices and sizes.
It cannot compare the result with the closed form (equality is not up to renaming of summation indices),
so the time is that of the derivation alone; MatrixExpr and array derivatives fail on the softmax loss or return 0.

    python sympy_indexed.py TASK REPETITIONS      one JSON line: {"task", "seconds": [...], "proved": null}

Every repetition runs in a fresh child process; the import is not timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import sympy

NAMES = "C1 C2 C3 Y W0 B A XQ XK WQ WK BQ AQ BK AK"
SUPPORTED = ("A", "B", "A_Q", "B_Q", "A_K", "B_K")


def entry_sum(factors: list[tuple[Any, Any, Any]], start: Any, end: Any, sizes: dict[str, Any], tag: str) -> Any:
    """The entry (start, end) of a product of matrices, summed over fresh indices; size names between the factors."""
    indices = [start]
    limits = []
    for position, (_, _, inner) in enumerate(factors[:-1]):
        index = sympy.Symbol(f"{tag}{position}", integer=True)
        limits.append((index, 1, sizes[inner]))
        indices.append(index)
    indices.append(end)
    product = sympy.Mul(*(entry(indices[n], indices[n + 1]) for n, (entry, _, _) in enumerate(factors)))
    return sympy.Sum(product, *limits) if limits else product


def loss_and_variable(task: str) -> tuple[Any, Any]:
    """The loss with sums over named indices, and the entry (s, t) of the variable."""
    L, d, r = sympy.symbols("L d r", integer=True, positive=True)
    sizes = {"L": L, "d": d, "r": r}
    base = {str(symbol): sympy.IndexedBase(symbol) for symbol in sympy.symbols(NAMES)}
    s, t = sympy.symbols("s t", integer=True)
    i, j, c, k = sympy.symbols("i j c k", integer=True)

    def adapted(W: str, B: str, A: str, tag: str) -> Any:
        index = sympy.Symbol(f"rank_{tag}", integer=True)
        return lambda a, b: base[W][a, b] + sympy.Sum(base[B][a, index] * base[A][index, b], (index, 1, r))

    def at(name: str) -> Any:
        return lambda a, b: base[name][a, b]

    def transposed(entry: Any) -> Any:
        return lambda a, b: entry(b, a)

    if task in ("A", "B"):
        chain = [(at("C1"), "L", "d"), (adapted("W0", "B", "A", "q"), "d", "d"), (transposed(at("C2")), "d", "L")]
        variable = base[task]
    else:
        chain = [
            (at("XQ"), "L", "d"),
            (adapted("WQ", "BQ", "AQ", "q"), "d", "d"),
            (transposed(adapted("WK", "BK", "AK", "k")), "d", "d"),
            (transposed(at("XK")), "d", "L"),
        ]
        variable = base[task.replace("_", "")]

    def logits(row: Any, col: Any, tag: str) -> Any:
        return entry_sum(chain, row, col, sizes, tag)

    weight = sympy.exp(logits(i, j, "x")) / sympy.Sum(sympy.exp(logits(i, k, "y")), (k, 1, L))
    residual = sympy.Sum(weight * base["C3"][j, c], (j, 1, L)) - base["Y"][i, c]
    return sympy.Sum(residual**2, (i, 1, L), (c, 1, d)) / 2, variable[s, t]


def measure(task: str) -> float:
    """Seconds to build the loss and derive one entry, once."""
    start = time.perf_counter()
    loss, variable = loss_and_variable(task)
    derivative = loss.diff(variable)
    elapsed = time.perf_counter() - start
    if derivative == 0 or derivative.has(sympy.Derivative):
        raise SystemExit(f"{task}: SymPy left the derivative undone")
    return elapsed


def main(task: str, repetitions: int) -> None:
    """Measure in fresh processes and print one line."""
    if repetitions == 0:
        print(json.dumps(measure(task)))
        return
    seconds = []
    for _ in range(repetitions):
        done = subprocess.run([sys.executable, __file__, task, "0"], capture_output=True, text=True, check=True)
        seconds.append(float(json.loads(done.stdout.splitlines()[-1])))
    print(json.dumps({"task": task, "seconds": seconds, "proved": None}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

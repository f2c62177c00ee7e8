"""One cell of the study of practice: what the plan predicts, and what is measured.

A cell is a JSON mapping, with one of two kinds of work:

    {"what": "gradient", "tokens", "width", "bound", "eps": [...]}   the fast way at every eps, beside the exact one
    {"what": "exact", "tokens", "width"}                            seconds of the exact ways, by sizes alone

The problem has uniform entries and the largest |logit| equal to `bound`, among its first 2^13 tokens for longer ones.
eps is the certified relative error of f that is asked for.
"""

from __future__ import annotations

import gc
import math
import time
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from benchmarks.lowrank.data import random_problem
from lora_symbolic.fast_attention import Core, Gradient, OutOfReach, PartialArrays, partial_gradient
from lora_symbolic.fast_attention.planning.analysis import analyse
from lora_symbolic.fast_attention.planning.cost import crossover, exact_seconds
from lora_symbolic.fast_attention.planning.machine import measured
from lora_symbolic.fast_attention.planning.strategy import Strategy, choose

THREADS = 2
CHECKED = 2**13
LONGEST = 1.5  # seconds: a fast gradient that is predicted to take longer is not run
LONGEST_EXACT = 5.0  # an exact gradient beyond that is no reference for errors, unless the cell asks for it
SLICE_SECONDS = 0.4  # an exact way is timed on as many of the first queries as take about so long
ENOUGH = 0.15  # seconds of repetitions
MOST_REPETITIONS = 7
SQUARE = 2**13  # automatic differentiation holds L x L arrays: up to so many tokens
SAMPLE = 2**19  # entries of f that are looked at
Cell = Mapping[str, Any]


def rounded(value: float) -> float:
    """Four digits: a results file is read by people too."""
    return float(f"{value:.4g}")


def least_seconds(work: Callable[[], Any], longest: float = ENOUGH) -> tuple[float, int, Any]:
    """The least wall seconds of a few repetitions, how many there were, and a result."""
    times: list[float] = []
    result = None
    while not times or (sum(times) + min(times) < longest and len(times) < MOST_REPETITIONS):
        gc.collect()
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), len(times), result


def peak_bytes(work: Callable[[], Any]) -> tuple[int, float, Any]:
    """The most that was held at one time above what was held before, the wall seconds, and the result."""
    gc.collect()
    tracemalloc.start()
    try:
        start = time.perf_counter()
        result = work()
        return tracemalloc.get_traced_memory()[1], time.perf_counter() - start, result
    finally:
        tracemalloc.stop()


def work(cell: Cell) -> dict[str, Any]:
    """What one cell finds."""
    gc.freeze()  # what the libraries hold is not gone through again before each repetition
    return exact_cell(cell) if cell["what"] == "exact" else gradient_cell(cell)


def gradient_cell(cell: Cell) -> dict[str, Any]:
    """For every eps the plan, the time and the errors of the fast way."""
    tokens, width = cell["tokens"], cell["width"]
    problem = random_problem(0, tokens, width, cell["bound"], checked=CHECKED)
    machine = measured()
    slow = exact_seconds(tokens, tokens, width, width, THREADS, machine)
    expected = None
    if slow <= LONGEST_EXACT or cell.get("reference"):
        expected = partial_gradient(problem, method="exact", threads=THREADS)
    runs = [fast_run(problem, eps, slow, expected) for eps in cell["eps"]]
    for run in runs:  # once more, some time later: other work on the machine comes in bursts
        if "seconds" in run:
            again, number, _ = least_seconds(partial(fast_gradient, problem, run["eps"]))
            run |= {"seconds": min(run["seconds"], rounded(again)), "repetitions": run["repetitions"] + number}
    return {"exact_predicted": rounded(slow), "runs": runs}


def fast_run(problem: PartialArrays, eps: float, slow: float, expected: Gradient | None) -> dict[str, Any]:
    """The plan; the fast gradient where LONGEST seconds suffice, and its errors where a reference is there."""
    core = problem.core()
    try:
        with np.errstate(all="ignore"):
            strategy = choose(analyse(core, THREADS), eps, measured())
    except OutOfReach as refused:
        return {"eps": eps, "not_run": "out of reach", "why": str(refused)}
    found: dict[str, Any] = {
        "eps": eps,
        "degree": strategy.degree,
        "rank": strategy.work.rank,
        "parts": [[degree, rounded(share)] for degree, share in strategy.work.parts],
        "predicted": rounded(strategy.seconds),
        "wins_predicted": strategy.seconds < slow,
        "crossover": crossover(strategy.work, THREADS, measured()),
        "threads": strategy.threads,
    }
    if strategy.seconds > LONGEST:
        return {**found, "not_run": "too long", "why": f"predicted to take {strategy.seconds:.2g} s"}
    return found | fast_measured(problem, core, strategy, eps, expected)


def fast_gradient(problem: PartialArrays, eps: float) -> Gradient:
    """The fast gradient with relative error eps of f, however long it takes."""
    return partial_gradient(problem, delta=eps, method="fast", threads=THREADS)


def fast_measured(
    problem: PartialArrays, core: Core, strategy: Strategy, eps: float, expected: Gradient | None
) -> dict[str, Any]:
    """Memory and seconds of the first call, least seconds of later ones, errors."""
    once = partial(fast_gradient, problem, eps)
    memory, first, gradient = peak_bytes(once)
    seconds, repetitions, gradient = least_seconds(once)
    found: dict[str, Any] = {
        "first": rounded(first),
        "seconds": rounded(seconds),
        "repetitions": repetitions,
        "mebibytes": rounded(memory / 2**20),
        "certified_f": rounded(gradient.delta),
        "observed_f": rounded(observed_f(core, strategy)),
        "certified": {name: rounded(bound) for name, bound in gradient.error_bound.items()},
    }
    if expected is not None:
        off = {name: np.abs(gradient[name] - expected[name]) for name in gradient.outputs}
        found["observed"] = {name: rounded(float(error.max())) for name, error in off.items()}
        found["largest"] = {name: rounded(float(np.abs(expected[name]).max())) for name in off}
        # Entry by entry; the reference is itself rounded, and certified.
        found["worst_ratio"] = rounded(
            max(float((error / (gradient.errors[name] + expected.errors[name])).max()) for name, error in off.items())
        )
    return found


def observed_f(core: Core, strategy: Strategy) -> float:
    """The largest |f~ / f - 1| over all keys and a sample of queries, the ones with the largest logits among them."""
    number = max(2, SAMPLE // core.keys)
    worst = 0.0
    z = core.right - strategy.analysis.side.z0
    for group in strategy.grouping.groups:
        rows = np.arange(core.queries) if group.rows is None else group.rows
        order = np.argsort(strategy.queries.spread[rows])
        some = rows[np.unique(np.concatenate([order[-number // 2 :], order[:: max(1, 2 * len(rows) // number)]]))]
        left = (core.left[some] - strategy.analysis.x0) @ strategy.coordinates.G_x
        near = np.polynomial.polynomial.polyval(left @ (z @ strategy.coordinates.G_z).T, group.polynomial.array)
        near *= strategy.analysis.side.weights
        near /= near.sum(axis=1, keepdims=True)
        f = core.left[some] @ core.middle @ core.right.T
        f = np.exp(f - f.max(axis=1, keepdims=True))
        f /= f.sum(axis=1, keepdims=True)
        worst = max(worst, float(np.abs(near / f - 1).max()))
    return worst


def exact_cell(cell: Cell) -> dict[str, Any]:
    """Least seconds of the exact ways, from a slice of the queries where all of them take long."""
    tokens, width = cell["tokens"], cell["width"]
    problem = random_problem(0, tokens, width, 1.0, checked=CHECKED)
    predicted = exact_seconds(tokens, tokens, width, width, THREADS, measured())
    rows = min(tokens, max(256, 2 ** round(math.log2(tokens * SLICE_SECONDS / predicted))))
    part = PartialArrays(
        **{
            name: getattr(problem, name)[:rows] if name in ("C1", "Y") else getattr(problem, name)
            for name in problem.SIDES
        }
    )

    def once() -> Gradient:
        return partial_gradient(part, method="exact", threads=THREADS)

    held, _, _ = peak_bytes(once)
    memory = {"numpy": held / 2**20}
    first, _, _ = least_seconds(once)
    times = torch_seconds(problem, rows)
    times = {"numpy": min(first, least_seconds(once)[0])} | times  # in two rounds, as the fast ways
    return {
        "predicted": rounded(predicted),
        "rows": rows,
        "seconds": {name: rounded(seconds * tokens / rows) for name, seconds in times.items()},
        "mebibytes": {name: rounded(held) for name, held in memory.items()},
    }


def torch_seconds(problem: PartialArrays, rows: int) -> dict[str, float]:
    """The exact gradient in PyTorch on the first rows: closed form and automatic differentiation in chunks, and whole.

    The chunk is the fastest of a few on fewer rows. Empty without PyTorch.
    """
    try:
        import torch
    except ImportError:
        return {}
    from benchmarks.lowrank.torch_exact import autograd_gradient, exact_gradient

    torch.set_num_threads(THREADS)
    tensors = {name: torch.from_numpy(getattr(problem, name)) for name in problem.SIDES}
    found = {}
    for name, way in (("torch", exact_gradient), ("autograd", autograd_gradient)):

        def run(queries: int, chunk: int, way: Any = way) -> Any:
            part = {**tensors, "C1": tensors["C1"][:queries], "Y": tensors["Y"][:queries]}
            return way(**part, chunk=chunk)

        few = max(1, min(rows, 2**22 // len(problem.C2)))
        tried = {size: least_seconds(partial(run, few, size), 0.05)[0] for size in (8, 32, 128, 512)}
        found[name] = least_seconds(partial(run, rows, min(tried, key=lambda size: tried[size])))[0]
        if name == "autograd" and rows == len(problem.C1) <= SQUARE:
            found["autograd_whole"] = least_seconds(partial(run, rows, rows))[0]
    return found

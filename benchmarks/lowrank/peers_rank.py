"""FAVOR+ and Nystrom attention beside the certified features, at one rank: errors of f, of attention, of the gradient.

A cell is a problem (width, bound of the logits, seed) and a target delta; the certified way says how many features k
that takes, and every other way gets k as well: FAVOR+ k orthogonal positive features, Nystrom k landmarks (means of
runs, or tokens), several draws each. All go through the same formulas: f~ in place of f, and the gradient as calls of
an attention. Where k exceeds half the tokens nothing is compared: the exact way is cheaper there.

Dictionary
    errors      of one way: f by rows (l1) and by entries (relative), f C3, dA and dB
    work        the cell
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from benchmarks.lowrank.data import random_problem
from benchmarks.lowrank.peers_methods import Array, Features, favor, nystrom, softmax
from lora_symbolic.fast_attention import OutOfReach, PartialArrays, oracle_gradient, partial_gradient
from lora_symbolic.fast_attention.factors import attention_factors

TOKENS = 2048
WIDTHS = (2, 4, 8)
BOUNDS = (0.5, 1.0, 2.0, 4.0)
DELTAS = (1e-1, 1e-2, 1e-4)
DRAWS = 5
THREADS = 2


def errors(
    way: Callable[[], Features], f: Array, problem: PartialArrays, exact: Mapping[str, Array], everything: Any
) -> dict[str, float]:
    """What replacing f by f~ does to f, to f C3, and to the gradient (largest error over largest entry).

    Seconds are those of features and gradient together.
    """
    start = time.perf_counter()
    features = way()
    gradient = dict(zip(("dA", "dB"), oracle_gradient(problem, features.attend), strict=True))
    seconds = time.perf_counter() - start
    off = np.abs(features.rows(everything) - f)
    truth = f @ problem.C3
    return {
        "seconds": seconds,
        "row l1": float(off.sum(axis=1).max()),
        "relative": float((off / f).max()),
        "output": float(np.abs(features.attend(problem.C3) - truth).max()),
        **{name: float(np.abs(gradient[name] - exact[name]).max() / np.abs(exact[name]).max()) for name in gradient},
    }


def certificates(problem: PartialArrays, delta: float) -> tuple[dict[str, float], dict[str, float]]:
    """What the fast gradient certifies, and what is observed of it, in the units of `errors`."""
    exact = partial_gradient(problem, method="exact", threads=THREADS)
    start = time.perf_counter()
    found = partial_gradient(problem, delta=delta, method="fast", threads=THREADS)
    seconds = time.perf_counter() - start
    size = {name: float(np.abs(exact[name]).max()) for name in ("dA", "dB")}
    certified = {name: found.error_bound[name] / size[name] for name in size}
    observed = {name: float(np.abs(found[name] - exact[name]).max()) / size[name] for name in size}
    return certified, {**observed, "seconds": seconds}


def work(cell: Mapping[str, Any]) -> dict[str, Any]:
    """One problem, one delta, all ways."""
    problem = random_problem(cell["seed"], TOKENS, cell["width"], cell["bound"])
    try:
        factors = attention_factors(problem, cell["delta"], THREADS)
    except OutOfReach as reason:
        return {"left out": str(reason)}
    if factors.rank > TOKENS / 2:
        return {"left out": f"{factors.rank} features for {TOKENS} tokens", "features": factors.rank}
    queries, keys = problem.C1 @ (problem.W0 + problem.B @ problem.A), np.asarray(problem.C2)
    f = softmax(queries @ keys.T)
    exact = dict(zip(("dA", "dB"), oracle_gradient(problem, lambda values: f @ values), strict=True))
    everything = np.arange(TOKENS)
    count = factors.rank

    def drawn(way: Any) -> list[dict[str, float]]:
        rngs = [np.random.default_rng([cell["seed"], draw]) for draw in range(DRAWS)]
        return [errors(partial(way, rng), f, problem, exact, everything) for rng in rngs]

    half = (problem.C3.max(axis=0) - problem.C3.min(axis=0)) / 2
    certified, observed = certificates(problem, cell["delta"])
    ours = errors(lambda: Features(factors.U1, factors.V1), f, problem, exact, everything)
    return {
        "features": count,
        "degree": factors.degree,
        # f~ = f (1 + b), the mean of b under f is 0 and its range at most delta: the mean of |b| is at most delta / 2.
        "certified": {
            "row l1": factors.delta / 2,
            "relative": factors.delta,
            "output": factors.delta / 2 * float(half.max()),
            **certified,
        },
        "ours": [{**ours, **observed}],
        "favor": drawn(lambda rng: favor(queries, keys, count, rng)),
        "nystrom, means": [errors(lambda: nystrom(queries, keys, count), f, problem, exact, everything)],
        "nystrom, tokens": drawn(lambda rng: nystrom(queries, keys, count, rng)),
    }

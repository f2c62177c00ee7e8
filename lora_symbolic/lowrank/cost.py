"""Predicted seconds of the fast and of the exact way, from counts of work and a few speeds of the machine.

Dictionary
    Machine         seconds of one entry formed, of one multiply-add of a matrix product, of one exp, of one call
    measured()      a probe of about 20 ms, made once a process
    fast_seconds    two passes over rows: entries, products and calls of each block
    exact_seconds   queries x keys: exp, products, entries
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from .monomials import count_up_to, head_start
from .parallel import in_threads


@dataclass(frozen=True)
class Machine:
    """Seconds, on one thread."""

    entry: float
    product: float
    exp: float
    call: float


# An x86-64 server core at about 3 GHz with AVX-512.
STORED = Machine(entry=3.5e-10, product=4.0e-11, exp=1.5e-9, call=1.2e-6)


@dataclass(frozen=True)
class Work:
    """The sizes that time depends on; left_wide, right_wide: their columns stand beside the features."""

    queries: int
    keys: int
    left: int
    right: int
    values: int
    width: int
    degree: int
    left_wide: bool
    right_wide: bool
    outputs: int = 2

    @property
    def rank(self) -> int:
        """k1, the number of monomials of degree up to g."""
        return count_up_to(self.width, self.degree)


@lru_cache(maxsize=4096)
def best_split(width: int, degree: int, values: int, most: int) -> int:
    """The split h <= most with the fewest entries formed per row: features up to h, and heads times values.

    >>> best_split(8, 6, 9, 5), best_split(2, 3, 65, 3)
    (4, 3)
    """

    def entries(h: int) -> int:
        return count_up_to(width, h) + values * heads_above(width, degree, h)

    return min(range(1, most + 1), key=entries) if most else 0


def heads_above(width: int, degree: int, split: int) -> int:
    """How many heads of degree 1, ..., degree - split there are."""
    return sum(head_start(m, width) for m in range(1, degree - split + 1))


def _pass_seconds(machine: Machine, rows: int, width: int, degree: int, columns: int, most: int, block: int) -> float:
    split = best_split(width, degree, columns, most)
    entries = count_up_to(width, split) + columns * heads_above(width, degree, split)
    products = count_up_to(width, degree) * columns
    calls = width * split + 3 * width * (degree - split) + 4
    return rows * (entries * machine.entry + products * machine.product) + ceil(rows / block) * calls * machine.call


def fast_seconds(work: Work, threads: int, machine: Machine = STORED) -> float:
    """Predicted seconds of the fast way, its analysis of the data included."""
    v1 = work.values + 1
    key_columns = v1 * (work.right + 1) if work.right_wide else v1
    query_columns = v1 * work.left if work.left_wide else v1
    key_degree, query_degree = work.degree + (not work.right_wide), work.degree + (not work.left_wide)
    block = 512
    seconds = _pass_seconds(machine, work.keys, work.width, key_degree, key_columns, key_degree, block)
    seconds += _pass_seconds(machine, work.queries, work.width, query_degree, query_columns, work.degree, block)
    seconds += work.queries * work.rank * v1 * machine.product * 1.5
    small = work.queries * (14 * work.values + 8 * work.outputs * (work.left + work.right) + 30)
    small += (work.keys + work.queries) * 14 * (work.left + work.right + work.values)
    seconds += small * machine.entry * 2
    seconds += (work.queries + work.keys) / block * 60 * machine.call
    fixed = 2e-3 + 2e-7 * count_up_to(work.width, work.degree + 1) * (work.width + key_columns)
    return seconds / threads + fixed


def exact_seconds(queries: int, keys: int, right: int, values: int, threads: int, machine: Machine = STORED) -> float:
    """Predicted seconds of the exact way in chunks."""
    entry = machine.exp + (2 * right + 2 * values) * machine.product + 8 * machine.entry
    return queries * keys * entry / threads + 1e-3


def crossover(work: Work, threads: int, machine: Machine = STORED) -> int:
    """The least of 16, 20, 24, 28, 32, 40, ... tokens from which the fast way is predicted to win."""
    return _crossover(_sizes(work), threads, machine)


@lru_cache(maxsize=64)
def _crossover(sizes: tuple[int, int, int, int, int, bool, bool, int], threads: int, machine: Machine) -> int:
    for exponent in range(4, 40):
        for quarter in (4, 5, 6, 7):
            tokens: int = 2 ** (exponent - 2) * quarter
            here = Work(tokens, tokens, *sizes)
            slow = exact_seconds(tokens, tokens, here.right, here.values, threads, machine)
            if fast_seconds(here, threads, machine) < slow:
                return tokens
    return 2**40


def _sizes(work: Work) -> tuple[int, int, int, int, int, bool, bool, int]:
    return (
        work.left,
        work.right,
        work.values,
        work.width,
        work.degree,
        work.left_wide,
        work.right_wide,
        work.outputs,
    )


@lru_cache(maxsize=1)
def measured() -> Machine:
    """The speeds of this machine, by a probe; the least of a few repetitions, so that other work disturbs little."""
    rows = 512
    features, scale = np.full((128, rows), 0.5), np.full(rows, 0.5)
    out, values = np.empty_like(features), np.full((9, rows), 0.5)
    scores = np.full((64, 1024), -0.5)
    tiny = np.zeros(1)

    def probe(part: int) -> Machine:
        del part
        entry = _least(lambda: np.multiply(features, scale, out=out)) / features.size
        product = _least(lambda: features @ values.T) / (features.size * len(values))
        exp = _least(lambda: np.exp(scores)) / scores.size
        call = _least(lambda: np.multiply(tiny, tiny, out=tiny))
        return Machine(entry, product, exp, call + 5e-7)

    return in_threads(probe, 1)[0]


def _least(work: Callable[[], object]) -> float:
    times = []
    for _ in range(12):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return max(min(times), 1e-8)

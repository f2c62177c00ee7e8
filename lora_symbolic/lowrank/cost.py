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
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from .groups import Prices
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
FLOAT64 = np.dtype(np.float64)
CACHE_ENTRIES = 2**18
LONGEST = {FLOAT64: 2048, np.dtype(np.float32): 256}  # shorter sums where roundings are coarse
CONTENDED = 7e-6  # a call while another thread holds the interpreter's lock
# Fitted to times of whole calls in one thread, each beside the probe: entries of memory, of narrow products, of calls.
NARROW = 1.25  # a product of few columns, beside the probe's
SUM = 4.0  # entries for each sum that a block adds to
TABLE = 70.0  # entries for each sum of a group: put in order, spread, contracted
ANALYSIS = 14.0  # entries for each entry of the arrays
CERTIFICATE_CALLS = 70
CALL = 1.8  # a call inside the passes, beside the probe's
FIXED = 2.2e-3  # seconds of a group
BESIDE = 1.35  # the passes beside the probe, whose repetitions find everything in the cache
EXACT_CALLS = 60  # of a chunk of the exact way
CHUNK_ENTRIES = 2**19
STORED = Machine(entry=3.5e-10, product=4.0e-11, exp=1.5e-9, call=1.2e-6)


@dataclass(frozen=True)
class Work:
    """The sizes that time depends on; left_wide, right_wide: their columns stand beside the features.

    parts are degrees and shares of the queries, degree 0 for those computed exactly; empty when all have `degree`.
    """

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
    parts: tuple[tuple[int, float], ...] = ()

    @property
    def rank(self) -> int:
        """k1, the number of monomials of degree up to g."""
        return count_up_to(self.width, self.degree)

    @property
    def key_columns(self) -> int:
        """Columns beside the features of the keys."""
        return (self.values + 1) * (self.right + 1 if self.right_wide else 1)

    @property
    def query_columns(self) -> int:
        """Columns beside the features of the queries."""
        return (self.values + 1) * (self.left if self.left_wide else 1)


@dataclass(frozen=True)
class Load:
    """Seconds that grow with threads' help, on one thread, and how many calls of NumPy they are."""

    busy: float
    calls: float

    def __add__(self, other: Load) -> Load:
        return Load(self.busy + other.busy, self.calls + other.calls)


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


def block_length(width: int, split: int, columns: int, dtype: np.dtype[np.floating] = FLOAT64) -> int:
    """Rows of a block: as many as the cache holds features of, and not so many that sums are long.

    >>> block_length(4, 3, 5), block_length(16, 4, 17)
    (2048, 64)
    """
    buffer = max(count_up_to(width, split), columns)
    return int(min(LONGEST[dtype], max(64, CACHE_ENTRIES // buffer // 32 * 32)))


def _pass(machine: Machine, rows: float, width: int, degree: int, columns: int, most: int, small: float) -> Load:
    """Features and moments of degree up to `degree` over these rows; small entries per row beside them."""
    split = best_split(width, degree, columns, most)
    monomials = count_up_to(width, degree)
    entries = count_up_to(width, split) + columns * heads_above(width, degree, split) + small
    blocks = max(1.0, rows / block_length(width, split, columns))
    return Load(
        rows * (entries * machine.entry + monomials * columns * NARROW * machine.product)
        + blocks * monomials * columns * SUM * machine.entry,
        blocks * (width * split + 3 * width * (degree - split) + 6),
    )


def key_load(work: Work, degree: int, machine: Machine) -> Load:
    """The pass over the keys for polynomials of degree up to `degree`."""
    reached = degree + (not work.right_wide)
    return _pass(machine, work.keys, work.width, reached, work.key_columns, reached, 2 * (work.right + work.values))


def query_load(work: Work, degree: int, rows: float, machine: Machine) -> Load:
    """The pass over `rows` queries that meet a polynomial of this degree, with its certificate."""
    reached, v1 = degree + (not work.left_wide), work.values + 1
    small = 5 * work.values + 3 * work.outputs * (work.left + work.right) + 10 + 2 * work.query_columns
    found = _pass(machine, rows, work.width, reached, work.query_columns, degree, small)
    split = best_split(work.width, reached, work.query_columns, degree)
    evaluated = rows * (
        count_up_to(work.width, degree) * v1 * NARROW * machine.product
        + 2 * v1 * heads_above(work.width, degree, split) * machine.entry
    )
    blocks = max(1.0, rows / block_length(work.width, split, work.query_columns))
    return found + Load(evaluated, blocks * (3 * work.width * (degree - split) + CERTIFICATE_CALLS))


def analysis_load(work: Work, machine: Machine) -> Load:
    """Shifts, weights, second moments and bounds, before a polynomial is chosen."""
    entries = (work.keys + work.queries) * ANALYSIS * (work.left + work.right + work.values) / 2
    return Load(entries * machine.entry, (work.keys + work.queries) / 4096 * 20)


def group_seconds(work: Work, degree: int, machine: Machine) -> float:
    """What a group of queries costs however few they are: tables, the contraction of moments, the outputs."""
    sums = count_up_to(work.width, degree + (not work.left_wide)) * work.query_columns
    return FIXED + TABLE * sums * machine.entry


def prices(work: Work, most: int, threads: int, machine: Machine) -> Prices:
    """Predicted seconds of every degree up to `most`, for the choice of groups."""
    degrees = range(1, most + 1)
    return Prices(
        np.array([_seconds(key_load(work, degree, machine), threads, machine) for degree in degrees]),
        np.array(
            [
                _seconds(query_load(work, degree, work.queries, machine), threads, machine) / work.queries
                for degree in degrees
            ]
        ),
        np.array([group_seconds(work, degree, machine) for degree in degrees]),
        _exact_row(work.keys, work.right, work.values, machine) / threads,
    )


def useful_threads(load: Load, threads: int, machine: Machine) -> int:
    """All threads when calls are long, one when they are short: then threads wait for the interpreter's lock.

    >>> useful_threads(Load(1.0, 1000), 2, STORED), useful_threads(Load(1.0, 1000000), 2, STORED)
    (2, 1)
    """
    return threads if load.busy / threads + load.calls * CONTENDED < load.busy + load.calls * CALL * machine.call else 1


def _seconds(load: Load, threads: int, machine: Machine) -> float:
    alone = load.busy + load.calls * CALL * machine.call
    return BESIDE * (alone if threads == 1 else min(alone, load.busy / threads + load.calls * CONTENDED))


def fast_load(work: Work, machine: Machine) -> Load:
    """The two passes of the fast way; what is computed exactly stands beside."""
    total = key_load(work, work.degree, machine)
    for degree, share in work.parts or ((work.degree, 1.0),):
        if degree:
            total += query_load(work, degree, share * work.queries, machine)
    return total


def fast_seconds(work: Work, threads: int, machine: Machine = STORED) -> float:
    """Predicted seconds of the fast way, its analysis of the data included."""
    parts = work.parts or ((work.degree, 1.0),)
    seconds = _seconds(fast_load(work, machine), threads, machine)
    seconds += (
        TABLE / 2 * count_up_to(work.width, work.degree + (not work.right_wide)) * work.key_columns * machine.entry
    )
    seconds += _seconds(analysis_load(work, machine), threads, machine)
    seconds += sum(group_seconds(work, degree, machine) for degree, _ in parts if degree)
    outside = sum(share for degree, share in parts if not degree) * work.queries
    if outside:
        seconds += outside * _exact_row(work.keys, work.right, work.values, machine) / threads + FIXED
    return seconds


def chunk_rows(keys: int) -> int:
    """Rows of a chunk of the exact way, so that its entries stay near the cache."""
    return max(1, min(256, CHUNK_ENTRIES // keys))


def _exact_row(keys: int, right: int, values: int, machine: Machine) -> float:
    return keys * (machine.exp + (2 * right + 2 * values) * machine.product + 8 * machine.entry)


def exact_seconds(queries: int, keys: int, right: int, values: int, threads: int, machine: Machine = STORED) -> float:
    """Predicted seconds of the exact way in chunks."""
    call = CONTENDED if threads > 1 else CALL * machine.call
    chunks = queries / chunk_rows(keys)
    return queries * _exact_row(keys, right, values, machine) / threads + chunks * EXACT_CALLS * call + 5e-4


@lru_cache(maxsize=64)
def crossover(work: Work, threads: int, machine: Machine = STORED) -> int:
    """The least of 16, 20, 24, 28, 32, 40, ... tokens from which the fast way is predicted to win; shares stay."""
    for exponent in range(4, 40):
        for quarter in (4, 5, 6, 7):
            tokens: int = 2 ** (exponent - 2) * quarter
            here = replace(work, queries=tokens, keys=tokens)
            slow = exact_seconds(tokens, tokens, here.right, here.values, threads, machine)
            if fast_seconds(here, threads, machine) < slow:
                return tokens
    return 2**40


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

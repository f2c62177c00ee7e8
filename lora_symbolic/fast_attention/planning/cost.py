"""Predicted seconds of the fast and of the exact algorithm, from counts of work and a few speeds of the machine.

Dictionary
    Load            work that threads share, calls of NumPy, and what one thread does alone
    fast_seconds    the analysis, two passes over rows, the contraction of moments, the queries computed exactly
    exact_seconds   queries x keys: exp, products, entries
    crossover       the number of tokens from which the fast algorithm is predicted to win
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..arrays.parallel import chunk_rows
from .cutting import CACHE_ENTRIES, counts, heads_above
from .groups import Prices
from .machine import STORED, Machine
from .work import Work

# Fitted to the parts of whole calls, on one and on two threads, each in units of the probe's speeds.
ENTRY = 1.0  # an entry formed in a pass
NARROW = 1.6  # a multiply-add of a product of few columns
CALL = 1.4  # a call on one thread
CONTENDED = 2.5  # a call while another thread holds the interpreter's lock
CERTIFICATE_CALLS = 70  # of a block of queries
PASS_CALLS = 40  # of a pass, its buffers included
TABLE = 16.0  # entries for each sum of a pass: put in order, spread
CONTRACT, GATHER, GATHER_FAR, CONTRACT_PRODUCT = 48.0, 1.8, 4.8, 4.5  # entries for each sum, entry, far entry; products
FAR = 2**17  # sums beyond the cache
GROUP = 3.5e-4  # seconds of a group
ANALYSIS, ANALYSIS_ROW, ANALYSIS_ALONE = 22.0, 60.0, 4.0  # entries for each entry and row of the arrays; on one thread
LOOK, LOOK_KEYS = 2.5, 9.0  # entries for each logit that is looked at, and for each entry of the keys
FIXED = 9e-4  # seconds of a call
EXACT, EXACT_PRODUCT = 9.5, 1.1  # entries and products of a pair of the exact algorithm
EXACT_READ = 3.2  # entries for each entry of the keys that a chunk reads from beyond the cache
EXACT_CALLS = 50  # of a chunk of the exact algorithm
EXACT_BEFORE, EXACT_FIXED = 5.0, 5e-4  # entries for each entry of the keys, and seconds of a call


@dataclass(frozen=True)
class Load:
    """Seconds that threads share, how many calls of NumPy they are, and seconds that one thread takes alone."""

    busy: float
    calls: float
    alone: float = 0.0

    def __add__(self, other: Load) -> Load:
        return Load(self.busy + other.busy, self.calls + other.calls, self.alone + other.alone)

    def seconds(self, threads: int, machine: Machine) -> float:
        """On so many threads."""
        if threads == 1:
            return self.busy + self.calls * CALL * machine.call + self.alone
        return self.busy / threads + self.calls * CONTENDED * machine.call + self.alone

    def useful(self, threads: int, machine: Machine) -> int:
        """All threads when calls are long, one when they are short: then threads wait for the interpreter's lock.

        >>> Load(1.0, 1000).useful(2, STORED), Load(1.0, 1000000).useful(2, STORED)
        (2, 1)
        """
        return threads if self.seconds(threads, machine) < self.seconds(1, machine) else 1

    def least(self, threads: int, machine: Machine) -> float:
        """On as many threads as are useful."""
        return min(self.seconds(threads, machine), self.seconds(1, machine))


def _pass(machine: Machine, rows: float, width: int, degree: int, columns: int, most: int, small: float) -> Load:
    """Features and moments of degree up to `degree` over these rows; small entries per row beside them."""
    found = counts(width, degree, columns, most)
    sums, entries = found.monomials * columns, found.features + columns * found.heads + small
    blocks = max(1.0, rows / found.block)
    return Load(
        rows * (entries * ENTRY * machine.entry + sums * NARROW * machine.product),
        blocks * (width * found.split + 3 * width * (degree - found.split) + 6) + PASS_CALLS,
        TABLE * sums * machine.entry,
    )


def key_load(work: Work, degree: int, machine: Machine) -> Load:
    """The pass over the keys for polynomials of degree up to `degree`."""
    reached = work.key_degree(degree)
    return _pass(machine, work.keys, work.width, reached, work.key_columns, reached, 2 * (work.right + work.values))


def query_load(work: Work, degree: int, rows: float, machine: Machine) -> Load:
    """The pass over `rows` queries that meet a polynomial of this degree, with its certificate."""
    reached, v1 = work.query_degree(degree), work.values + 1
    small = 5 * work.values + 3 * work.outputs * (work.left + work.right) + 10 + 2 * work.query_columns
    one = _pass(machine, rows, work.width, reached, work.query_columns, degree, small)
    found = counts(work.width, reached, work.query_columns, degree)
    evaluated = rows * (
        work.monomials(degree) * v1 * NARROW * machine.product
        + 2 * v1 * heads_above(work.width, degree, found.split) * ENTRY * machine.entry
    )
    blocks = max(1.0, rows / found.block)
    return one + Load(evaluated, blocks * (3 * work.width * (degree - found.split) + CERTIFICATE_CALLS))


def analysis_load(work: Work, machine: Machine) -> Load:
    """Shifts, weights, second moments and bounds, before a polynomial is chosen."""
    rows, columns = (work.keys + work.queries) / 2, work.left + work.right + work.values
    alone = rows * (ANALYSIS_ALONE * columns + ANALYSIS_ROW) * machine.entry + FIXED
    return Load(rows * (ANALYSIS * columns + ANALYSIS_ROW) * machine.entry, 0, alone)


def look_seconds(keys: int, right: int, threads: int, machine: Machine) -> float:
    """Seconds of a look at all logits of one query."""
    return keys * (right * machine.product + LOOK * machine.entry) / threads


def group_seconds(work: Work, degree: int, machine: Machine) -> float:
    """What a group of queries costs however few they are: the contraction of moments, the outputs."""
    sums = work.monomials(degree) * (work.values + 1)
    gather = GATHER + (GATHER_FAR if sums > FAR else 0)
    each = (CONTRACT + gather * (work.left + work.right) / 2) * machine.entry
    return GROUP + sums * (each + CONTRACT_PRODUCT * work.left * work.right * machine.product)


def prices(work: Work, most: int, threads: int, machine: Machine) -> Prices:
    """Predicted seconds of every degree up to `most`, for the choice of groups."""
    degrees = range(1, most + 1)
    loads = [query_load(work, degree, work.queries, machine) for degree in degrees]
    shared = [replace(load, alone=0.0) for load in loads]
    return Prices(
        np.array([key_load(work, degree, machine).least(threads, machine) for degree in degrees]),
        np.array([load.least(threads, machine) / work.queries for load in shared]),
        np.array(
            [load.alone + group_seconds(work, degree, machine) for load, degree in zip(loads, degrees, strict=True)]
        ),
        _exact_row(work.keys, work.right, work.values, machine) / threads,
    )


def fast_load(work: Work, machine: Machine) -> Load:
    """The two passes of the fast algorithm; what is computed exactly stands beside."""
    total = key_load(work, work.degree, machine)
    for degree, share in work.shares:
        if degree:
            total += query_load(work, degree, share * work.queries, machine)
    return total


def fast_seconds(work: Work, threads: int, machine: Machine = STORED) -> float:
    """Predicted seconds of the fast algorithm, its analysis of the data included."""
    seconds = fast_load(work, machine).least(threads, machine)
    seconds += analysis_load(work, machine).seconds(threads, machine)
    seconds += sum(group_seconds(work, degree, machine) for degree, _ in work.shares if degree)
    if work.looked:
        seconds += work.looked * look_seconds(work.keys, work.right, threads, machine)
        seconds += LOOK_KEYS * work.keys * work.right * machine.entry
    outside = sum(share for degree, share in work.shares if not degree) * work.queries
    if outside:
        seconds += exact_seconds(outside, work.keys, work.right, work.values, threads, machine)
    return seconds


def _exact_row(keys: int, right: int, values: int, machine: Machine) -> float:
    far = EXACT_READ * (right + values) / chunk_rows(keys) if keys * (right + values) > CACHE_ENTRIES else 0.0
    products = 2 * (right + values) * EXACT_PRODUCT
    return keys * (machine.exp + products * machine.product + (EXACT + far) * machine.entry)


def exact_load(queries: float, keys: int, right: int, values: int, machine: Machine) -> Load:
    """The exact algorithm in chunks."""
    alone = EXACT_FIXED + EXACT_BEFORE * keys * (right + values) * machine.entry
    chunks = max(1.0, queries / chunk_rows(keys))
    return Load(queries * _exact_row(keys, right, values, machine), chunks * EXACT_CALLS, alone)


def exact_seconds(queries: float, keys: int, right: int, values: int, threads: int, machine: Machine = STORED) -> float:
    """Predicted seconds of the exact algorithm in chunks."""
    return exact_load(queries, keys, right, values, machine).least(threads, machine)


def exact_threads(queries: int, keys: int, right: int, values: int, threads: int) -> int:
    """As many of these threads as are useful for the exact algorithm."""
    return exact_load(queries, keys, right, values, STORED).useful(threads, STORED)


@lru_cache(maxsize=64)
def crossover(work: Work, threads: int, machine: Machine = STORED) -> int:
    """The least of 16, 20, 24, 28, 32, 40, ... tokens from which the fast algorithm should win; shares stay."""
    for exponent in range(4, 40):
        for quarter in (4, 5, 6, 7):
            tokens: int = 2 ** (exponent - 2) * quarter
            here = replace(work, queries=tokens, keys=tokens, looked=round(work.looked * tokens / work.queries))
            slow = exact_seconds(tokens, tokens, here.right, here.values, threads, machine)
            if fast_seconds(here, threads, machine) < slow:
                return tokens
    return 2**40

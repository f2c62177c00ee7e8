"""Rows in blocks on a few threads: each has buffers and sums of its own, and BLAS stays on one thread in each.

NumPy releases the interpreter's lock in products and entrywise operations, and on a busy machine a BLAS that spins on
several threads is many times slower than blocks that do not wait for each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Protocol, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

Result = TypeVar("Result")
CHUNK_ENTRIES = 2**19
FEW_ROWS, FEW_ROWS_ENTRIES = 8, 2**21


class Progress(Protocol):
    """Called with the share of the work that one more block is, from the thread that did it."""

    def __call__(self, share: float, /) -> object:
        """Note the progress."""


def default_threads() -> int:
    """As many as this process may use, at most 16."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(16, available))


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def blas_alone() -> AbstractContextManager[object]:
    """BLAS on one thread: its products are small, and threads that wait for them cost more than they do."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited


@contextmanager
def quiet() -> Iterator[None]:
    """BLAS on one thread, and no warning of an overflow: the certificate that is not finite shows it."""
    with np.errstate(all="ignore"), blas_alone():
        yield


def blocks(rows: int, length: int, part: int, parts: int) -> Iterator[slice]:
    """The blocks of part `part` of `parts`; together the parts cover every row once.

    >>> [(part, [(block.start, block.stop) for block in blocks(100, 64, part, 2)]) for part in range(2)]
    [(0, [(0, 56)]), (1, [(56, 100)])]
    """
    size = even_length(rows, length, parts)
    for start in range(part * size, rows, parts * size):
        yield slice(start, min(start + size, rows))


def even_length(rows: int, length: int, parts: int) -> int:
    """The length of blocks, at most `length`, with which every part has about as many rows.

    >>> even_length(100, 64, 2), even_length(100, 64, 1), even_length(3, 64, 1)
    (56, 56, 8)
    """
    rounds = max(1, -(-rows // (length * parts)))
    even = -(-rows // (rounds * parts))
    return max(1, min(length, -(-even // 8) * 8))


def chunk_rows(keys: int) -> int:
    """Rows of a chunk of rows x keys: near the cache, and enough that the keys are not read for a few rows only.

    >>> chunk_rows(1000), chunk_rows(10**4), chunk_rows(10**5), chunk_rows(10**6)
    (256, 52, 8, 2)
    """
    return max(1, min(256, CHUNK_ENTRIES // keys), min(FEW_ROWS, FEW_ROWS_ENTRIES // keys))


def threads_for(rows: int, length: int, threads: int) -> int:
    """No more threads than there are blocks.

    >>> threads_for(4000, 4096, 2), threads_for(5000, 4096, 2)
    (1, 2)
    """
    return max(1, min(threads, -(-rows // length)))


def in_threads(work: Callable[[int], Result], threads: int) -> list[Result]:
    """work(0), ..., work(threads - 1), at the same time; the results in this order whatever ends first.

    Overflow gives an infinity that the certificate shows; it is no warning.
    """

    def quietly(part: int) -> Result:
        with np.errstate(all="ignore"):
            return work(part)

    with blas_alone():
        if threads == 1:
            return [quietly(0)]
        others = [_pool(threads - 1).submit(quietly, part) for part in range(1, threads)]
        try:
            first = quietly(0)
        finally:
            wait(others)
        return [first, *(other.result() for other in others)]


@lru_cache(maxsize=4)
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads that are kept: a new one costs a millisecond, the memory that it works in included."""
    return ThreadPoolExecutor(threads, thread_name_prefix="rows")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a child process has none of these threads

"""Rows in blocks on a few threads: each has buffers and sums of its own, and BLAS stays on one thread in each.

NumPy releases the interpreter's lock in products and entrywise operations, and on a busy machine a BLAS that spins on
several threads is many times slower than blocks that do not wait for each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Protocol, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

Result = TypeVar("Result")


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


def blocks(rows: int, length: int, part: int, parts: int) -> Iterator[slice]:
    """The blocks of part `part` of `parts`; together the parts cover every row once.

    >>> [(part, [(block.start, block.stop) for block in blocks(5, 2, part, 2)]) for part in range(2)]
    [(0, [(0, 2), (4, 5)]), (1, [(2, 4)])]
    """
    for start in range(part * length, rows, parts * length):
        yield slice(start, min(start + length, rows))


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
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(quietly, range(threads)))

"""Work on many items in forked processes, with the results in the order of the items.

Processes are forked after everything is loaded, so that a worker starts in milliseconds; the items themselves never
travel, only their numbers and the results do. Where a system cannot fork, one process does all.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")

_work: Callable[[Any], Any] | None = None
_items: Sequence[Any] = ()


def cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _adopt(work: Callable[[Any], Any], items: Sequence[Any]) -> None:
    global _work, _items
    _work, _items = work, items
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone says that it was interrupted


def _do(batch: Sequence[int]) -> list[tuple[int, Any]]:
    if _work is None:
        raise RuntimeError("the worker was started without work")
    return [(number, _work(_items[number])) for number in batch]


def in_processes(
    work: Callable[[Item], Value],
    items: Sequence[Item],
    jobs: int,
    batches: Sequence[Sequence[int]] | None = None,
    watch: Callable[[Value], None] | None = None,
) -> list[Value | None]:
    """The value of `work` for each item; None where a worker process died.

    `batches` holds the numbers of the items, those that share work together and the longest first; `watch` sees each
    value as it comes.

    >>> in_processes(abs, [-1, 2], jobs=1)
    [1, 2]
    """
    batches = [[number] for number in range(len(items))] if batches is None else batches
    values: list[Value | None] = [None] * len(items)
    if min(jobs, len(items)) > 1 and hasattr(os, "fork"):
        _fill(values, work, items, min(jobs, len(items)), batches, watch)
        return values
    for number in (number for batch in batches for number in batch):
        values[number] = _watched(work(items[number]), watch)
    return values


def _fill(
    values: list[Value | None],
    work: Callable[[Item], Value],
    items: Sequence[Item],
    jobs: int,
    batches: Sequence[Sequence[int]],
    watch: Callable[[Value], None] | None,
) -> None:
    """Fill in the values in several processes; those of a worker that died stay None."""
    # imported here: one claim is judged without them
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    gc.freeze()
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _adopt, (work, items)) as pool:
            futures = [pool.submit(_do, batch) for batch in batches]
            try:
                for future in as_completed(futures):
                    for number, value in future.result():
                        values[number] = _watched(value, watch)
            except KeyboardInterrupt:
                for child in multiprocessing.active_children():
                    child.terminate()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool:
        pass  # the caller names the items that have no value
    finally:
        gc.unfreeze()


def _watched(value: Value, watch: Callable[[Value], None] | None) -> Value:
    if watch is not None:
        watch(value)
    return value

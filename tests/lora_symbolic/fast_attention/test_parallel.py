"""Rows in blocks on threads: every row once, blocks of about one length, threads that are kept, but not over a fork."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.fast_attention.arrays.parallel import blocks, even_length, in_threads, threads_for

SIZES = {"rows": st.integers(1, 3000), "length": st.integers(1, 700), "parts": st.integers(1, 5)}


@given(**SIZES)
def test_every_row_is_in_one_block_of_at_most_the_length(rows: int, length: int, parts: int) -> None:
    found = [block for part in range(parts) for block in blocks(rows, length, part, parts)]
    assert sorted(row for block in found for row in range(rows)[block]) == list(range(rows))
    assert max(block.stop - block.start for block in found) <= min(length, even_length(rows, length, parts))


@given(**SIZES)
def test_parts_differ_by_at_most_one_block(rows: int, length: int, parts: int) -> None:
    counts = [len(list(blocks(rows, length, part, parts))) for part in range(parts)]
    assert max(counts) - min(counts) <= 1


def test_two_threads_share_rows_that_fit_one_block() -> None:
    assert [[block.stop - block.start for block in blocks(2000, 2048, part, 2)] for part in (0, 1)] == [[1000], [1000]]


@given(rows=st.integers(1, 3000), length=st.integers(1, 700), threads=st.integers(1, 5))
def test_no_more_threads_than_blocks(rows: int, length: int, threads: int) -> None:
    assert threads_for(rows, length, threads) == min(threads, len(list(range(0, rows, length))))


def test_results_come_in_the_order_of_the_parts_and_threads_are_kept() -> None:
    def work(part: int) -> tuple[int, int]:
        return part, threading.get_ident()

    first, second = in_threads(work, 3), in_threads(work, 3)
    assert [part for part, _ in first] == [part for part, _ in second] == [0, 1, 2]
    assert first[0][1] == threading.get_ident()
    assert {ident for _, ident in second[1:]} <= {thread.ident for thread in threading.enumerate()}


def test_what_a_part_raises_is_raised() -> None:
    def work(part: int) -> None:
        if part == 1:
            raise ValueError("part 1")

    with pytest.raises(ValueError, match="part 1"):
        in_threads(work, 2)


def test_nothing_runs_on_when_the_first_part_raises() -> None:
    ended = threading.Event()

    def work(part: int) -> None:
        if part == 0:
            raise ValueError("part 0")
        time.sleep(0.05)
        ended.set()

    with pytest.raises(ValueError, match="part 0"):
        in_threads(work, 2)
    assert ended.is_set()


def test_overflow_in_a_thread_is_no_warning() -> None:
    huge = np.full(4, 1e200)
    found = in_threads(lambda part: float((huge * huge).max()), 2)
    assert found == [np.inf, np.inf]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_process_has_threads_of_its_own() -> None:
    assert in_threads(lambda part: part, 2) == [0, 1]
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = int(in_threads(lambda part: part, 2) != [0, 1])
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

"""The plan: what it costs, who wins, and that work counted is work done."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lora_symbolic.lowrank import PartialArrays, full_gradient, oracle_gradient, partial_gradient
from lora_symbolic.lowrank.cost import Work, best_split, crossover, exact_seconds, fast_seconds
from lora_symbolic.lowrank.machine import STORED, measured
from lora_symbolic.lowrank.moments import empty_sums
from lora_symbolic.lowrank.monomials import split_table
from lora_symbolic.lowrank.oracle import exact_attention
from tests.lora_symbolic.lowrank.dense import random_full, random_partial, softmax


def work(tokens: int, width: int = 4, degree: int = 5) -> Work:
    """The usual case."""
    return Work(tokens, tokens, 4, 4, 4, width, degree, False, False)


def test_the_fast_way_grows_linearly_and_the_exact_one_quadratically() -> None:
    assert fast_seconds(work(2**20), 2) / fast_seconds(work(2**19), 2) == pytest.approx(2, rel=0.05)
    assert exact_seconds(2**15, 2**15, 4, 4, 2) / exact_seconds(2**14, 2**14, 4, 4, 2) == pytest.approx(4, rel=0.05)


def test_the_crossover_is_where_the_predictions_meet() -> None:
    wins = crossover(work(1), 2)
    assert fast_seconds(work(wins), 2) < exact_seconds(wins, wins, 4, 4, 2)
    assert fast_seconds(work(wins * 3 // 4), 2) >= exact_seconds(wins * 3 // 4, wins * 3 // 4, 4, 4, 2)
    assert crossover(work(1, degree=9), 2) > wins


def test_the_probe_measures_speeds_of_a_machine() -> None:
    found = measured()
    for name in ("entry", "product", "exp", "call"):
        assert 0.01 < getattr(found, name) / getattr(STORED, name) < 100


@pytest.mark.parametrize(("width", "degree", "values"), [(1, 3, 2), (4, 6, 5), (8, 6, 9), (3, 4, 100)])
def test_the_split_chosen_forms_the_fewest_entries(width: int, degree: int, values: int) -> None:
    def entries(split: int) -> int:
        table = split_table(width, degree, split)
        return len(empty_sums(table, values)[0]) + values * sum(starts[-1] for starts in table.head_starts)

    assert entries(best_split(width, degree, values, degree)) == min(map(entries, range(1, degree + 1)))


def test_the_exact_attention_is_softmax_in_chunks() -> None:
    problem = random_partial(1, 300, 3)
    W = problem.W0 + problem.B @ problem.A
    values = np.random.default_rng(0).standard_normal((300, 5))
    found = exact_attention(problem.C1, W, problem.C2, threads=2)(values)
    assert np.allclose(found, softmax(problem.C1 @ W @ problem.C2.T) @ values, rtol=1e-13, atol=1e-13)


def test_the_plan_says_what_was_done() -> None:
    plan = partial_gradient(random_partial(1, 5000, 3), delta=1e-3).plan
    assert plan.method == "fast"
    assert plan.rank is not None
    assert plan.merged_rank == plan.rank * 4
    assert plan.fast_seconds is not None
    assert plan.fast_seconds < plan.exact_seconds
    assert plan.delta <= 1e-3
    assert "predicted" in plan.reason


def test_the_plan_says_how_many_threads_the_exact_way_used() -> None:
    assert partial_gradient(random_partial(1, 40, 2), method="exact", threads=2).plan.threads == 1
    assert partial_gradient(random_partial(1, 4000, 2), method="exact", threads=2).plan.threads == 2


def test_constant_arrays_are_a_degenerate_case_like_any_other() -> None:
    ones = np.ones((50, 2))
    problem = PartialArrays(ones, ones, ones, 0 * ones, np.eye(2), np.ones((2, 1)), np.ones((1, 2)))
    for method in ("fast", "exact"):
        found = partial_gradient(problem, method=method)
        assert np.abs(found["dA"]).max() <= found.error_bound["dA"] + 1e-12
    zero = PartialArrays(*(np.zeros_like(getattr(problem, name)) for name in problem.SIDES))
    assert not partial_gradient(zero, method="fast")["dB"].any()


def test_full_adaptation_takes_a_target_too() -> None:
    found = full_gradient(random_full(2), 1e-5)
    assert max(found.error_bound.values()) <= 1e-5
    assert set(found.error_bound) == {"dAQ", "dBQ", "dAK", "dBK", "dAV", "dBV"}


def peak_bytes(work: Callable[[], object]) -> int:
    """The most that NumPy held at one time during the work, above what it held before."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_no_way_holds_an_array_of_all_pairs() -> None:
    tokens = 6000
    problem = random_partial(1, tokens, 2)
    square = tokens * tokens * 8
    assert peak_bytes(lambda: partial_gradient(problem, method="fast", threads=2)) < square / 20
    assert peak_bytes(lambda: partial_gradient(problem, method="exact", threads=2)) < square / 4
    assert peak_bytes(lambda: oracle_gradient(problem)) < square / 4
    few = replace(problem, C1=problem.C1[:1500], C2=problem.C2[:1500], C3=problem.C3[:1500], Y=problem.Y[:1500])
    dense = peak_bytes(lambda: softmax(few.C1 @ few.W0 @ few.C2.T))
    assert dense > 1500 * 1500 * 8

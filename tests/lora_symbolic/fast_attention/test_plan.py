"""The plan: what it costs, who wins, and that work counted is work done."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from lora_symbolic.fast_attention import (
    FastAttentionError,
    OutOfReach,
    PartialArrays,
    Target,
    execute,
    full_gradient,
    oracle_gradient,
    partial_gradient,
    plan,
)
from lora_symbolic.fast_attention.features.moments import empty_sums
from lora_symbolic.fast_attention.features.monomials import split_table
from lora_symbolic.fast_attention.oracle import exact_attention
from lora_symbolic.fast_attention.planning.cost import crossover, exact_seconds, fast_seconds
from lora_symbolic.fast_attention.planning.cutting import best_split
from lora_symbolic.fast_attention.planning.machine import STORED, Machine, measured
from lora_symbolic.fast_attention.planning.planner import plan_again
from lora_symbolic.fast_attention.planning.work import Work
from tests.lora_symbolic.fast_attention.dense import random_full, random_partial, softmax


def work(tokens: int, width: int = 4, degree: int = 5) -> Work:
    """The usual case."""
    return Work(tokens, tokens, 4, 4, 4, width, degree, False, False)


def test_the_fast_algorithm_grows_linearly_and_the_exact_one_quadratically() -> None:
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
    found = partial_gradient(random_partial(1, 5000, 3), delta=1e-3)
    chosen = found.plan
    assert chosen.method == "fast"
    assert chosen.rank is not None
    assert chosen.merged_rank == chosen.rank * 4
    assert chosen.fast_seconds is not None
    assert chosen.fast_seconds < chosen.exact_seconds
    assert found.delta <= 1e-3
    assert "predicted" in chosen.reason


def test_the_plan_says_how_many_threads_the_exact_algorithm_used() -> None:
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


def test_no_algorithm_holds_an_array_of_all_pairs() -> None:
    tokens = 6000
    problem = random_partial(1, tokens, 2)
    square = tokens * tokens * 8
    assert peak_bytes(lambda: partial_gradient(problem, method="fast", threads=2)) < square / 20
    assert peak_bytes(lambda: partial_gradient(problem, method="exact", threads=2)) < square / 4
    assert peak_bytes(lambda: oracle_gradient(problem)) < square / 4
    few = replace(problem, C1=problem.C1[:1500], C2=problem.C2[:1500], C3=problem.C3[:1500], Y=problem.Y[:1500])
    dense = peak_bytes(lambda: softmax(few.C1 @ few.W0 @ few.C2.T))
    assert dense > 1500 * 1500 * 8


def target(**options: object) -> Target:
    """On one thread."""
    return Target(**{"threads": 1, **options})  # type: ignore[arg-type]


def test_a_plan_is_made_without_computing_and_executed_without_deciding() -> None:
    core = random_partial(1, 5000, 3).core()
    made = plan(core, target(), STORED)
    assert (made.method, made.threads) == ("fast", made.strategy.threads if made.strategy else None)
    assert [cut.degree for cut in made.cuts] == [degree for degree, _ in made.parts if degree]
    found, again = execute(core, made), execute(core, made)
    assert found.delta <= 1e-3
    assert all(np.array_equal(found.outputs[name], again.outputs[name]) for name in ("dA", "dB"))
    exact = execute(core, plan(core, target(method="exact"), STORED))
    for name, array in found.outputs.items():
        assert (np.abs(array - exact.outputs[name]) <= found.errors[name] + exact.errors[name]).all()
        assert (array != exact.outputs[name]).any()


def test_the_speeds_of_the_machine_decide() -> None:
    core = random_partial(1, 3000, 3).core()
    assert plan(core, target(), replace(STORED, exp=STORED.exp * 1000)).method == "fast"
    swift = Machine(entry=1e-15, product=1e-15, exp=1e-15, call=1e-15)  # all that is left is what a call costs
    refused = plan(core, target(), swift)
    assert (refused.method, refused.strategy, refused.cuts) == ("exact", None, ())
    assert "the fast way is predicted to take" in refused.reason
    assert refused.degree is not None
    assert plan(core, target(method="fast"), swift).method == "fast"


def test_a_plan_serves_the_arrays_it_was_made_for_alone() -> None:
    core, other = random_partial(1, 2000, 2).core(), random_partial(2, 2000, 2).core()
    made = plan(core, target(method="fast"), STORED)
    with pytest.raises(FastAttentionError, match="made for other arrays"):
        execute(other, made)
    with pytest.raises(FastAttentionError, match="is a summary"):
        execute(core, made.summary)
    assert made.summary == made
    with pytest.raises(FrozenInstanceError):
        made.method = "exact"  # type: ignore[misc]


def test_a_missed_target_leads_to_a_smaller_aim_and_in_the_end_to_the_exact_algorithm() -> None:
    core, asked = random_partial(1, 2500, 2).core(), target(eps=1e-6, method="fast")
    made = plan(core, asked, STORED)
    result = execute(core, made)
    missed = replace(result, errors={name: error * 1e3 for name, error in result.errors.items()}, delta=1.0)
    assert made.aim is not None
    again = plan_again(core, asked, made, missed, STORED)
    assert again.aim is not None
    assert (again.method, again.aim.attempt) == ("fast", 2)
    assert again.aim.delta <= made.aim.delta / 2
    auto = replace(asked, method="auto")
    assert "mostly rounding" in plan_again(core, auto, made, replace(missed, delta=0.0), STORED).reason
    spent = replace(made, aim=replace(made.aim, attempt=3))
    ended = plan_again(core, auto, spent, missed, STORED)
    assert (ended.method, ended.reason) == ("exact", "the certified error stays above 1e-06")
    with pytest.raises(OutOfReach, match="stays above"):
        plan_again(core, asked, spent, missed, STORED)

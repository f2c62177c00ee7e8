"""Queries meet polynomials that are certified for them, and groups cost less than one degree for all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lora_symbolic.fast_attention import OutOfReach, PartialArrays, partial_gradient
from lora_symbolic.fast_attention.planning.cost import fast_seconds, prices
from lora_symbolic.fast_attention.planning.groups import MOST_OUTSIDE, Prices, cheapest, outermost, reach, share_out
from lora_symbolic.fast_attention.planning.machine import STORED
from lora_symbolic.fast_attention.planning.work import Work
from lora_symbolic.fast_attention.result import Result, added
from tests.lora_symbolic.fast_attention.dense import dense_partial, random_partial

ERROR = 5e-4


def table(tokens: int = 2**14, width: int = 4, most: int = 12) -> Prices:
    """The usual prices."""
    return prices(Work(tokens, tokens, width, width, width, width, 1, False, False), most, 1, STORED)


@pytest.mark.parametrize("seed", range(5))
def test_every_query_is_in_one_group_whose_polynomial_reaches_it(seed: int) -> None:
    needs = np.random.default_rng(seed).gamma(2.0, 0.3, 2**14)
    found = share_out(needs, ERROR, table())
    rows = [np.arange(len(needs)) if group.rows is None else group.rows for group in found.groups]
    assert np.array_equal(np.sort(np.concatenate([*rows, found.exact])), np.arange(len(needs)))
    for group, here in zip(found.groups, rows, strict=True):
        assert needs[here].max() <= group.polynomial.bound
        assert group.polynomial.error <= ERROR
    assert [group.degree for group in found.groups] == sorted((group.degree for group in found.groups), reverse=True)
    assert sum(share for _, share in found.parts(len(needs))) == pytest.approx(1)


def test_the_choice_is_the_cheapest_of_all_choices() -> None:
    counts, prices_now = np.array([900, 300, 200, 40, 3, 2]), table(1445, most=5)

    def cost(degrees: list[int]) -> float:
        top = degrees[-1]
        total, start = float(prices_now.keys[top - 1]) + prices_now.exact * counts[top:].sum(), 0
        total += prices_now.group.min() if counts[top:].sum() else 0
        for degree in degrees:
            total += prices_now.group[degree - 1] + prices_now.query[degree - 1] * counts[start:degree].sum()
            start = degree
        return total

    choices = [[d + 1 for d in range(5) if bits >> d & 1] for bits in range(1, 32)]
    few = [choice for choice in choices if counts[choice[-1] :].sum() <= MOST_OUTSIDE * counts.sum()]
    assert cost(cheapest(counts, prices_now)) == pytest.approx(min(map(cost, few)))


def test_a_closer_look_is_worth_it_for_few_queries_alone() -> None:
    needs = np.full(2**14, 0.5)
    needs[:3] = 2.0
    assert list(outermost(needs, ERROR, table(), 1e-5)) == [0, 1, 2]
    assert len(outermost(needs, ERROR, table(), 10.0)) == 0


def test_beyond_every_degree_it_is_refused() -> None:
    with pytest.raises(OutOfReach):
        share_out(np.full(100, 50.0), ERROR, table(100, most=5))
    assert reach(5, ERROR) < 50


def test_groups_are_predicted_to_save_time_and_change_only_what_is_certified() -> None:
    problem = random_partial(1, 4000, 6, bound=2.0)
    found = partial_gradient(problem, delta=1e-4, method="fast")
    assert len({degree for degree, _ in found.plan.parts if degree}) > 1
    degree = max(degree for degree, _ in found.plan.parts)
    work = Work(4000, 4000, 6, 6, 6, 6, degree, False, False, 2, tuple(part for part in found.plan.parts if part[0]))
    assert fast_seconds(work, 1) < fast_seconds(replace(work, parts=()), 1)
    for name, reference in dense_partial(problem).items():
        assert (np.abs(found[name] - reference) <= found.errors[name]).all()


def test_one_query_far_out_is_computed_exactly() -> None:
    problem = random_partial(2, 4000, 6, bound=0.3)
    far = problem.C1.copy()
    far[17] *= 60
    moved = replace(problem, C1=far)
    found = partial_gradient(moved, delta=1e-6, method="fast")
    shares = dict(found.plan.parts)
    assert 1 / 4000 <= shares[0] < 0.05
    assert (found.plan.degree or 0) <= 8
    for name, reference in dense_partial(moved).items():
        assert (np.abs(found[name] - reference) <= found.errors[name] + 1e-12 * np.abs(reference).max()).all()


def test_the_arrays_of_the_reader_are_left_as_they_are() -> None:
    for L, d in ((1, 3), (50, 1), (300, 2)):
        problem = random_partial(L, L, d)
        before = {name: getattr(problem, name).copy() for name in problem.SIDES}
        for method in ("fast", "exact"):
            partial_gradient(problem, method=method)
        assert all(np.array_equal(getattr(problem, name), array) for name, array in before.items())


def test_a_sum_of_parts_is_the_whole() -> None:
    problem = random_partial(4, 90, 2)
    halves = [replace(problem, C1=problem.C1[part], Y=problem.Y[part]) for part in (slice(0, 40), slice(40, 90))]
    parts = [
        partial_gradient(PartialArrays(*(getattr(half, name) for name in half.SIDES)), method="exact")
        for half in halves
    ]
    total = added([Result(dict(part.outputs), dict(part.errors), part.delta, part.loss) for part in parts])
    for name, reference in dense_partial(problem).items():
        assert np.allclose(total.outputs[name], reference, rtol=0, atol=1e-12)
        assert (np.abs(parts[0][name] - reference) > 1e-6).any()
        assert (total.errors[name] >= parts[0].errors[name]).all()

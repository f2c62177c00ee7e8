"""The certificate of the exact way beside the gradient in balls: never exceeded, near the error; a control fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.lowrank.certificates.balls import dense_gradient, errors_of
from benchmarks.lowrank.certificates.problems import small_problem
from lora_symbolic.fast_attention import FullArrays, OutOfReach, Target, core_gradient, full_gradient, partial_gradient
from lora_symbolic.fast_attention.arrays.rounding import EXTENDED
from lora_symbolic.fast_attention.execution import chunks
from tests.lora_symbolic.fast_attention.dense import dense_full, dense_partial, random_full, random_partial

NARROW = Target(method="exact")


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_no_entry_is_off_by_more_than_its_bound_in_either_precision(seed: int) -> None:
    for problem in map(small_problem, range(seed, seed + 4)):
        true = dense_gradient(problem)
        for found in (partial_gradient(problem, method="exact"), core_gradient(problem.core(), NARROW)):
            for name, reference in true.items():
                assert (errors_of(found[name], reference) <= found.errors[name]).all()


def test_the_bound_is_near_the_error_and_a_thousandth_of_it_is_exceeded() -> None:
    ratios, exceeded = [], 0
    for seed in range(40):
        problem = small_problem(seed)
        found = partial_gradient(problem, method="exact")
        for name, reference in dense_gradient(problem).items():
            off = errors_of(found[name], reference)
            exceeded += int((off > found.errors[name] / 1000).any())
            if off.max() > 0:
                ratios.append(found.error_bound[name] / off.max())
    assert exceeded > 50
    assert np.median(ratios) < (100 if EXTENDED else 5000)


def test_a_result_that_is_broken_in_its_tenth_digit_is_caught() -> None:
    problem = small_problem(5)
    found, true = partial_gradient(problem, method="exact"), dense_gradient(problem)
    broken = {name: value * (1 + 1e-10) for name, value in found.outputs.items()}
    assert any((errors_of(broken[name], true[name]) > found.errors[name]).any() for name in true)


def test_without_second_moments_the_bounds_are_wider_and_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_partial(3, 200, 3)
    near = core_gradient(problem.core(), NARROW)
    monkeypatch.setattr(chunks, "MOST_WIDTH", 0)
    far = core_gradient(problem.core(), NARROW)
    for name, reference in dense_partial(problem).items():
        assert (far.errors[name] > near.errors[name]).all()
        assert (np.abs(far[name] - reference) <= far.errors[name] + 1e-13 * np.abs(reference).max()).all()


@pytest.mark.skipif(EXTENDED is None, reason="this machine's long double is no wider than float64, or no IEEE number")
def test_extended_precision_is_taken_for_few_pairs_and_where_float64_does_not_do() -> None:
    assert "extended" in partial_gradient(random_partial(1, 60, 2), method="exact").plan.reason
    large = random_partial(1, 300, 2)
    narrow = partial_gradient(large, method="exact")
    assert "extended" not in narrow.plan.reason
    eps = max(narrow.error_bound.values()) / 100
    wide = partial_gradient(large, eps)
    assert "extended" in wide.plan.reason
    assert max(wide.error_bound.values()) <= eps
    with pytest.raises(OutOfReach):
        core_gradient(large.core(), Target(eps=eps))


def test_full_adaptation_with_a_projection_has_the_same_certificate() -> None:
    problem: FullArrays = random_full(4)
    wide, narrow = full_gradient(problem, method="exact"), core_gradient(problem.core(), NARROW)
    for name, reference in dense_full(problem).items():
        assert (np.abs(wide[name] - narrow[name]) <= wide.errors[name] + narrow.errors[name]).all()
        assert np.abs(narrow[name] - reference).max() <= narrow.error_bound[name] + 1e-14 * np.abs(reference).max()
        if EXTENDED is not None:
            assert wide.error_bound[name] < narrow.error_bound[name]
            assert (wide[name] != narrow[name]).any()


@pytest.mark.parametrize(("alpha", "beta"), [(8.0, 0.3), (0.1, -1.7)])
def test_scales_are_part_of_it(alpha: float, beta: float) -> None:
    problem = small_problem(11)
    scaled = replace(problem, alpha=alpha, beta=beta)
    found = partial_gradient(scaled, method="exact")
    plain = replace(problem, W0=beta * problem.W0, B=beta * alpha / problem.A.shape[0] * problem.B)
    near = dense_partial(plain)["dA"] * 1.0
    assert np.abs(found["dA"] - near).max() <= 1e-12 * np.abs(near).max() + found.error_bound["dA"]

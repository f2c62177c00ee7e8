"""The exact way in single precision: within its certificate, taken only where that does, and a wrong tile is caught."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.lowrank.certificates.balls import dense_gradient, errors_of
from benchmarks.lowrank.certificates.problems import small_problem
from lora_symbolic.fast_attention import partial_gradient
from lora_symbolic.fast_attention.execution import tiled
from lora_symbolic.fast_attention.execution.tiled import TILE, fits, tiled_core
from tests.lora_symbolic.fast_attention.dense import dense_full, dense_partial, random_full, random_partial

SIZES = [(1, 1, 1), (3, 2, 1), (TILE, 3, 2), (TILE + 1, 4, 2), (5 * TILE - 3, 6, 3), (300, 40, 2)]


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("tokens", "width", "rank"), SIZES)
def test_it_is_within_its_certificate(tokens: int, width: int, rank: int, causal: bool) -> None:
    problem = replace(random_partial(tokens, tokens, width, rank, bound=3.0), causal=causal)
    for threads in (1, 2):
        found = tiled_core(problem.core(), threads)
        for name, reference in dense_partial(problem).items():
            size = np.abs(reference).max()
            assert (np.abs(found.outputs[name] - reference) <= found.errors[name] + 1e-12 * size).all()
            assert tokens == 1 or found.errors[name].max() > 1e-8 * size


def test_small_problems_of_all_kinds_are_within_it_in_truth_and_a_millionth_of_it_is_exceeded() -> None:
    exceeded = 0
    for problem in map(small_problem, range(40)):
        if fits(problem.core()):
            found = tiled_core(problem.core(), 1)
            for name, reference in dense_gradient(problem).items():
                off = errors_of(found.outputs[name], reference)
                assert (off <= found.errors[name]).all()
                exceeded += int((off > 1e-6 * found.errors[name]).any())
    assert exceeded > 40


@pytest.mark.parametrize("scale", [1e-30, 1e-10, 1.0, 1e10, 1e30])
@pytest.mark.parametrize("name", ["C3", "Y", "C2", "A"])
def test_tiny_and_huge_entries_neither_underflow_nor_overflow(name: str, scale: float) -> None:
    problem = random_partial(2, 90, 2)
    scaled = replace(problem, **{name: getattr(problem, name) * scale})
    if not fits(scaled.core()):
        assert scale > 1
        return
    found, exact = tiled_core(scaled.core(), 1), partial_gradient(scaled, method="exact")
    for output, error in found.errors.items():
        assert np.isfinite(error).all()
        assert (np.abs(found.outputs[output] - exact[output]) <= error + exact.errors[output]).all()
        assert error.max() <= 1e-2 * exact.largest[output] * max(1.0, scale)


def test_full_adaptation_with_a_projection() -> None:
    problem = random_full(4)
    found = tiled_core(problem.core(), 1)
    for name, reference in dense_full(problem).items():
        assert (np.abs(found.outputs[name] - reference) <= found.errors[name]).all()


def test_it_is_taken_where_its_certificate_does_and_not_elsewhere() -> None:
    problem = random_partial(5, 1000, 4, bound=2.0)
    expected = dense_partial(problem)
    rough = partial_gradient(problem, relative=0.2, method="exact")
    assert rough.plan.kind == "float32"
    for name, reference in expected.items():
        assert np.abs(rough[name] - reference).max() <= 0.2 * np.abs(reference).max()
    assert partial_gradient(problem, relative=1e-7, method="exact").plan.kind == "float64"
    assert partial_gradient(problem, method="exact").plan.kind == "float64"
    far = random_partial(5, 1000, 4, bound=60.0)
    assert partial_gradient(far, relative=0.2, method="exact").plan.kind == "float64"


def test_a_sum_that_is_off_by_a_hundredth_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_partial(6, 200, 3, bound=3.0)
    steps = tiled.TiledSums._sums

    def wrong(self: tiled.TiledSums, *arguments: object) -> np.ndarray:
        sums = steps(self, *arguments)  # type: ignore[arg-type]
        sums[:, 1] *= 1.01
        return np.asarray(sums)

    monkeypatch.setattr(tiled.TiledSums, "_sums", wrong)
    found = tiled_core(problem.core(), 1)
    expected = dense_partial(problem)
    assert any((np.abs(found.outputs[name] - expected[name]) > found.errors[name]).any() for name in expected)

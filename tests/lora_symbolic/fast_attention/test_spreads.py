"""What a coarse attention says of the spreads of rows, and of their errors, beside the truth; a control fails."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lowrank.certificates.balls import dense_gradient, errors_of
from benchmarks.lowrank.certificates.problems import small_problem
from lora_symbolic.fast_attention import FastAttentionError, partial_gradient
from lora_symbolic.fast_attention.execution import fast
from lora_symbolic.fast_attention.features.polynomial import exp_polynomial
from lora_symbolic.fast_attention.features.ranges import deltas, error_ranges
from lora_symbolic.fast_attention.features.spreads import Measured
from tests.lora_symbolic.fast_attention.dense import random_full, random_partial, softmax

ROWS, KEYS = 30, 50


def perturbed(f: np.ndarray, b: np.ndarray) -> np.ndarray:
    """f (1 + b), its rows summing to 1."""
    found = f * (1 + b)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("apart", [0.0, 0.03, 0.3])
@pytest.mark.parametrize("full", [False, True])
def test_no_row_is_off_by_more_than_the_spreads_say_and_the_worst_signs_come_near(apart: float, full: bool) -> None:
    core = random_full(1, 20, KEYS).core() if full else random_partial(1, KEYS, 3).core()
    rng = np.random.default_rng(2)
    f = softmax(2 * rng.standard_normal((ROWS, KEYS)))
    nu = perturbed(f, apart / 2 * rng.choice([-1, 1], f.shape))
    d = np.full(ROWS, (1 + apart / 2) / (1 - apart / 2) - 1)
    Q, P = core.projected @ core.projected.T, core.projected
    values, right = (np.asarray(each - each.mean(axis=0)) for each in (core.values, core.right))
    halves = (np.abs(each).max(axis=0) for each in (values, right))
    measured = Measured.of(core, *halves)
    target = rng.standard_normal((ROWS, P.shape[1]))
    means = measured.form(values.T, right.T) @ nu.T
    nearest = 0.0
    for error in (1e-3, 1e-6):
        delta = np.full(ROWS, (1 + error) / (1 - error) - 1)
        for pair_number, pair in enumerate(core.pairs):
            U = right if pair.second is None else right @ pair.second
            for k in range(U.shape[1]):
                exact = row(f, values, U[:, k], target, P)
                slopes = np.array([_slope(f[i], values, U[:, k], target[i], P, Q) for i in range(ROWS)])
                for signs in (rng.choice([-1.0, 1.0], f.shape), np.sign(slopes)):
                    near = perturbed(f, error * signs)
                    e = (near @ values @ P - target) @ P.T
                    found = measured.spreads(core, means, np.zeros(ROWS), d, e.T, delta)
                    off = np.abs(row(near, values, U[:, k], target, P) - exact)
                    joint = found.pairs[pair_number].joint[k]
                    assert (off <= joint * (1 + 1e-9) + 1e-13).all()
                    nearest = max(nearest, float((off / joint).max()))
    assert nearest > (0.1 if apart > 0.1 else 0.3)  # bounds ten times smaller are exceeded


def row(f: np.ndarray, values: np.ndarray, u: np.ndarray, target: np.ndarray, P: np.ndarray) -> np.ndarray:
    """p u for each row, the residuals from f itself."""
    a = (f @ values @ P - target) @ P.T @ values.T
    return np.asarray((f * a) @ u - (f * a).sum(axis=1) * (f @ u))


def _slope(
    f: np.ndarray, values: np.ndarray, u: np.ndarray, target: np.ndarray, P: np.ndarray, Q: np.ndarray
) -> np.ndarray:
    """What the row p u changes by, for each unit of b."""
    a = (f @ values @ P - target) @ P.T @ values.T
    h = (a - f @ a) * (u - f @ u)
    y = Q @ ((f * (u - f @ u)) @ values)
    return np.asarray(h - f @ h + (values - f @ values) @ y)


def test_spreads_are_above_those_of_f_and_near_them() -> None:
    core = random_partial(3, KEYS, 3).core()
    rng = np.random.default_rng(4)
    f = softmax(rng.standard_normal((ROWS, KEYS)))
    values, right = (np.asarray(each - each.mean(axis=0)) for each in (core.values, core.right))
    measured = Measured.of(core, np.abs(values).max(axis=0), np.abs(right).max(axis=0))
    nu = perturbed(f, 0.02 * rng.choice([-1, 1], f.shape))
    e = rng.standard_normal((core.values_width, ROWS))
    d = np.full(ROWS, 1.02 / 0.98 - 1)
    found = measured.spreads(core, measured.form(values.T, right.T) @ nu.T, np.zeros(ROWS), d, e, d)
    true = np.sqrt(f @ values**2 - (f @ values) ** 2).T
    a = e.T @ values.T
    own = np.sqrt((f * a**2).sum(axis=1) - (f * a).sum(axis=1) ** 2)
    for least, bound in ((true, found.values), (own, found.own)):
        assert (least <= bound).all()
        assert (bound <= 1.1 * least).all()


@pytest.mark.parametrize(("bound", "degree"), [(0.3, 1), (1.0, 4), (2.0, 7), (4.0, 12)])
def test_the_error_on_a_part_of_the_interval_is_enclosed(bound: float, degree: int) -> None:
    polynomial = exp_polynomial(bound, degree)
    found = error_ranges(polynomial)
    for tau in np.linspace(0.02, 1, 17) * bound:
        t = np.linspace(-tau, tau, 2001)
        r = np.polynomial.polynomial.polyval(t, polynomial.array) * np.exp(-t) - 1
        low, high = found.within(np.array([tau]))
        allowed = 1e-14 * np.exp(2 * bound)
        assert low[0] - allowed <= r.min()
        assert r.max() <= high[0] + allowed
        assert high[0] - low[0] <= 1.3 * (r.max() - r.min()) + 0.02 * polynomial.error + 1e-12
    small, whole = deltas(polynomial, np.array([bound / 8, bound]), 0.0)
    assert small < whole <= (1 + 1e-5) * 2 * polynomial.error / (1 - polynomial.error)


def test_the_bound_is_near_the_error_and_without_what_is_measured_far_above(monkeypatch: pytest.MonkeyPatch) -> None:
    def ratios() -> list[float]:
        found = []
        for seed in range(30):
            problem = small_problem(seed)
            try:
                gradient = partial_gradient(problem, method="fast", threads=1)
            except FastAttentionError:
                continue
            for name, reference in dense_gradient(problem).items():
                off = errors_of(gradient[name], reference)
                assert (off <= gradient.errors[name]).all()
                if off.max() > 0:
                    found.append(gradient.error_bound[name] / off.max())
        return found

    near = float(np.median(ratios()))
    monkeypatch.setattr(fast, "coarse_plan", lambda *_: None)
    assert near < 40 < 100 < np.median(ratios())

"""The certificate beside random and adversarial instances, and beside the bound that is derived by rule on terms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy

from lora_symbolic.bounds import DELTA
from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
from lora_symbolic.fast_attention import Core, FastAttentionError, OutOfReach, PartialArrays, partial_gradient
from lora_symbolic.fast_attention.arrays.rounding import gamma
from lora_symbolic.fast_attention.certificate import delta_of, error_for
from lora_symbolic.fast_attention.features.coordinates import full_coordinates
from lora_symbolic.fast_attention.features.geometry import KeySide, key_side, left_statistics, row_bounds
from lora_symbolic.fast_attention.features.polynomial import exp_polynomial, least_polynomial, on_grid
from tests.lora_symbolic.fast_attention.dense import dense_partial, random_partial, softmax


def analyse_rows(core: Core) -> tuple[np.ndarray, KeySide]:
    """The shift of the queries and what the keys' pass finds for it."""
    x0 = left_statistics(core)[0]
    return x0, key_side(core, x0, 1)


def random_instance(seed: int) -> PartialArrays:
    """Sizes, scales, offsets and heavy tails drawn at random."""
    rng = np.random.default_rng(seed)
    L, M, d, v = (int(rng.integers(1, top)) for top in (120, 120, 5, 4))
    r = int(rng.integers(1, 4))
    draws = (lambda s: rng.standard_normal(s), lambda s: rng.uniform(-1, 1, s), lambda s: rng.standard_t(3, s))

    def draw(rows: int, columns: int) -> np.ndarray:
        scale = 10.0 ** rng.uniform(-2, 1)
        return scale * (draws[rng.integers(3)]((rows, columns)) + rng.integers(0, 3) * rng.standard_normal(columns))

    C1, C2, C3, Y = draw(L, d), draw(M, d), draw(M, v), draw(L, v)
    W0, B, A = draw(d, d), draw(d, r), draw(r, d)
    if rng.integers(3) == 0:
        W0[:, 0] = 0
        B[:, 0] = 0
    centred = (C1 - C1.mean(axis=0)) @ (W0 + B @ A) @ (C2 - C2.mean(axis=0)).T
    target = rng.uniform(0.05, 4)
    return PartialArrays(C1 * (target / max(float(np.abs(centred).max()), 1e-9)), C2, C3, Y, W0, B, A)


@pytest.mark.parametrize("seed", range(40))
def test_no_entry_is_off_by_more_than_its_bound(seed: int) -> None:
    problem = random_instance(seed)
    expected = dense_partial(problem)
    rng = np.random.default_rng(seed)
    delta = 10.0 ** rng.uniform(-9, -0.7)
    dtype = (np.float64, np.float32)[seed % 4 == 0]
    try:
        found = partial_gradient(problem, delta=delta, method=("auto", "fast")[seed % 2], dtype=dtype)
    except FastAttentionError:
        assert seed % 2  # the fast algorithm alone may give up
        return
    for name, reference in expected.items():
        wide = found.errors[name] + 1e-12 * (np.abs(reference).max() + found.error_bound[name])
        assert (np.abs(found[name] - reference) <= wide).all()


@pytest.mark.parametrize("delta", [0.1, 1e-4])
def test_it_is_below_the_bound_derived_by_rule(delta: float) -> None:
    problem = random_partial(3, 400, 3)
    found = partial_gradient(problem, delta=delta, method="fast")
    error = exp_polynomial(on_grid(float(found.plan.logit_bound or 0)), found.plan.degree or 0).error
    numbers = {DELTA: sympy.Float(error), sympy.Symbol("L"): 400, sympy.Symbol("d"): 3, sympy.Symbol("r"): 2}
    chain = stochastic_chain(partial_terms())
    for name in ("dA", "dB"):
        bound = chain.bound(name)
        values = {symbol: numbers.get(symbol, numbers.get(sympy.Symbol(symbol.name))) for symbol in bound.free_symbols}
        for symbol, value in values.items():
            if value is None:
                values[symbol] = float(np.abs(getattr(problem, symbol.name.strip("|"))).max())
        assert found.error_bound[name] <= float(bound.xreplace(values))
        assert found.error_bound[name] > 0


def test_coefficients_in_floats_have_a_limit_that_is_seen() -> None:
    with pytest.raises(OutOfReach, match="float64 coefficients"):
        least_polynomial(9.0, 1e-10)


@pytest.mark.parametrize(("error", "perturbation"), [(1e-3, 0.0), (0.2, 0.1), (1e-9, 1e-8)])
def test_delta_is_what_quotients_of_perturbed_exponentials_reach(error: float, perturbation: float) -> None:
    rng = np.random.default_rng(0)
    S = rng.uniform(-1, 1, (50, 9))
    factors = (1 + error * rng.choice([-1, 1], S.shape)) * np.exp(perturbation / 2 * rng.choice([-1, 1], S.shape))
    weights = np.exp(S) * factors
    near = weights / weights.sum(axis=1, keepdims=True)
    off = np.abs(near / softmax(S) - 1).max()
    delta = delta_of(error, perturbation)
    assert 0.3 * delta < off <= delta * (1 + 1e-6)
    assert off > delta / 4
    assert error_for(delta, perturbation) == pytest.approx(error, rel=1e-3)


def test_bounds_on_logits_hold_for_every_pair_and_are_no_waste() -> None:
    for seed in range(10):
        problem = random_instance(seed)
        core = problem.core()
        x0, side = analyse_rows(core)
        t = (core.left - x0) @ core.middle @ (core.right - side.z0).T
        found = row_bounds(core, side, 1).of(full_coordinates(core).G_x.T @ (core.left - x0).T)
        assert (np.abs(t).max(axis=1) <= found * (1 + 1e-12) + 1e-300).all()
        assert found.max() <= 6 * np.abs(t).max() + 1e-9


def test_shifts_and_weights_do_not_change_the_attention() -> None:
    core = random_instance(4).core()
    x0, side = analyse_rows(core)
    assert key_side(core, x0, 1).weights.shape == (core.keys,)
    t = (core.left - x0) @ core.middle @ (core.right - side.z0).T
    weighted = np.exp(t) * side.weights
    f = softmax(core.left @ core.middle @ core.right.T)
    assert np.allclose(weighted / weighted.sum(axis=1, keepdims=True), f, rtol=1e-9, atol=1e-300)
    assert not np.allclose(np.exp(t) / np.exp(t).sum(axis=1, keepdims=True), f, rtol=1e-3)


@pytest.mark.parametrize("bound", [0.01, 0.7, 3.0, 6.0])
@pytest.mark.parametrize("eps", [0.1, 1e-4, 1e-10])
def test_the_polynomial_is_as_near_as_certified_and_of_least_degree(bound: float, eps: float) -> None:
    grid = on_grid(bound)
    assert bound <= grid <= bound * 1.02
    found = least_polynomial(grid, eps)
    x = np.linspace(-grid, grid, 4001)
    relative = np.abs(np.polynomial.polynomial.polyval(x, found.array) / np.exp(x) - 1)
    assert relative.max() <= found.error * (1 + 1e-9) + 1e-14 * np.exp(2 * grid)
    assert found.error <= eps
    if found.degree > 1:
        assert exp_polynomial(grid, found.degree - 1).error > eps


def test_roundings_of_a_long_sum_are_within_gamma() -> None:
    values = np.random.default_rng(0).uniform(0, 1, 10_000).astype(np.float32)
    total = np.float32(0)
    for value in values:
        total += value
    exact = values.astype(np.float64).sum()
    assert 0 < abs(float(total) - exact) <= gamma(10_000, 2.0**-24) * exact


def test_an_error_is_not_hidden_by_a_huge_target() -> None:
    problem = random_partial(2, 200, 2)
    tall = replace(problem, Y=problem.Y * 1e6)
    found = partial_gradient(tall, delta=1e-6, method="fast")
    expected = dense_partial(tall)
    assert found.error_bound["dA"] < 1e-2 * np.abs(expected["dA"]).max() * 100
    assert np.abs(found["dA"] - expected["dA"]).max() <= found.error_bound["dA"]

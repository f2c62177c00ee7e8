"""The other ways to approximate attention are what their papers say, checked from outside."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.lowrank.peers_methods import (
    Features,
    certified,
    favor,
    nystrom,
    orthogonal_directions,
    run_means,
    taylor,
)
from tests.lora_symbolic.fast_attention.dense import softmax


def rows(seed: int, count: int, width: int, size: float = 0.7) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, width)) * size


def weights(features: Features) -> np.ndarray:
    return features.U @ features.V.T


def test_degree_two_features_are_the_taylor_polynomial() -> None:
    X, Z = rows(1, 7, 3), rows(2, 5, 3)
    found = taylor(X, Z)
    assert found.rank == 3**2 + 3 + 1
    expected = [[1 + x @ z + (x @ z) ** 2 / 2 for z in Z] for x in X]
    assert weights(found) == pytest.approx(np.array(expected), abs=1e-14)
    assert np.abs(weights(found) - np.exp(X @ Z.T)).max() > 1e-3


@pytest.mark.parametrize("degree", [2, 3, 5])
def test_certified_features_keep_their_delta_and_need_fewer(degree: int) -> None:
    X, Z = rows(1, 40, 3, 0.5), rows(2, 50, 3, 0.5)
    found, bound, delta = certified(X, Z, degree)
    f = softmax(X @ Z.T)
    observed = np.abs(found.rows(np.arange(40)) / f - 1).max()
    assert np.abs(X @ Z.T).max() <= bound
    assert 0 < observed <= delta
    assert found.rank == math.comb(3 + degree, degree)
    assert observed > certified(X, Z, degree + 2)[2]


def mean_and_error(X: np.ndarray, Z: np.ndarray, draws: int, shifted: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The mean over draws of FAVOR+ with exp(-|x|^2/2) put back, in place of what favor leaves out, and its error."""
    scale = math.sqrt((Z**2).mean() / (X**2).mean())
    left, right = X * math.sqrt(scale), Z / math.sqrt(scale)
    seen = []
    for seed in range(draws):
        W = orthogonal_directions(6, X.shape[1], np.random.default_rng(seed))
        exponents = ((left @ W.T)[:, None] + (right @ W.T)[None]) - (right**2).sum(axis=1)[None, :, None] / 2
        if not shifted:
            exponents = exponents - (left**2).sum(axis=1)[:, None, None] / 2
        seen.append(np.exp(exponents).mean(axis=2))
    return np.mean(seen, axis=0), np.std(seen, axis=0) / math.sqrt(draws)


def test_positive_random_features_are_unbiased() -> None:
    X, Z = rows(3, 4, 3), rows(4, 5, 3)
    mean, error = mean_and_error(X, Z, 3000)
    assert (np.abs(mean - np.exp(X @ Z.T)) <= 5 * error).all()
    wrong, error = mean_and_error(X, Z, 3000, shifted=True)
    assert (np.abs(wrong - np.exp(X @ Z.T)) > 5 * error).any()


def test_favor_is_the_quotient_of_these_sums() -> None:
    """One draw, entry by entry from the definition, with nothing subtracted for safety."""
    X, Z = rows(5, 4, 3), rows(6, 6, 3, 0.3)
    scale = math.sqrt((Z**2).mean() / (X**2).mean())
    W = orthogonal_directions(7, 3, np.random.default_rng(8))

    def entry(x: np.ndarray, z: np.ndarray) -> float:
        x, z = x * math.sqrt(scale), z / math.sqrt(scale)
        return sum(math.exp(w @ x - x @ x / 2) * math.exp(w @ z - z @ z / 2) for w in W)

    expected = np.array([[entry(x, z) for z in Z] for x in X])
    expected /= expected.sum(axis=1, keepdims=True)
    found = favor(X, Z, 7, np.random.default_rng(8))
    assert found.rows(np.arange(4)) == pytest.approx(expected, rel=1e-12)
    assert found.attend(Z) == pytest.approx(expected @ Z, rel=1e-10)


def test_directions_are_orthogonal_in_blocks_with_gaussian_lengths() -> None:
    W = orthogonal_directions(3000, 3, np.random.default_rng(0))
    block = W[:3] @ W[:3].T
    assert np.abs(block - np.diag(np.diag(block))).max() < 1e-12
    assert (W**2).sum(axis=1).mean() == pytest.approx(3, rel=0.05)
    assert pytest.approx(np.eye(3), abs=0.06) == W.T @ W / 3000


def test_nystrom_is_exact_when_every_token_is_a_landmark() -> None:
    X, Z = rows(1, 8, 8, 1.0), rows(2, 8, 8, 1.0)
    f = softmax(X @ Z.T)
    for rng in (None, np.random.default_rng(0)):
        assert nystrom(X, Z, 8, rng).rows(np.arange(8)) == pytest.approx(f, abs=1e-7)
        assert np.abs(nystrom(X, Z, 4, rng).rows(np.arange(8)) - f).max() > 1e-3


def test_nystrom_is_its_three_factors() -> None:
    X, Z = rows(1, 9, 2), rows(2, 9, 2)
    means = [np.array([block.mean(axis=0) for block in np.split(side, 3)]) for side in (X, Z)]
    assert run_means(X, 3) == pytest.approx(means[0])
    middle = np.linalg.inv(softmax(means[0] @ means[1].T))
    expected = softmax(X @ means[1].T) @ middle @ softmax(means[0] @ Z.T)
    assert nystrom(X, Z, 3).rows(np.arange(9)) == pytest.approx(expected, rel=1e-6)

"""Attention by features, each way in a few lines: f~ = diag(1 / row sums) U V^T.

Dictionary (k is the number of features)
    Features    U and V, and what they do: attend, rows of f~
    taylor      1 + x.z + (x.z)^2 / 2 by all d^2 products x_i x_j: d^2 + d + 1 features (degree-2 Taylor)
    certified   monomials of degree <= g, each once, with best coefficients: C(d + g, g) features and a certified delta
    favor       positive orthogonal random features (FAVOR+): exp(w.x - |x|^2/2), E exp(w.(x + z)) = exp(|x + z|^2/2)
    nystrom     softmax(X Z_m^T) pinv(softmax(X_m Z_m^T)) softmax(X_m Z^T) for k landmarks: means of runs, or tokens
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.fast_attention.certificate import delta_of
from lora_symbolic.fast_attention.factors import monomials
from lora_symbolic.fast_attention.features.monomials import monomial_table
from lora_symbolic.fast_attention.features.polynomial import exp_polynomial, on_grid

Array = NDArray[np.float64]
LEAST_SINGULAR = 1e-12  # of the largest, in the pseudo-inverse of Nystrom attention


@dataclass(frozen=True)
class Features:
    """U V^T stands for the weights; `normalised` says whether rows are divided by their sums."""

    U: Array
    V: Array
    normalised: bool = True

    @property
    def rank(self) -> int:
        """The number of features."""
        return int(self.U.shape[1])

    def attend(self, values: Array) -> Array:
        """f~ values, in time linear in the number of tokens."""
        out = self.U @ (self.V.T @ values)
        return np.asarray(out / (self.U @ self.V.sum(axis=0))[:, None] if self.normalised else out)

    def rows(self, chosen: NDArray[np.int64]) -> Array:
        """Rows of f~."""
        weights = self.U[chosen] @ self.V.T
        return np.asarray(weights / weights.sum(axis=1, keepdims=True) if self.normalised else weights)


def taylor_map(X: Array) -> Array:
    """phi(x) = (1, x, x (x) x / sqrt 2)."""
    pairs = (X[:, :, None] * X[:, None, :]).reshape(len(X), -1) / sqrt(2)
    return np.concatenate([np.ones((len(X), 1), dtype=X.dtype), X, pairs.astype(X.dtype)], axis=1)


def taylor(queries: Array, keys: Array) -> Features:
    """phi(x).phi(z) = 1 + x.z + (x.z)^2 / 2."""
    return Features(taylor_map(queries), taylor_map(keys))


def certified(queries: Array, keys: Array, degree: int) -> tuple[Features, float, float]:
    """Features, the bound max |x| max |z| of the logits, and delta with |f~ - f| <= delta f."""
    bound = float(np.linalg.norm(queries, axis=1).max() * np.linalg.norm(keys, axis=1).max()) * (1 + 1e-12)
    polynomial = exp_polynomial(on_grid(bound), degree)
    table = monomial_table(queries.shape[1], polynomial.degree)
    weights = table.weights * polynomial.array[table.degrees]
    root = np.sqrt(np.abs(weights))
    U = monomials(queries, polynomial.degree) * (root * np.sign(weights))
    return Features(U, monomials(keys, polynomial.degree) * root), bound, delta_of(polynomial.error, 0.0)


def orthogonal_directions(count: int, width: int, rng: np.random.Generator) -> Array:
    """Gaussian directions, orthogonal within blocks of `width`, each with the length of a Gaussian vector."""
    blocks = []
    for _ in range(-(-count // width)):
        Q, R = np.linalg.qr(rng.standard_normal((width, width)))
        blocks.append((Q * np.sign(np.diag(R))).T)
    lengths = np.linalg.norm(rng.standard_normal((count, width)), axis=1)
    return np.asarray(np.concatenate(blocks)[:count] * lengths[:, None])


def favor(queries: Array, keys: Array, count: int, rng: np.random.Generator) -> Features:
    """exp(w.x - |x|^2/2) for each direction w; both sides scaled to one root mean square first, which helps it.

    A factor of a row of U, and a factor of all of V, drop out of f~: the largest exponents are subtracted.
    """
    scale = sqrt(float((keys**2).mean() / (queries**2).mean()))
    X, Z = queries * sqrt(scale), keys / sqrt(scale)
    W = orthogonal_directions(count, X.shape[1], rng)
    left, right = X @ W.T, Z @ W.T - (Z**2).sum(axis=1, keepdims=True) / 2
    return Features(np.exp(left - left.max(axis=1, keepdims=True)), np.exp(right - right.max()))


def softmax(scores: Array) -> Array:
    """Row by row."""
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def run_means(rows: Array, count: int) -> Array:
    """The means of `count` runs of neighbouring rows, as even as they can be."""
    edges = np.linspace(0, len(rows), count + 1).astype(np.int64)
    return np.stack([rows[start:end].mean(axis=0) for start, end in itertools.pairwise(edges)])


def nystrom(queries: Array, keys: Array, count: int, rng: np.random.Generator | None = None) -> Features:
    """Landmarks are means of runs; with rng, tokens drawn without repetition. Its rows need not sum to 1."""
    if rng is None:
        X, Z = run_means(queries, count), run_means(keys, count)
    else:
        chosen = rng.choice(min(len(queries), len(keys)), count, replace=False)
        X, Z = queries[chosen], keys[chosen]
    middle = np.linalg.pinv(softmax(X @ Z.T), rcond=LEAST_SINGULAR)
    return Features(softmax(queries @ Z.T) @ middle, softmax(X @ keys.T).T, normalised=False)

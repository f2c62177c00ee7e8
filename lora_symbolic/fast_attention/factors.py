"""The low-rank factors of Lemmas 3.3-3.7 as arrays, to look at and to use as an attention; no gradient stores them.

Dictionary (L x k1 with k1 = C(w + g, g); o is the face-splitting product, row by row Kronecker)
    U1, V1    f~ = U1 V1^T, rows of U1 scaled so that the rows of f~ sum to 1
    U2, V2    c~ = f~ C3 - Y and C3: q~ = U2 V2^T, width d
    p1        (U1 o U2)(V1 o V2)^T, applied without forming U1 o U2
    p2        diag(r) U1 V1^T,  r = rowsum((U1 V1^T V2) .* U2)
    p         (U1 o [U2, -r])(V1 o [V2, 1])^T, width k1 (d + 1)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays.parallel import default_threads
from .arrays.types import Float64
from .certificate import delta_of, error_for
from .errors import OutOfReach
from .features.moments import BlockFeatures
from .features.monomials import count_up_to, monomial_table
from .features.polynomial import ExpFloat, least_polynomial, on_grid
from .planning.analysis import analyse
from .planning.machine import STORED
from .planning.strategy import Strategy, choose
from .problem import PartialArrays


@dataclass(frozen=True)
class Factors:
    """U1, V1, U2, V2 and r of partial adaptation, with |f~ - f| <= delta f.

    >>> rng = np.random.default_rng(0)
    >>> shapes = [(50, 2)] * 4 + [(2, 2), (2, 1), (1, 2)]
    >>> found = attention_factors(PartialArrays(*(rng.uniform(-0.5, 0.5, shape) for shape in shapes)), 1e-3)
    >>> found.U1.shape, bool(np.allclose((found.U1 @ found.V1.T).sum(axis=1), 1, rtol=0, atol=1e-14))
    ((50, 6), True)
    """

    U1: Float64
    V1: Float64
    U2: Float64
    V2: Float64
    r: Float64
    width: int
    degree: int
    delta: float

    @property
    def rank(self) -> int:
        """k1, the width of U1 and V1."""
        return count_up_to(self.width, self.degree)

    @property
    def merged_rank(self) -> int:
        """k1 (d + 1), the width of p as one face-splitting product."""
        return self.rank * (int(self.U2.shape[1]) + 1)

    def attend(self, values: Float64) -> Float64:
        """f~ values, an attention for the oracle form."""
        return np.asarray(self.U1 @ (self.V1.T @ values))

    def apply_p1(self, X: Float64) -> Float64:
        """p1 X = sum_i diag(U2[:, i]) U1 (V1^T diag(V2[:, i]) X), one column of U2, V2 at a time."""
        total = np.zeros((len(self.U1), X.shape[1]))
        for left, right in zip(self.U2.T, self.V2.T, strict=True):
            total += left[:, None] * self.attend(right[:, None] * X)
        return total

    def apply_p2(self, X: Float64) -> Float64:
        """p2 X = diag(r) U1 (V1^T X)."""
        return np.asarray(self.r[:, None] * self.attend(X))

    def apply_p(self, X: Float64) -> Float64:
        """p X = p1 X - p2 X."""
        return self.apply_p1(X) - self.apply_p2(X)

    def merged(self) -> tuple[Float64, Float64]:
        """U1 o [U2, -r] and V1 o [V2, 1], L x k1 (d + 1) each: large; p is their product."""
        left = np.concatenate([self.U2, -self.r[:, None]], axis=1)
        right = np.concatenate([self.V2, np.ones((len(self.V2), 1))], axis=1)
        U = (self.U1[:, :, None] * left[:, None, :]).reshape(len(left), -1)
        V = (self.V1[:, :, None] * right[:, None, :]).reshape(len(right), -1)
        return U, V


def attention_factors(problem: PartialArrays, delta: float, threads: int | None = None) -> Factors:
    """The low-rank factors of a problem to a relative error delta of f.

    Raises OutOfReach when no polynomial within memory reaches delta, or the mask is causal.
    """
    core = problem.core()
    if core.seen is not None:
        raise OutOfReach("the factors take all pairs of tokens, and the mask is causal")
    used = default_threads() if threads is None else threads
    strategy = choose(analyse(core, used), delta, STORED)
    perturbation = strategy.queries.perturbation
    polynomial = least_polynomial(on_grid(strategy.queries.bound), error_for(delta, perturbation))
    U1, V1 = _softmax_factors(strategy, polynomial)
    values = np.asarray(core.values, dtype=np.float64)
    f_values = U1 @ (V1.T @ values)
    U2 = f_values - core.target
    r = (f_values * U2).sum(axis=1)
    reached = delta_of(polynomial.error, perturbation)
    return Factors(U1, V1, U2, values, r, strategy.coordinates.width, polynomial.degree, reached)


def _softmax_factors(strategy: Strategy, polynomial: ExpFloat) -> tuple[Float64, Float64]:
    """U1 and V1: half of each monomial's weight on either side, signs and row sums on the left."""
    analysis, coordinates = strategy.analysis, strategy.coordinates
    X = (analysis.core.left - analysis.x0) @ coordinates.G_x
    Z = (analysis.core.right - analysis.side.z0) @ coordinates.G_z
    table = monomial_table(coordinates.width, polynomial.degree)
    weights = table.weights * polynomial.array[table.degrees]
    root = np.sqrt(np.abs(weights))
    V1 = monomials(Z, polynomial.degree) * root * analysis.side.weights[:, None]
    U1 = monomials(X, polynomial.degree) * root * np.sign(weights)
    return np.asarray(U1 / (U1 @ V1.sum(axis=0))[:, None]), np.asarray(V1)


def monomials(rows: Float64, degree: int) -> Float64:
    """All monomials of degree up to `degree` of each row, in graded order: L x C(w + degree, degree).

    >>> monomials(np.array([[2.0, 3.0]]), 2).tolist()
    [[1.0, 2.0, 3.0, 4.0, 6.0, 9.0]]
    """
    width = rows.shape[1]
    features = BlockFeatures(width, degree, len(rows), np.dtype(np.float64))
    features.load(rows.T)
    return np.ascontiguousarray(features.features.T, dtype=np.float64)

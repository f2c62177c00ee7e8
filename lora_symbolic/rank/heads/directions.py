"""In how many directions the logits of a head live, and how many singular values of f count.

Keys are centred first: a constant per row changes no softmax. With Q = U R and K - mean = V T, the singular values of
the logits are those of scale R T^T, d x d, and no array of all pairs is formed.

Dictionary
    logit_directions    the root mean square of the logits of each direction, the largest first
    width_of            the inner width in force: directions above rounding
    directions_for      the least number of directions that hold a share of the squared logits
    rank_within         singular values of a matrix above eps times the largest
"""

from __future__ import annotations

import math

import numpy as np

from .arrays import Float64, HeadArrays

ROUNDING = 1e-10  # a direction whose logits are smaller than this, relative to the largest, is rounding

BY_SQUARES = 1e-5  # from this eps on the eigenvalues of f^T f tell, in half the time


def logit_directions(head: HeadArrays) -> Float64:
    """sigma_k / sqrt(L M) for the singular values sigma_k of scale Q (K - mean)^T; over all pairs, masked ones too.

    >>> import numpy as np
    >>> parts = logit_directions(HeadArrays(np.eye(2), np.array([[1.0, 1.0], [1.0, -1.0]])))
    >>> [round(float(value), 6) for value in parts]
    [0.707107, 0.0]
    """
    R = np.asarray(np.linalg.qr(head.Q, mode="r"))
    T = np.asarray(np.linalg.qr(head.K - head.K.mean(axis=0), mode="r"))
    singular = np.linalg.svdvals(head.scale * (R @ T.T))
    return np.asarray(singular / math.sqrt(len(head.Q) * len(head.K)))


def width_of(directions: Float64) -> int:
    """How many directions are above rounding, relative to the largest.

    >>> width_of(np.array([2.0, 1.0, 1e-13]))
    2
    """
    return int((directions > ROUNDING * directions[0]).sum()) if directions[0] > 0 else 0


def directions_for(directions: Float64, share: float) -> int:
    """The least number of directions that hold this share of the squared logits.

    >>> directions_for(np.array([3.0, 1.0, 0.0]), 0.9), directions_for(np.array([3.0, 1.0, 0.0]), 0.91)
    (1, 2)
    """
    squares = np.cumsum(directions**2)
    return int(np.searchsorted(squares, share * squares[-1] * (1 - 1e-12))) + 1 if squares[-1] > 0 else 0


def rank_within(matrix: Float64, eps: float) -> int:
    """How many singular values exceed eps times the largest: the least rank within eps |matrix| in spectral norm.

    >>> rank_within(np.diag([1.0, 0.5, 1e-4]), 1e-3), rank_within(np.diag([1.0, 1e-5, 1e-7]), 1e-6)
    (2, 2)
    """
    if eps >= BY_SQUARES:  # eps^2 is far above the rounding of the product
        squares = np.linalg.eigvalsh(matrix.T @ matrix)
        return int((squares > eps * eps * squares[-1]).sum())
    singular = np.linalg.svdvals(matrix)
    return int((singular > eps * singular[0]).sum())

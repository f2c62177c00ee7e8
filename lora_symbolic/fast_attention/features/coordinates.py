"""The feature variables: all directions of the logits, or the few that carry them.

W = G_x G_z^T + (residual): X = (left - x0) G_x and Z = (right - z0) G_z have the width w of the features.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays.types import Float64
from ..core import Core

# A matrix is inverted, and an ellipsoid used, up to this condition number.
WORST_CONDITION = 1e5


@dataclass(frozen=True)
class Coordinates:
    """X = (left - x0) G_x, Z = (right - z0) G_z; recover_left is W^-1 when left is recovered from X, else None.

    keeps_right says that G_z is the identity.
    """

    G_x: Float64
    G_z: Float64
    keeps_right: bool
    recover_left: Float64 | None
    residual: Float64 | None

    @property
    def width(self) -> int:
        """The number of feature variables."""
        return int(self.G_x.shape[1])


def full_coordinates(core: Core) -> Coordinates:
    """Z = right - z0 and X = (left - x0) W: no direction is left out, and W is inverted where that is safe."""
    W = core.middle
    recover: Float64 | None = None
    if W.shape[0] == W.shape[1]:
        singular = np.linalg.svd(W, compute_uv=False)
        if singular[-1] > singular[0] / WORST_CONDITION:
            recover = np.asarray(np.linalg.inv(W), dtype=np.float64)
    return Coordinates(W, np.eye(W.shape[1]), True, recover, None)


def singular_logits(core: Core, right_second: Float64, left_second: Float64) -> tuple[Float64, Float64, Float64]:
    """U, s, V^T of S_x^(1/2) W S_z^(1/2): s_k is the root mean square of the k-th direction's logits."""
    root_x, root_z = _root(left_second), _root(right_second)
    U, s, Vt = np.linalg.svd(root_x @ core.middle @ root_z, full_matrices=False)
    return U, s, Vt


def few_coordinates(core: Core, right_second: Float64, left_second: Float64, width: int) -> Coordinates:
    """The `width` directions with the largest logits; the residual is W - G_x G_z^T as computed."""
    U, s, Vt = singular_logits(core, right_second, left_second)
    scale = np.sqrt(s[:width])
    G_x = _pseudo_inverse_root(left_second) @ U[:, :width] * scale
    G_z = _pseudo_inverse_root(right_second) @ Vt[:width].T * scale
    return Coordinates(G_x, G_z, False, None, core.middle - G_x @ G_z.T)


def _eigen(second: Float64) -> tuple[Float64, Float64]:
    values, vectors = np.linalg.eigh(second)
    return np.maximum(values, 0.0), vectors


def _root(second: Float64) -> Float64:
    values, vectors = _eigen(second)
    return np.asarray((vectors * np.sqrt(values)) @ vectors.T)


def _pseudo_inverse_root(second: Float64) -> Float64:
    values, vectors = _eigen(second)
    kept = values > values.max(initial=0.0) * 1e-20
    inverse = np.where(kept, 1 / np.sqrt(np.where(kept, values, 1.0)), 0.0)
    return np.asarray((vectors * inverse) @ vectors.T)

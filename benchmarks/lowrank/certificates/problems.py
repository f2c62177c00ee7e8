"""Small problems of all kinds: sizes, scales, offsets, heavy tails and reaches of the logits drawn at random."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.fast_attention import PartialArrays

LARGEST = 64  # tokens


def small_problem(seed: int) -> PartialArrays:
    """Up to LARGEST queries and keys, widths up to 4, logits about their means up to 4."""
    rng = np.random.default_rng([18, seed])
    L, M = (int(size) for size in rng.integers(1, LARGEST + 1, 2))
    d, v, r = (int(size) for size in rng.integers(1, 5, 3))
    draws = (rng.standard_normal, lambda shape: rng.uniform(-1, 1, shape), lambda shape: rng.standard_t(3, shape))

    def draw(rows: int, columns: int) -> NDArray[np.float64]:
        entries = draws[rng.integers(3)]((rows, columns)) + rng.integers(0, 3) * rng.standard_normal(columns)
        return np.asarray(10.0 ** rng.uniform(-2, 1) * entries)

    C1, C2, C3, Y = draw(L, d), draw(M, d), draw(M, v), draw(L, v)
    W0, B, A = draw(d, d), draw(d, r), draw(r, d)
    centred = (C1 - C1.mean(axis=0)) @ (W0 + B @ A) @ (C2 - C2.mean(axis=0)).T
    reach = rng.uniform(0.05, 4) / max(float(np.abs(centred).max()), 1e-9)
    return PartialArrays(C1 * reach, C2, C3, Y, W0, B, A)

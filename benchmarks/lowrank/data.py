"""Random problems whose largest |logit| over all pairs is known: what the speed bars are measured on.

reached     uniform entries, scaled so that the largest of the L^2 logits is exactly the bound
gaussian    normal entries, scaled likewise
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.fast_attention import PartialArrays

Array = NDArray[np.float64]
KINDS = ("reached", "gaussian")


def largest_logit(left: Array, right: Array, rows: int = 64) -> float:
    """The largest |entry| of left right^T, in chunks."""
    most = 0.0
    for start in range(0, len(left), rows):
        scores = left[start : start + rows] @ right.T
        most = max(most, float(scores.max()), -float(scores.min()))
    return most


def random_problem(
    seed: int, tokens: int, width: int, bound: float, kind: str = "reached", rank: int = 2, checked: int = 2**16
) -> PartialArrays:
    """A problem with the largest |logit| equal to `bound`; beyond `checked` tokens 0.9 of it among the first 2^13."""
    rng = np.random.default_rng([seed, tokens, width])
    shape = (tokens, width)
    draw = (lambda: rng.uniform(-1, 1, shape)) if kind == "reached" else (lambda: rng.standard_normal(shape))
    C1, C2, C3, Y = (draw() for _ in range(4))
    W0, B, A = (rng.standard_normal(each) for each in ((width, width), (width, rank), (rank, width)))
    W = W0 + B @ A
    seen = tokens if tokens <= checked else 2**13
    margin = 1.0 if seen == tokens else 0.9
    return PartialArrays(C1 * (margin * bound / largest_logit(C1[:seen] @ W, C2[:seen])), C2, C3, Y, W0, B, A)

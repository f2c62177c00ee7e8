"""How large the logits of a head are, before and after a constant is taken from each row, which softmax ignores.

Dictionary
    logits_of       scale Q K^T, L x M
    attention_of    softmax of the logits over the pairs that are allowed, L x M
    LogitSizes      largest logit, half-range, quantiles
    sizes_of        the sizes of a head
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .arrays import Float64, HeadArrays

SHARES = (0.5, 0.9, 0.99)


def logits_of(head: HeadArrays) -> Float64:
    """scale Q K^T, L x M; pairs that are not allowed included.

    >>> logits_of(HeadArrays(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]), scale=0.5)).tolist()
    [[5.5]]
    """
    return np.asarray(head.scale * (head.Q @ head.K.T))


def attention_of(head: HeadArrays, logits: Float64 | None = None) -> Float64:
    """softmax by rows over the pairs that are allowed, L x M; 0 elsewhere.

    >>> attention_of(HeadArrays(np.ones((2, 1)), np.ones((2, 1)), allowed=np.tri(2, dtype=bool))).tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    found = logits_of(head) if logits is None else logits
    if head.allowed is not None:
        found = np.where(head.allowed, found, -np.inf)
    weights = np.exp(found - found.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class LogitSizes:
    """Sizes over the pairs that are allowed.

    largest is max |s_ij|. half_range is max_i (max_j s_ij - min_j s_ij) / 2, the least B for which every row lies in
    an interval [m - B, m + B] of its own. quantiles[share] are those of |s_ij - m_i|, m_i the middle of row i;
    row_quantiles[share] those of the rows' half-ranges.
    """

    largest: float
    half_range: float
    quantiles: Mapping[float, float]
    row_quantiles: Mapping[float, float]


def sizes_of(head: HeadArrays, logits: Float64 | None = None) -> LogitSizes:
    """The sizes of a head.

    >>> rows = HeadArrays(np.array([[1.0], [3.0]]), np.array([[0.0], [2.0]]))
    >>> found = sizes_of(rows)
    >>> found.largest, found.half_range, found.quantiles[0.5]
    (6.0, 3.0, 2.0)
    """
    found = logits_of(head) if logits is None else logits
    if head.allowed is None:
        high, low = found.max(axis=1), found.min(axis=1)
        apart = np.abs(found - ((high + low) / 2)[:, None]).ravel()
    else:
        high = np.where(head.allowed, found, -np.inf).max(axis=1)
        low = np.where(head.allowed, found, np.inf).min(axis=1)
        apart = np.abs(found - ((high + low) / 2)[:, None])[head.allowed]
    half = (high - low) / 2
    return LogitSizes(
        largest=float(max(high.max(), -low.min())),
        half_range=float(half.max()),
        quantiles=_quantiles(apart),
        row_quantiles=_quantiles(half),
    )


def _quantiles(values: Float64) -> dict[float, float]:
    return dict(zip(SHARES, (float(value) for value in np.quantile(values, SHARES)), strict=True))

"""The arrays of one head: queries, keys, the scale of the logits, and which pairs are allowed.

Dictionary
    HeadArrays      Q is L x d, K is M x d; the logits are scale Q K^T, softmax runs over the pairs that are allowed
    causal          the mask with which a token sees itself and what is before it
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.errors import InputError

Float64: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]


def causal(tokens: int) -> Mask:
    """The lower triangle, tokens x tokens.

    >>> causal(2).tolist()
    [[True, False], [True, True]]
    """
    return np.tri(tokens, dtype=bool)


def _finite(value: Any, name: str) -> Float64:
    array = np.ascontiguousarray(value, dtype=np.float64)
    if array.ndim != 2 or 0 in array.shape:
        raise InputError(f"{name}: shape {array.shape}; expected a matrix with at least one row and one column")
    if not np.isfinite(array).all():
        raise InputError(f"{name}: holds an infinite entry or no number; expected finite numbers")
    return array


@dataclass(frozen=True)
class HeadArrays:
    """Q is L x d, K is M x d, allowed is L x M or None where every pair is.

    Raises InputError for arrays that do not fit, that are not finite, and for a query without a key.

    >>> HeadArrays(np.ones((3, 2)), np.ones((3, 1)))
    Traceback (most recent call last):
        ...
    lora_symbolic.errors.InputError: K: width 1; expected the width 2 of Q
    """

    Q: Float64
    K: Float64
    scale: float = 1.0
    allowed: Mask | None = None

    def __post_init__(self) -> None:
        Q, K = _finite(self.Q, "Q"), _finite(self.K, "K")
        if Q.shape[1] != K.shape[1]:
            raise InputError(f"K: width {K.shape[1]}; expected the width {Q.shape[1]} of Q")
        object.__setattr__(self, "Q", Q)
        object.__setattr__(self, "K", K)
        if self.allowed is not None:
            self._check_mask(np.asarray(self.allowed, dtype=bool))

    def _check_mask(self, mask: Mask) -> None:
        expected = (len(self.Q), len(self.K))
        if mask.shape != expected:
            raise InputError(f"mask: shape {mask.shape}; expected {expected[0]} x {expected[1]}")
        if not mask.any(axis=1).all():
            raise InputError(f"mask: query {int(np.argmin(mask.any(axis=1)))} has no key; expected one at least")
        object.__setattr__(self, "allowed", None if mask.all() else mask)

    @property
    def tokens(self) -> int:
        """M, the number of keys."""
        return len(self.K)

    @property
    def head_width(self) -> int:
        """d, the number of columns of Q and K."""
        return int(self.Q.shape[1])

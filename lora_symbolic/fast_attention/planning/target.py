"""What is asked for: how small the error must be, by which algorithm, in which numbers, on how many threads."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..errors import FastAttentionError

METHODS = ("auto", "fast", "exact")
DEFAULT_DELTA = 1e-3
LARGEST_DELTA = 0.25


@dataclass(frozen=True)
class Target:
    """eps bounds the absolute error of every entry of every output, relative the error as a share of the largest entry
    of that output; without both, delta bounds the relative error of f.

    method "fast" never falls back; "exact" never approximates. dtype float32 forms the features in single precision.

    Raises FastAttentionError for what cannot be asked for.

    >>> Target(eps=1e-6).met_by(1e-7), Target(eps=1e-6).met_by(1e-5), Target().met_by(1e9)
    (True, False, True)
    >>> Target(method="quick")
    Traceback (most recent call last):
        ...
    lora_symbolic.fast_attention.errors.FastAttentionError: method 'quick'; expected one of auto, fast, exact
    """

    eps: float | None = None
    relative: float | None = None
    delta: float = DEFAULT_DELTA
    method: str = "auto"
    dtype: np.dtype[np.floating] = np.dtype(np.float64)  # noqa: RUF009
    threads: int = 1

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise FastAttentionError(f"method {self.method!r}; expected one of {', '.join(METHODS)}")
        if self.eps is not None and not (math.isfinite(self.eps) and self.eps > 0):
            raise FastAttentionError(f"eps is {self.eps}; expected a positive finite number")
        if self.relative is not None and not 0 < self.relative < 1:
            raise FastAttentionError(f"the relative eps is {self.relative}; expected a number above 0 and below 1")
        if not 0 < self.delta <= LARGEST_DELTA:
            raise FastAttentionError(f"delta is {self.delta}; expected a number above 0 and at most {LARGEST_DELTA}")
        if self.dtype not in (np.float32, np.float64):
            raise FastAttentionError(f"dtype is {self.dtype}; expected float32 or float64")

    @property
    def asks(self) -> bool:
        """Whether an error of the outputs is asked for, so that delta serves to begin with."""
        return self.eps is not None or self.relative is not None

    @property
    def words(self) -> str:
        """The error of the outputs that is asked for.

        >>> Target(eps=1e-6).words, Target(relative=0.01).words
        ('1e-06', '1.000% of the largest entry')
        """
        asked = [] if self.eps is None else [f"{self.eps:.3g}"]
        return ", ".join(asked + ([] if self.relative is None else [f"{self.relative:.3%} of the largest entry"]))

    def excess(self, worst: float, share: float = 0.0) -> float:
        """How many times the certified error, or its share of the largest entry, is what was asked for.

        >>> Target(eps=0.5, relative=0.25).excess(1.0, 0.125), Target().excess(1e9)
        (2.0, 0.0)
        """
        absolute = 0.0 if self.eps is None else worst / self.eps
        return max(absolute, 0.0 if self.relative is None else share / self.relative)

    def met_by(self, worst: float, share: float = 0.0) -> bool:
        """Whether the largest certified error of an entry, and its share of the largest entry, are small enough."""
        return math.isfinite(worst) and self.excess(worst, share) <= 1

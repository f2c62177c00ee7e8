"""What an algorithm returns for some of the queries, and the sum over parts of them.

Every output is a sum over queries, so each part of the queries may have its own algorithm: outputs, bounds and losses
add up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays.rounding import gamma
from .arrays.types import Float64


@dataclass(frozen=True)
class Result:
    """Arrays by name, entrywise bounds on their errors, the certified relative error of f, the loss of f~."""

    outputs: dict[str, Float64]
    errors: dict[str, Float64]
    delta: float
    loss: float

    @property
    def worst(self) -> float:
        """The largest certified error of an entry; nan when it, or an output, is no number."""
        finite = all(np.isfinite(value).all() for value in self.outputs.values())
        return float(np.max([error.max() for error in self.errors.values()])) if finite else math.nan

    @property
    def share(self) -> float:
        """The largest certified error as a share of the largest entry of its output; see share_of."""
        return max(share_of(value, self.errors[name]) for name, value in self.outputs.items())

    @property
    def estimated_share(self) -> float:
        """The largest certified error as a share of the largest entry as computed: an estimate for plans."""
        sizes = ((float(self.errors[name].max()), float(np.abs(value).max())) for name, value in self.outputs.items())
        return max(0.0 if error == 0 else error / size if size > 0 else math.inf for error, size in sizes)


def share_of(value: Float64, error: Float64) -> float:
    """The largest error as a share of the largest true entry at least, which is the largest of |value| - error.

    Infinite when 0 is within the error of every entry: answering 0 would be as good.

    >>> 0.2 <= share_of(np.array([[4.0, -6.0]]), np.array([[0.5, 1.0]])) < 0.2001
    True
    >>> share_of(np.ones((1, 1)), np.full((1, 1), 2.0))
    inf
    """
    largest, most = float((np.abs(value) - error).max()), float(error.max())
    if most == 0:
        return 0.0
    return most / largest * (1 + 2.0**-40) if largest > 0 else math.inf


def added(parts: Sequence[Result]) -> Result:
    """The sum of parts; the relative error of f is the largest, and the roundings of the sum join the bounds.

    >>> one = Result({"dA": np.ones((1, 1))}, {"dA": np.full((1, 1), 0.5)}, 1e-3, 2.0)
    >>> two = added([one, one])
    >>> float(two.outputs["dA"][0, 0]), float(two.errors["dA"][0, 0]).__round__(6), two.loss
    (2.0, 1.0, 4.0)
    """
    if len(parts) == 1:
        return parts[0]
    outputs, errors = {}, {}
    for name in parts[0].outputs:
        values = np.array([part.outputs[name] for part in parts])
        outputs[name] = values.sum(axis=0)
        rounded = gamma(len(parts)) * np.abs(values).sum(axis=0)
        errors[name] = (np.array([part.errors[name] for part in parts]).sum(axis=0) + rounded) * (1 + 2.0**-40)
    return Result(outputs, errors, max(part.delta for part in parts), sum(part.loss for part in parts))

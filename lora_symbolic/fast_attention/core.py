"""What the algorithms see of any problem: one attention, a loss, and the outputs that are wanted.

Dictionary
    Core            f = softmax(left middle right^T), c = f values projection - target, and the outputs wanted
    Pair            an output (left first)^T p (right second), or its transpose
    ValueOutput     an output first^T (f values)^T c second, of the linear projection
    check_reach     refuses entries with which something would overflow
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .arrays.columns import extremes, largest_entries
from .arrays.types import Array, Float64, Integers
from .errors import FastAttentionError

LARGEST_ENTRY = 1e60
LARGEST_REACH = 1e150


@dataclass(frozen=True)
class Pair:
    """(left first)^T p (right second), transposed if `transposed`; None stands for the identity.

    first is d1 x m, second d2 x n; first_error and second_error bound the roundings in them, entry by entry.
    """

    name: str
    first: Float64 | None
    second: Float64 | None
    transposed: bool = False
    first_error: Float64 | None = None
    second_error: Float64 | None = None


@dataclass(frozen=True)
class ValueOutput:
    """first^T (f values)^T c second, first v x m and second o x n; None stands for the identity."""

    name: str
    first: Float64 | None
    second: Float64 | None


@dataclass(frozen=True)
class Core:
    """softmax(left middle right^T) values projection - target, and the outputs wanted.

    With L queries, M keys and the widths d1, d2, v, o of left, right, values and target:

        left L x d1    middle d1 x d2    right M x d2    values M x v    projection v x o    target L x o

    With a causal mask seen[l] is how many keys query l attends to, the first ones; None stands for all.

    middle_size is an entrywise bound on |middle| before any cancellation in how it was made, and middle_terms the
    number of roundings in it: together they bound the rounding error of middle. projection_size and projection_terms do
    so for the projection; projection None is the identity.
    """

    left: Array
    middle: Float64
    right: Array
    values: Array
    target: Array
    projection: Float64 | None
    pairs: tuple[Pair, ...]
    value_outputs: tuple[ValueOutput, ...]
    middle_size: Float64
    middle_terms: int
    projection_size: Float64 | None = None
    projection_terms: int = 0
    seen: Integers | None = None

    @cached_property
    def left_range(self) -> tuple[Float64, Float64]:
        """The least and the largest entry of each column of left."""
        return extremes(self.left)

    @cached_property
    def right_range(self) -> tuple[Float64, Float64]:
        """The least and the largest entry of each column of right."""
        return extremes(self.right)

    @cached_property
    def values_range(self) -> tuple[Float64, Float64]:
        """The least and the largest entry of each column of values."""
        return extremes(self.values)

    @cached_property
    def projected(self) -> Float64:
        """The projection as a matrix, v x o."""
        return np.eye(self.values_width) if self.projection is None else self.projection

    @property
    def queries(self) -> int:
        """L, the number of rows of f."""
        return int(self.left.shape[0])

    @property
    def keys(self) -> int:
        """M, the number of columns of f."""
        return int(self.right.shape[0])

    @property
    def left_width(self) -> int:
        """d1, the number of columns of left."""
        return int(self.left.shape[1])

    @property
    def right_width(self) -> int:
        """d2, the number of columns of right."""
        return int(self.right.shape[1])

    @property
    def values_width(self) -> int:
        """v, the number of columns of values."""
        return int(self.values.shape[1])

    @property
    def target_width(self) -> int:
        """o, the number of columns of target."""
        return int(self.target.shape[1])

    def at(self, rows: Integers) -> Core:
        """The core of some of the queries; outputs are sums over queries."""
        seen = None if self.seen is None else self.seen.take(rows)
        return replace(self, left=self.left.take(rows, axis=0), target=self.target.take(rows, axis=0), seen=seen)


def check_reach(core: Core) -> None:
    """Raises FastAttentionError when the logits, or what is built from the values, would overflow."""
    left, right, values = (largest_entries(part) for part in (core.left_range, core.right_range, core.values_range))
    reach = float(left @ core.middle_size @ right)
    residual = float((values @ np.abs(core.projected)).max()) + float(largest_entries(extremes(core.target)).max())
    columns = max(float(left.max()), float(right.max()))
    if not reach < LARGEST_REACH:
        raise FastAttentionError(
            f"logits may be as large as {reach:.3g}; expected smaller ones, so that nothing overflows"
        )
    if not (residual < LARGEST_ENTRY and columns < LARGEST_ENTRY):
        raise FastAttentionError("entries are so large that the gradient overflows; expected smaller ones")

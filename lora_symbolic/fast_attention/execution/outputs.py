"""The outputs from left^T p right and (f values)^T c, with the bounds of their errors entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..arrays.rounding import OUTWARD, U64, gamma, unit_of
from ..arrays.types import Float64
from ..certificate import ValueSums
from ..core import Core, Pair, ValueOutput
from ..result import Result


def sides(core: Core, pair: Pair) -> tuple[Float64, Float64]:
    """first and second of a pair as matrices."""
    first = np.eye(core.left_width) if pair.first is None else pair.first
    return first, np.eye(core.right_width) if pair.second is None else pair.second


def result_of(
    core: Core, D: Float64, bounds: Sequence[Float64], values: ValueSums, *, delta: float, loss: float
) -> Result:
    """All outputs from D = left^T p right, d1 x d2, as computed.

    bounds[k] bounds the error of first^T D second of the k-th pair, that of the product included.
    """
    outputs, errors = {}, {}
    for pair, bound in zip(core.pairs, bounds, strict=True):
        first, second = sides(core, pair)
        value = first.T @ D @ second
        outputs[pair.name], errors[pair.name] = (value.T, bound.T) if pair.transposed else (value, bound)
    for output in core.value_outputs:
        outputs[output.name], errors[output.name] = _value_output(output, values)
    for name, value in outputs.items():
        outputs[name], errors[name] = _as_float64(value, errors[name])
    return Result(outputs, errors, delta, loss)


def _as_float64(value: Float64, error: Float64) -> tuple[Float64, Float64]:
    """The output in float64, and its bound with the rounding to it."""
    rounded = np.ascontiguousarray(value, dtype=np.float64)
    if value.dtype != np.float64:
        error = (error + U64 * np.abs(rounded) + np.where(value != 0, 2.0**-1074, 0.0)) * OUTWARD
    return rounded, np.asarray(error, dtype=np.float64)


def _value_output(output: ValueOutput, values: ValueSums) -> tuple[Float64, Float64]:
    """first^T (f values)^T c second and its bound."""
    G = values.gradient
    first = np.eye(len(G)) if output.first is None else output.first
    second = np.eye(G.shape[1]) if output.second is None else output.second
    small = values.error + gamma(sum(G.shape) + 8, unit_of(G.dtype)) * np.abs(G)
    return first.T @ G @ second, np.abs(first).T @ small @ np.abs(second) * OUTWARD

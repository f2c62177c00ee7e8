"""The outputs from left^T p right and (f values)^T c, with the bounds of their errors entry by entry."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..arrays.rounding import OUTWARD, gamma
from ..arrays.types import Float64
from ..certificate import Certificates, PairError, ValueSums
from ..core import Core, ValueOutput
from ..result import Result

Rounding = Callable[[PairError, Float64, Float64], Float64]


def result_of(
    core: Core, D: Float64, certificates: Certificates, rounding: Rounding, *, delta: float, loss: float
) -> Result:
    """All outputs from D = left^T p right, d1 x d2, as computed.

    rounding(error, |first|, |second|) bounds |first|^T |computed D - D| |second| where D is that of the computed f.
    """
    outputs, errors = {}, {}
    for one in certificates.pairs:
        pair = one.pair
        first = np.eye(len(D)) if pair.first is None else pair.first
        second = np.eye(D.shape[1]) if pair.second is None else pair.second
        value = first.T @ D @ second
        error = one.bound() + rounding(one, np.abs(first), np.abs(second)) * OUTWARD
        outputs[pair.name], errors[pair.name] = (value.T, error.T) if pair.transposed else (value, error)
    for output in core.value_outputs:
        outputs[output.name], errors[output.name] = _value_output(output, certificates.values)
    return Result({name: np.ascontiguousarray(value) for name, value in outputs.items()}, errors, delta, loss)


def _value_output(output: ValueOutput, values: ValueSums) -> tuple[Float64, Float64]:
    """first^T (f values)^T c second and its bound."""
    G = values.gradient
    first = np.eye(len(G)) if output.first is None else output.first
    second = np.eye(G.shape[1]) if output.second is None else output.second
    small = values.error + gamma(sum(G.shape) + 8) * np.abs(G)
    return first.T @ G @ second, np.abs(first).T @ small @ np.abs(second) * OUTWARD

"""The problems that a file holds: one, or one for each head; alpha and beta are single numbers beside the arrays.

With several heads each array that differs from head to head has a first axis of heads; arrays without it are shared.
The factors have one in any case, so that every gradient belongs to one head.

Dictionary
    problems_of     the problem of every head, and whether the file has an axis of heads
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.fast_attention import FastAttentionError, FullArrays, PartialArrays

from ..shared.exits import BadInput
from .arrays import pick, read_arrays

Arrays: TypeAlias = dict[str, NDArray[Any]]
Problem: TypeAlias = PartialArrays | FullArrays
SCALES = ("alpha", "beta")
MASKS = ("mask", "causal", "attention_mask", "causal_mask")
FACTORS = {"A", "B", "AQ", "BQ", "AK", "BK", "AV", "BV"}


def problems_of(path: Path, causal: bool = False) -> tuple[tuple[Problem, ...], bool]:
    """The problems of C1, C2, C3, Y, W0, B, A with alpha and beta, or of XQ, XK, XV, Y, WQ0, ..., AV.

    Raises BadInput when an array is missing, is not what its place needs, or asks for what is not computed.
    """
    arrays = read_arrays(path)
    if asked := [name for name in MASKS if name in arrays]:
        raise BadInput(f"{path}: {asked[0]}: no mask is read; expected all pairs of tokens, or the option --causal")
    kind = FullArrays if "XQ" in arrays and "C1" not in arrays else PartialArrays
    scales = {name: _number(arrays.pop(name), name, path) for name in SCALES if name in arrays}
    if scales and kind is FullArrays:
        raise BadInput(f"{path}: {min(scales)} is read beside C1 alone; expected it in the weights and the factors")
    chosen = pick(arrays, kind.SIDES, path)
    heads = _heads(chosen, path)
    problems = []
    for head in range(heads or 1):
        at = {name: array[head] if array.ndim == 3 and heads else array for name, array in chosen.items()}
        where = f"{path}: head {head}" if heads else str(path)
        try:
            problems.append(kind(**at, **scales, causal=causal))  # type: ignore[arg-type]
        except FastAttentionError as problem:
            raise BadInput(f"{where}: {problem}") from None
    return tuple(problems), heads is not None


def _number(array: NDArray[Any], name: str, path: Path) -> float:
    if array.size != 1 or array.dtype.kind not in "fiu":
        raise BadInput(f"{path}: {name}: shape {array.shape} of {array.dtype}; expected one number")
    return float(array.reshape(())[()])


def _heads(arrays: Mapping[str, NDArray[Any]], path: Path) -> int | None:
    """How many heads the factors have, None where they are matrices."""
    axes = {name: array for name, array in arrays.items() if array.ndim == 3}
    if not FACTORS & axes.keys():
        return None
    missing = sorted(name for name in FACTORS & arrays.keys() if name not in axes)
    if missing:
        raise BadInput(f"{path}: {missing[0]}: no axis of heads, as {min(FACTORS & axes.keys())} has; expected one")
    counts = {name: len(array) for name, array in axes.items()}
    first = min(FACTORS & axes.keys())
    for name, count in counts.items():
        if count != counts[first] or count == 0:
            raise BadInput(f"{path}: {name}: {count} heads; expected {max(1, counts[first])} as in {first}")
    return counts[first]


def stacked(outputs: list[Mapping[str, NDArray[np.float64]]], heads: bool) -> Arrays:
    """The outputs of all heads, with an axis of heads where the file has one."""
    if not heads:
        return dict(outputs[0])
    return {name: np.stack([one[name] for one in outputs]) for name in outputs[0]}

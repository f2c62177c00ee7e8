"""The problems as arrays: partial adaptation (Equation 3.3), full adaptation (Equation A.2), each with its core.

Dictionary
    PartialArrays   C1, C2, C3, Y, W0, B, A, alpha, beta; the loss is half the squared norm of
                    softmax(beta C1 (W0 + alpha/r B A) C2^T) C3 - Y
    FullArrays      XQ, XK, XV, Y, frozen WQ0, WK0, WV0, adapters (BQ, AQ), (BK, AK), (BV, AV)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from .arrays.rounding import gamma, unit_of
from .arrays.types import Array, Float64, Integers
from .core import LARGEST_ENTRY, Core, Pair, ValueOutput
from .errors import FastAttentionError


def real_array(value: object, name: str) -> Array:
    """A finite float32 or float64 matrix; integers become float64, other strides are accepted.

    Raises FastAttentionError for anything else.

    >>> real_array([[1, 2], [3, 4]], "W0").dtype
    dtype('float64')
    """
    array = np.asarray(value)
    if array.ndim != 2:
        raise FastAttentionError(f"{name}: {array.ndim} dimensions; expected a matrix, 2 dimensions")
    if array.size == 0:
        raise FastAttentionError(
            f"{name}: empty, {array.shape[0]} x {array.shape[1]}; expected at least one row and one column"
        )
    if array.dtype == np.float16 or array.dtype.kind in "iu":
        array = array.astype(np.float64)
    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        raise FastAttentionError(f"{name}: entries of type {array.dtype}; expected float64, float32 or integers")
    array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise FastAttentionError(f"{name}: entry ({row}, {column}) is {array[row, column]}; expected finite numbers")
    return array


def _check_sizes(shapes: Mapping[str, tuple[int, ...]], expected: Mapping[str, tuple[str, str]]) -> None:
    sizes: dict[str, tuple[int, str]] = {}
    for name, sides in expected.items():
        for side, number in zip(sides, shapes[name], strict=True):
            known, where = sizes.setdefault(side, (number, name))
            if known != number:
                rows, columns = shapes[name]
                raise FastAttentionError(
                    f"{name}: shape {rows} x {columns}; "
                    f"expected {sides[0]} x {sides[1]} with {side} = {known} as in {where}"
                )


@dataclass(frozen=True)
class PartialArrays:
    """Equation 3.3 on arrays: C1 is L x d1, C2 is M x d2, C3 is M x v, Y is L x v, W0 d1 x d2, B d1 x r, A r x d2.

    alpha scales the adapter by alpha/r, None by 1; beta scales the logits (Definition A.1). With causal a token attends
    to itself and those before it; there are as many queries as keys then.

    >>> ones = np.ones((3, 2))
    >>> PartialArrays(ones, ones, ones, ones, np.eye(2), np.ones((2, 1)), np.ones((1, 2))).core().queries
    3
    >>> PartialArrays(ones, ones, ones, ones, np.eye(3), np.ones((2, 1)), np.ones((1, 2)))
    Traceback (most recent call last):
        ...
    lora_symbolic.fast_attention.errors.FastAttentionError: W0: shape 3 x 3; expected d1 x d2 with d1 = 2 as in C1
    """

    C1: Array
    C2: Array
    C3: Array
    Y: Array
    W0: Array
    B: Array
    A: Array
    alpha: float | None = None
    beta: float = 1.0
    causal: bool = False

    SIDES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "C1": ("L", "d1"),
        "C2": ("M", "d2"),
        "C3": ("M", "v"),
        "Y": ("L", "v"),
        "W0": ("d1", "d2"),
        "B": ("d1", "r"),
        "A": ("r", "d2"),
    }

    def __post_init__(self) -> None:
        _validate(self, self.SIDES)
        _check_causal(self.causal, ("C1", self.C1), ("C2", self.C2))
        for name, scale in (("alpha", self.scale), ("beta", self.beta)):
            if not (math.isfinite(scale) and abs(scale) < LARGEST_ENTRY):
                raise FastAttentionError(f"{name}: {getattr(self, name)}; expected a finite number of moderate size")

    @property
    def scale(self) -> float:
        """alpha / r, the factor of B A."""
        return 1.0 if self.alpha is None else self.alpha / self.A.shape[0]

    def core(self, kind: DTypeLike = np.float64) -> Core:
        """left = C1, middle = beta (W0 + s B A), right = C2, with s = alpha/r; products are formed in this kind.

        Outputs dA = (C1 beta s B)^T p C2 and dB = C1^T p (C2 beta s A^T).
        """
        W0, B, A = (np.asarray(array, dtype=kind) for array in (self.W0, self.B, self.A))
        if self.alpha is not None or self.beta != 1.0:
            return self._scaled(W0, B, A)
        pairs = (Pair("dA", B, None), Pair("dB", None, np.ascontiguousarray(A.T)))
        size = np.abs(W0) + np.abs(B) @ np.abs(A)
        return self._with(W0 + B @ A, size, B.shape[1] + 2, pairs)

    def _scaled(self, W0: Float64, B: Float64, A: Float64) -> Core:
        """The core with alpha and beta: three more roundings in all that they touch."""
        unit = unit_of(W0.dtype)
        beta, scale = W0.dtype.type(self.beta), W0.dtype.type(1 if self.alpha is None else self.alpha)
        scale = scale / W0.dtype.type(1 if self.alpha is None else self.A.shape[0])
        factor, off = beta * scale, gamma(3, unit)
        first, second = factor * B, np.ascontiguousarray(factor * A.T)
        pairs = (
            Pair("dA", first, None, first_error=off * np.abs(first)),
            Pair("dB", None, second, second_error=off * np.abs(second)),
        )
        size = abs(self.beta) * (np.abs(W0) + abs(self.scale) * (np.abs(B) @ np.abs(A)))
        return self._with(beta * (W0 + scale * (B @ A)), size, B.shape[1] + 6, pairs)

    def _with(self, middle: Float64, size: Float64, terms: int, pairs: tuple[Pair, ...]) -> Core:
        return Core(
            left=self.C1,
            middle=middle,
            right=self.C2,
            values=self.C3,
            target=self.Y,
            projection=None,
            pairs=pairs,
            value_outputs=(),
            middle_size=size,
            middle_terms=terms,
            seen=_seen(self.causal, len(self.C1)),
        )


@dataclass(frozen=True)
class FullArrays:
    """Equation A.2 on arrays, with the linear projection adapted too.

    XQ is L x d, XK and XV M x d, Y L x v; WQ0, WK0 are d x k, WV0 is d x v; BQ, BK, BV are d x r, AQ, AK r x k and
    AV r x v; every d and r may be another. causal as in PartialArrays.
    """

    XQ: Array
    XK: Array
    XV: Array
    Y: Array
    WQ0: Array
    WK0: Array
    WV0: Array
    BQ: Array
    AQ: Array
    BK: Array
    AK: Array
    BV: Array
    AV: Array
    causal: bool = False

    SIDES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "XQ": ("L", "dQ"),
        "XK": ("M", "dK"),
        "XV": ("M", "dV"),
        "Y": ("L", "v"),
        "WQ0": ("dQ", "k"),
        "WK0": ("dK", "k"),
        "WV0": ("dV", "v"),
        "BQ": ("dQ", "rQ"),
        "AQ": ("rQ", "k"),
        "BK": ("dK", "rK"),
        "AK": ("rK", "k"),
        "BV": ("dV", "rV"),
        "AV": ("rV", "v"),
    }

    def __post_init__(self) -> None:
        _validate(self, self.SIDES)
        _check_causal(self.causal, ("XQ", self.XQ), ("XK", self.XK))

    def core(self, kind: DTypeLike = np.float64) -> Core:
        """left = XQ, middle = WQ WK^T, right = XK, values = XV, projection = WV.

        With D = XQ^T p XK: dW_Q = D W_K and dW_K = D^T W_Q; dW_V = (f XV)^T c.
        """
        wide = {field.name: np.asarray(getattr(self, field.name), dtype=kind) for field in fields(self)[4:-1]}
        unit = unit_of(wide["AQ"].dtype)
        WQ, WK, WV = (wide[f"W{side}0"] + wide[f"B{side}"] @ wide[f"A{side}"] for side in "QKV")
        sizes = {side: np.abs(wide[f"W{side}0"]) + np.abs(wide[f"B{side}"]) @ np.abs(wide[f"A{side}"]) for side in "QK"}
        Q, K = (gamma(wide[f"B{side}"].shape[1] + 2, unit) * sizes[side] for side in "QK")
        product = gamma(wide["AQ"].shape[1] + 4, unit)
        by_A = {side: product * other @ np.abs(wide[f"A{side}"]).T for side, other in _others(sizes)}
        pairs = (
            Pair("dBQ", None, WK @ wide["AQ"].T, second_error=K @ np.abs(wide["AQ"]).T + by_A["Q"]),
            Pair("dAQ", wide["BQ"], WK, second_error=K),
            Pair("dBK", WQ @ wide["AK"].T, None, True, first_error=Q @ np.abs(wide["AK"]).T + by_A["K"]),
            Pair("dAK", WQ, wide["BK"], True, first_error=Q),
        )
        outputs = (ValueOutput("dBV", None, wide["AV"].T.copy()), ValueOutput("dAV", wide["BV"], None))
        return Core(
            left=self.XQ,
            middle=WQ @ WK.T,
            right=self.XK,
            values=self.XV,
            target=self.Y,
            projection=WV,
            pairs=pairs,
            value_outputs=outputs,
            middle_size=sizes["Q"] @ sizes["K"].T,
            middle_terms=WQ.shape[1] + wide["BQ"].shape[1] + wide["BK"].shape[1] + 4,
            projection_size=np.abs(wide["WV0"]) + np.abs(wide["BV"]) @ np.abs(wide["AV"]),
            projection_terms=wide["BV"].shape[1] + 2,
            seen=_seen(self.causal, len(self.XQ)),
        )


def _seen(causal: bool, tokens: int) -> Integers | None:
    """How many keys each query attends to."""
    return np.arange(1, tokens + 1) if causal else None


def _check_causal(causal: bool, queries: tuple[str, Array], keys: tuple[str, Array]) -> None:
    """Raises FastAttentionError when the mask is causal and there are not as many queries as keys."""
    if causal and len(queries[1]) != len(keys[1]):
        raise FastAttentionError(
            f"{keys[0]}: {len(keys[1])} rows; expected {len(queries[1])} as in {queries[0]}, since the mask is causal"
        )


def _others(sizes: Mapping[str, Float64]) -> tuple[tuple[str, Float64], ...]:
    """Beside each side's adapter, the size of the other side's weight."""
    return ("Q", sizes["K"]), ("K", sizes["Q"])


def _validate(problem: Any, sides: Mapping[str, tuple[str, str]]) -> None:
    for name in sides:
        object.__setattr__(problem, name, real_array(getattr(problem, name), name))
    _check_sizes({name: getattr(problem, name).shape for name in sides}, sides)

"""Inverses and determinants by products and traces alone, so that every kind of numbers can do it.

Dictionary
    determinant(numbers, x, n)   Bird's algorithm: no division at all
    inverse(numbers, x, n)       Faddeev and LeVerrier: divisions by 1, ..., n and the determinant; LAPACK for floats
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from . import layout
from .dual import Dual, DualNumbers
from .numbers import Array, FloatNumbers, Numbers


def determinant(numbers: Numbers, value: Any, side: int) -> Any:
    """The determinant of a side x side matrix, 1 x 1: (-1)^(n-1) times the first entry of F^(n-1) A, F X = mu(X) A.

    mu(X) has the entries of X above the diagonal, zeros below, and -(x_(i+1,i+1) + ... + x_nn) on it.

    >>> from lora_symbolic.evaluation import FLOAT
    >>> float(determinant(FLOAT, np.array([[1.0, 2.0], [3.0, 4.0]]), 2)[0, 0])
    -2.0
    """
    power = value
    for _ in range(side - 1):
        power = numbers.matmul(numbers.linear(power, _strictly_above), value)
    first = numbers.linear(power, lambda entries: entries[..., :1, :1])
    return first if side % 2 else numbers.negate(first)


def _strictly_above(value: Array) -> Array:
    side = value.shape[-1]
    result = np.zeros_like(value)
    for i in range(side):
        result[..., i, i + 1 :] = value[..., i, i + 1 :]
        for j in range(i + 1, side):
            result[..., i, i] = result[..., i, i] - value[..., j, j]
    return result


def inverse(numbers: Numbers, value: Any, side: int) -> Any:
    """The inverse of a side x side matrix; DomainError where its determinant may be zero.

    In dual numbers d(X^-1) = -X^-1 dX X^-1.
    """
    if isinstance(numbers, FloatNumbers):
        return numbers.inverse_matrix(value)
    if isinstance(numbers, DualNumbers):
        base, tangent = numbers.base, value.tangent
        known = inverse(base, value.value, side)
        return Dual(known, None if tangent is None else base.negate(base.matmul(base.matmul(known, tangent), known)))
    identity = numbers.array(np.eye(side, dtype=np.int64))
    power = identity  # M_1 = I, M_(k+1) = A M_k + c_k I, c_k = -tr(A M_k) / k; A M_n = -c_n I
    for k in range(1, side + 1):
        moved = numbers.matmul(value, power)
        trace = numbers.multiply(numbers.number(Fraction(-1, k)), numbers.linear(moved, layout.trace))
        if k == side:
            return numbers.negate(numbers.multiply(power, numbers.invert(trace)))
        power = numbers.add(moved, numbers.multiply(trace, identity))
    raise AssertionError("a matrix has at least one row")

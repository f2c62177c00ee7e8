"""The gradient as d + 2 calls of any attention: exact or fast, here or on another machine.

An attention maps values (M x m) to f values (L x m), column by column. With c = f C3 - Y and C3[:, i] column i,

    G = p C2 = sum_i diag(c[:, i]) f (diag(C3[:, i]) C2) - diag(rowsum(c .* f C3)) f C2,      dL/dW = C1^T G

One call gives f C3; the other d + 1 values, diag(C3[:, i]) C2 and C2, go in one batch. Nothing of size L x L is needed
unless the attention itself needs it.

Dictionary
    Attention           the type of an oracle
    exact_attention     softmax in chunks of rows: the default
    oracle_gradient_W   dL/dW
    oracle_gradient     dA and dB of partial adaptation
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays.parallel import blocks, chunk_rows, default_threads, in_threads
from .arrays.types import Array, Float64, Integers
from .problem import PartialArrays

Attention = Callable[[Float64], Float64]


def exact_attention(
    left: Array, middle: Float64, right: Array, threads: int | None = None, seen: Integers | None = None
) -> Attention:
    """softmax(left middle right^T) as an oracle; a chunk of rows at a time, so memory is a few chunks x M.

    Query l attends to the first seen[l] keys, to all without it.

    >>> attend = exact_attention(np.zeros((2, 1)), np.eye(1), np.zeros((4, 1)))
    >>> attend(np.array([[0.0], [1.0], [2.0], [3.0]])).tolist()
    [[1.5], [1.5]]
    """
    used = default_threads() if threads is None else threads
    keys = np.ascontiguousarray(right, dtype=np.float64).T
    queries = np.ascontiguousarray(left, dtype=np.float64) @ middle
    rows = chunk_rows(keys.shape[1])

    def attend(values: Float64) -> Float64:
        out = np.empty((len(queries), values.shape[1]))

        def work(part: int) -> None:
            scores = np.empty((min(rows, len(queries)), keys.shape[1]))
            for block in blocks(len(queries), rows, part, used):
                f = np.matmul(queries[block], keys, out=scores[: block.stop - block.start])
                if seen is not None:
                    f[np.arange(keys.shape[1]) >= seen[block][:, None]] = -np.inf
                f -= f.max(axis=1, keepdims=True)
                np.exp(f, out=f)
                np.divide(f @ values, f.sum(axis=1, keepdims=True), out=out[block])

        in_threads(work, used)
        return out

    return attend


def oracle_gradient_W(C1: Array, C2: Array, C3: Array, Y: Array, attention: Attention) -> Float64:
    """dL/dW = C1^T G, d1 x d2, by two calls of the oracle: v columns, then (v + 1) d2 columns."""
    values, right = np.asarray(C3, dtype=np.float64), np.asarray(C2, dtype=np.float64)
    f_values = attention(values)
    c = f_values - Y
    batch = np.concatenate([values[:, :, None] * right[:, None, :], right[:, None, :]], axis=1)
    attended = attention(batch.reshape(len(right), -1)).reshape(len(c), values.shape[1] + 1, right.shape[1])
    weights = np.concatenate([c, -(c * f_values).sum(axis=1, keepdims=True)], axis=1)
    G = np.einsum("li,lib->lb", weights, attended)
    return np.asarray(np.asarray(C1, dtype=np.float64).T @ G)


def oracle_gradient(problem: PartialArrays, attention: Attention | None = None) -> tuple[Float64, Float64]:
    """dA and dB with any attention in place of softmax(C1 W C2^T); the exact one by default.

    >>> rng = np.random.default_rng(0)
    >>> arrays = [rng.standard_normal(shape) for shape in [(5, 2)] * 4 + [(2, 2), (2, 1), (1, 2)]]
    >>> [array.shape for array in oracle_gradient(PartialArrays(*arrays))]
    [(1, 2), (2, 1)]
    """
    core = problem.core()
    if attention is None:
        attend = exact_attention(core.left, core.middle, core.right, seen=core.seen)
    else:
        attend = attention
    D = oracle_gradient_W(problem.C1, problem.C2, problem.C3, problem.Y, attend)
    return problem.B.T @ D, D @ problem.A.T

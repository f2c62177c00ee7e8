"""The gradients in balls of 160 bits, all pairs of tokens, no idea of ours: what certified errors are measured with.

Dictionary
    dense_gradient  dA and dB of partial adaptation as matrices of balls
    errors_of       how far an array is from such a matrix, entry by entry, rounded down: a violation is one in truth
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from flint import arb, arb_mat, ctx
from numpy.typing import NDArray

from lora_symbolic.fast_attention import PartialArrays

BITS = 160


@contextmanager
def precise() -> Iterator[None]:
    """Balls of BITS bits; the precision before comes back."""
    before, ctx.prec = ctx.prec, BITS
    try:
        yield
    finally:
        ctx.prec = before


def matrix(array: NDArray[np.floating]) -> arb_mat:
    """The array's numbers, exactly."""
    return arb_mat([[arb(float(entry)) for entry in row] for row in array])


def softmax(scores: list[list[arb]]) -> list[list[arb]]:
    """Row by row."""
    found = []
    for row in scores:
        weights = [(score - row[0]).exp() for score in row]
        total = sum(weights, arb(0))
        found.append([weight / total for weight in weights])
    return found


def dense_gradient(problem: PartialArrays) -> dict[str, arb_mat]:
    """dA and dB, with p = f .* q - diag(rowsum(f .* q)) f; alpha and beta are left at 1."""
    with precise():
        C1, C2, C3, Y, W0, B, A = (matrix(getattr(problem, name)) for name in problem.SIDES)
        rows = softmax((C1 * (W0 + B * A) * C2.transpose()).tolist())
        q = ((arb_mat(rows) * C3 - Y) * C3.transpose()).tolist()
        p = []
        for f, entries in zip(rows, q, strict=True):
            r = sum((weight * entry for weight, entry in zip(f, entries, strict=True)), arb(0))
            p.append([weight * (entry - r) for weight, entry in zip(f, entries, strict=True)])
        D = C1.transpose() * arb_mat(p) * C2
        return {"dA": B.transpose() * D, "dB": D * A.transpose()}


def errors_of(found: NDArray[np.float64], true: arb_mat) -> NDArray[np.float64]:
    """Lower bounds on |found - true|."""
    with precise():
        apart = (matrix(found) - true).tolist()
        return np.array([[float(abs(entry).abs_lower()) for entry in row] for row in apart])

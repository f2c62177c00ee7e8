"""The exact gradient in chunks of rows: the same outputs and certificate, time L^2, memory a few chunks x L.

For a chunk of rows: scores, softmax, residual, p = f .* (q - r), and p right. Only floating point errs, so delta and
rho are rounding: the logits' own and those of exp, of a sum over L keys, of a quotient.

Dictionary
    Before          what is known before the first chunk
    Sums            what one thread sums over its chunks
    exact_core      the outputs with their bounds
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays.columns import middle_and_half
from ..arrays.parallel import Progress, blocks, chunk_rows, in_threads
from ..arrays.rounding import EXP_UNITS, OUTWARD, U64, gamma
from ..arrays.types import Float64
from ..certificate import Known, PairError, Rows, coarse_errors, known
from ..core import Core
from ..result import Result
from .outputs import result_of


@dataclass(frozen=True)
class Before:
    """What is known before the first chunk: right - z0, values - v0, half ranges of right, the roundings of f."""

    core: Core
    right: Float64
    values: Float64
    half: Float64
    facts: Known
    rho: float


def before(core: Core) -> Before:
    """The shifts and the certificate's constants; it takes half ranges for all spreads."""
    x_middle, x_half = middle_and_half(core.left_range)
    z0, half = middle_and_half(core.right_range)
    v0, values_half = middle_and_half(core.values_range)
    reach = float((x_half + np.abs(x_middle)) @ core.middle_size @ (half + np.abs(z0))) * OUTWARD
    # Scores within gamma reach of the truth; the largest of a row is subtracted, and exp is rounded.
    logit = gamma(core.left_width + core.right_width + core.middle_terms + 4) * 2 * reach + 4 * U64 * reach
    relative = 2 * (logit + EXP_UNITS * 2 * U64)
    delta = float(np.expm1(relative)) * OUTWARD if relative < 1 else float("inf")
    return Before(
        core=core,
        right=np.ascontiguousarray(core.right, dtype=np.float64) - z0,
        values=np.ascontiguousarray(core.values, dtype=np.float64) - v0,
        half=half,
        facts=known(core, delta, np.diag(values_half**2), values_half, v0),
        rho=(2 * gamma(core.keys + 8) + 8 * U64) * OUTWARD,
    )


class Sums:
    """What one thread sums over its chunks: D = left^T p right (d1 x d2), the loss, and the errors of all outputs."""

    def __init__(self, known_before: Before) -> None:
        core = known_before.core
        self.before = known_before
        self.D = np.zeros((core.left_width, core.right_width))
        self.certificates = coarse_errors(core, known_before.half)
        self.loss = 0.0
        # Used again by every chunk: fresh memory of this size costs as much as the arithmetic in it.
        self._buffers = np.empty((2, min(chunk_rows(core.keys), core.queries), core.keys))

    def add(self, block: slice) -> None:
        """One chunk of queries: softmax, residual, p right."""
        core, right, values = self.before.core, self.before.right, self.before.values
        left = core.left[block].astype(np.float64)
        f, q = self._buffers[:, : len(left)]
        np.matmul(left @ core.middle, right.T, out=f)
        f -= f.max(axis=1, keepdims=True)
        np.exp(f, out=f)
        alpha = f.sum(axis=1, keepdims=True)
        f_values = (f @ values) / alpha
        target = core.target[block].astype(np.float64)
        c = f_values @ core.projected + self.before.facts.values_middle @ core.projected - target
        e = c @ core.projected.T
        r = np.einsum("ij,ij->i", e, f_values)[:, None]
        np.matmul(e / alpha, values.T, out=q)
        q -= r / alpha
        f *= q
        self.D += left.T @ (f @ right)
        self.loss += float((c * c).sum()) / 2
        rho, root = np.full(len(left), self.before.rho), np.ones(len(left))
        rows = Rows(f_values=f_values.T, c=c.T, e=e.T, target=target.T, rho=rho, root=root)
        self.certificates.add(core, self.before.facts, left.T, rows)

    def join(self, other: Sums) -> None:
        """Add what another thread summed."""
        self.D += other.D
        self.certificates.join(other.certificates)
        self.loss += other.loss


def exact_core(core: Core, threads: int, progress: Progress | None = None) -> Result:
    """The outputs, with bounds on their errors in float64."""
    known_before, rows = before(core), chunk_rows(core.keys)

    def work(part: int) -> Sums:
        sums = Sums(known_before)
        for block in blocks(core.queries, rows, part, threads):
            sums.add(block)
            if progress is not None:
                progress((block.stop - block.start) / core.queries)
        return sums

    total, *others = in_threads(work, threads)
    for other in others:
        total.join(other)
    return _result(total)


def _result(total: Sums) -> Result:
    """The outputs and the bounds of their errors, from sums over all chunks."""
    core, half = total.before.core, total.before.half
    # Every entry of f .* q is rounded, then summed over keys and over rows.
    count = gamma(core.keys + core.queries + core.left_width + core.right_width + 16) * 2

    def rounded(one: PairError, first: Float64, second: Float64) -> Float64:
        return np.asarray(first.T @ (count * np.outer(one.size, half)) @ second)

    delta = total.before.facts.delta
    return result_of(core, total.D, total.certificates, rounded, delta=delta, loss=total.loss)

"""The exact gradient in chunks of rows: the same outputs and certificate, time L^2, memory a few chunks x L.

For a chunk of rows: scores, softmax, residual, p = f .* (q - r), and p right. Only floating point errs, so delta and
rho are rounding: the logits' own and those of exp, of a sum over L keys, of a quotient.

Dictionary
    Before          what is known before the first chunk
    Sums            what one thread sums over its chunks
    exact_threads   how many threads are useful
    exact_core      the outputs with their bounds
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Float64
from .certificate import Known, PairError, known, middle_spread, row_terms, value_errors
from .columns import middle_and_half
from .cost import chunk_rows, exact_load
from .machine import STORED
from .parallel import Progress, blocks, in_threads
from .problem import Core
from .result import Result
from .rounding import EXP_UNITS, OUTWARD, U64, gamma


@dataclass(frozen=True)
class Before:
    """What is known before the first chunk: shifted arrays, half ranges, spreads, and the roundings of f."""

    core: Core
    right: Float64
    values: Float64
    values_middle: Float64
    half: Float64
    spreads: tuple[tuple[Float64, Float64], ...]
    facts: Known
    rho: float


def before(core: Core) -> Before:
    """The shifts and the certificate's constants; it takes half ranges for all spreads."""
    x_middle, x_half = middle_and_half(core.left_range)
    z0, half = middle_and_half(core.right_range)
    v0, values_half = middle_and_half(core.values_range)
    reach = float((x_half + np.abs(x_middle)) @ core.middle_size @ (half + np.abs(z0))) * OUTWARD
    # Scores within gamma reach of the truth; the largest of a row is subtracted, and exp is rounded.
    logit = gamma(sum(core.middle.shape) + core.middle_terms + 4) * 2 * reach + 4 * U64 * reach
    relative = 2 * (logit + EXP_UNITS * 2 * U64)
    delta = float(np.expm1(relative)) * OUTWARD if relative < 1 else float("inf")
    wide = [middle_spread(np.diag(half**2), np.zeros(len(half)), pair.second, half)[1] for pair in core.pairs]
    return Before(
        core,
        np.ascontiguousarray(core.right, dtype=np.float64) - z0,
        np.ascontiguousarray(core.values, dtype=np.float64) - v0,
        v0,
        half,
        tuple((each, each) for each in wide),
        known(core, delta, np.diag(values_half**2), values_half, v0),
        (2 * gamma(core.keys + 8) + 8 * U64) * OUTWARD,
    )


class Sums:
    """What one thread sums over its chunks: left^T p right, the values' gradient, the loss, and their errors."""

    def __init__(self, known_before: Before) -> None:
        core = known_before.core
        self.before = known_before
        self.D = np.zeros((core.left.shape[1], core.right.shape[1]))
        self.errors = tuple(
            PairError(core, pair, sigma, wide, known_before.half)
            for pair, (sigma, wide) in zip(core.pairs, known_before.spreads, strict=True)
        )
        self.gradient = np.zeros((core.values.shape[1], core.target.shape[1]))
        self.gradient_error = np.zeros_like(self.gradient)
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
        c = f_values @ core.projected + self.before.values_middle @ core.projected - target
        e = c @ core.projected.T
        r = np.einsum("ij,ij->i", e, f_values)[:, None]
        np.matmul(e / alpha, values.T, out=q)
        q -= r / alpha
        f *= q
        self.D += left.T @ (f @ right)
        self.loss += float((c * c).sum()) / 2
        self._add_errors(left, f_values, c, e, target)

    def _add_errors(self, left: Float64, f_values: Float64, c: Float64, e: Float64, target: Float64) -> None:
        core, facts = self.before.core, self.before.facts
        rho, ones = np.full(len(left), self.before.rho), np.ones(len(left))
        terms = row_terms(core, facts, rho, ones, f_values.T, c.T, e.T, target.T)
        size = np.abs(left).T
        for one in self.errors:
            one.add(left.T, size, terms)
        if core.value_outputs:
            whole = (f_values + self.before.values_middle).T
            found = value_errors(core, facts, rho, ones, f_values.T, c.T, target.T)
            self.gradient += whole @ c
            self.gradient_error += found.values @ np.abs(c)
            self.gradient_error += (np.abs(whole) + found.values) @ found.residual.T
            self.gradient_error += gamma(core.queries + 8) * (np.abs(whole) @ np.abs(c))

    def join(self, other: Sums) -> None:
        """Add what another thread summed."""
        self.D += other.D
        for mine, its in zip(self.errors, other.errors, strict=True):
            mine.sum += its.sum
            mine.size += its.size
        self.gradient += other.gradient
        self.gradient_error += other.gradient_error
        self.loss += other.loss


def exact_threads(core: Core, threads: int) -> int:
    """As many of these threads as are useful for the exact way."""
    load = exact_load(core.queries, core.keys, core.right.shape[1], core.values.shape[1], STORED)
    return load.useful(threads, STORED)


def exact_core(core: Core, threads: int, progress: Progress | None = None) -> Result:
    """The outputs, with bounds on their errors in float64, on as many of the threads as are useful."""
    known_before, rows = before(core), chunk_rows(core.keys)
    threads = exact_threads(core, threads)

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
    return _outputs(total)


def _outputs(total: Sums) -> Result:
    """The outputs and the bounds of their errors, from sums over all chunks."""
    core, D, half = total.before.core, total.D, total.before.half
    outputs, bounds = {}, {}
    for pair, certificate in zip(core.pairs, total.errors, strict=True):
        first = np.eye(len(D)) if pair.first is None else pair.first
        second = np.eye(D.shape[1]) if pair.second is None else pair.second
        # Every entry of f .* q is rounded, then summed over keys and over rows.
        rounded = gamma(core.keys + core.queries + sum(D.shape) + 16) * 2 * np.outer(certificate.size, half)
        error = certificate.bound() + np.abs(first).T @ rounded @ np.abs(second) * OUTWARD
        value = first.T @ D @ second
        outputs[pair.name], bounds[pair.name] = (value.T, error.T) if pair.transposed else (value, error)
    G = total.gradient
    for output in core.value_outputs:
        first = np.eye(len(G)) if output.first is None else output.first
        second = np.eye(G.shape[1]) if output.second is None else output.second
        outputs[output.name] = first.T @ G @ second
        small = total.gradient_error + gamma(sum(G.shape) + 8) * np.abs(G)
        bounds[output.name] = np.abs(first).T @ small @ np.abs(second) * OUTWARD
    contiguous = {name: np.ascontiguousarray(value) for name, value in outputs.items()}
    return Result(contiguous, bounds, total.before.facts.delta, total.loss)

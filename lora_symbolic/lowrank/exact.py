"""The exact gradient in chunks of rows: the same outputs and certificate, time L^2, memory a few chunks x L.

For a chunk of rows: scores, softmax, residual, p = f .* (q - r), and p right. Only floating point errs, so delta and
rho are rounding: the logits' own and those of exp, of a sum over L keys, of a quotient.
"""

from __future__ import annotations

import numpy as np

from .certificate import PairError, known, middle_spread, row_terms, value_errors
from .columns import middle_and_half
from .cost import chunk_rows
from .parallel import Progress, blocks, in_threads
from .problem import Core, Float64
from .result import Result
from .rounding import EXP_UNITS, OUTWARD, U64, gamma


def exact_core(core: Core, threads: int, progress: Progress | None = None) -> Result:
    """The outputs, with bounds on their errors in float64; the certificate takes half ranges for all spreads."""
    x_middle, x_half = middle_and_half(core.left_range)
    z0, half = middle_and_half(core.right_range)
    v0, values_half = middle_and_half(core.values_range)
    reach = float((x_half + np.abs(x_middle)) @ core.middle_size @ (half + np.abs(z0))) * OUTWARD
    # Scores within gamma reach of the truth; the largest of a row is subtracted, and exp is rounded.
    logit = gamma(sum(core.middle.shape) + core.middle_terms + 4) * 2 * reach + 4 * U64 * reach
    relative = 2 * (logit + EXP_UNITS * 2 * U64)
    delta = float(np.expm1(relative)) * OUTWARD if relative < 1 else float("inf")
    rho = (2 * gamma(core.keys + 8) + 8 * U64) * OUTWARD
    facts = known(core, delta, np.diag(values_half**2), values_half, v0)
    spreads = [middle_spread(np.diag(half**2), np.zeros(len(half)), pair.second, half) for pair in core.pairs]
    spreads = [(wide, wide) for _, wide in spreads]
    right = np.ascontiguousarray(core.right, dtype=np.float64) - z0
    values = np.ascontiguousarray(core.values, dtype=np.float64) - v0
    offset = v0 @ core.projected
    rows, v = chunk_rows(core.keys), values.shape[1]
    P = core.projected

    def work(part: int) -> tuple[Float64, tuple[PairError, ...], Float64, Float64, float]:
        D = np.zeros((core.left.shape[1], right.shape[1]))
        errors = tuple(
            PairError(core, pair, sigma, wide, half) for pair, (sigma, wide) in zip(core.pairs, spreads, strict=True)
        )
        gradient, gradient_error = np.zeros((v, core.target.shape[1])), np.zeros((v, core.target.shape[1]))
        loss = 0.0
        for block in blocks(core.queries, rows, part, threads):
            left = core.left[block].astype(np.float64)
            f = (left @ core.middle) @ right.T
            f -= f.max(axis=1, keepdims=True)
            np.exp(f, out=f)
            alpha = f.sum(axis=1, keepdims=True)
            f_values = (f @ values) / alpha
            target = core.target[block].astype(np.float64)
            c = f_values @ P + offset - target
            e = c @ P.T
            r = np.einsum("ij,ij->i", e, f_values)[:, None]
            q = (e / alpha) @ values.T
            q -= r / alpha
            f *= q
            D += left.T @ (f @ right)
            loss += float((c * c).sum()) / 2
            ones = np.ones(len(left))
            terms = row_terms(core, facts, np.full(len(left), rho), ones, f_values.T, c.T, e.T, target.T)
            size = np.abs(left).T
            for one in errors:
                one.add(left.T, size, terms)
            if core.value_outputs:
                whole = (f_values + v0).T
                found = value_errors(core, facts, np.full(len(left), rho), ones, f_values.T, c.T, target.T)
                gradient += whole @ c
                gradient_error += found.values @ np.abs(c)
                gradient_error += (np.abs(whole) + found.values) @ found.residual.T
                gradient_error += gamma(core.queries + 8) * (np.abs(whole) @ np.abs(c))
            if progress is not None:
                progress(len(left) / core.queries)
        return D, errors, gradient, gradient_error, loss

    parts = in_threads(work, threads)
    D = sum((part[0] for part in parts[1:]), parts[0][0])
    outputs, bounds = {}, {}
    for number, pair in enumerate(core.pairs):
        total = parts[0][1][number]
        for other in parts[1:]:
            total.sum += other[1][number].sum
            total.size += other[1][number].size
        first = np.eye(len(D)) if pair.first is None else pair.first
        second = np.eye(D.shape[1]) if pair.second is None else pair.second
        # Every entry of f .* q is rounded, then summed over keys and over rows.
        rounded = gamma(core.keys + core.queries + sum(D.shape) + 16) * 2 * np.outer(total.size, half)
        error = total.bound() + np.abs(first).T @ rounded @ np.abs(second) * OUTWARD
        value = first.T @ D @ second
        outputs[pair.name], bounds[pair.name] = (value.T, error.T) if pair.transposed else (value, error)
    G = sum((part[2] for part in parts[1:]), parts[0][2])
    G_error = sum((part[3] for part in parts[1:]), parts[0][3])
    for output in core.value_outputs:
        first = np.eye(len(G)) if output.first is None else output.first
        second = np.eye(G.shape[1]) if output.second is None else output.second
        outputs[output.name] = first.T @ G @ second
        small = G_error + gamma(sum(G.shape) + 8) * np.abs(G)
        bounds[output.name] = np.abs(first).T @ small @ np.abs(second) * OUTWARD
    contiguous = {name: np.ascontiguousarray(value) for name, value in outputs.items()}
    return Result(contiguous, bounds, delta, sum(part[4] for part in parts))

"""The almost linear gradient: one pass over the keys, one over the queries, nothing of size L x L.

With phi(x) . psi(z) = P(x . z), V~ = [V - v0, 1] and the weights w:

    keys      M = psi(Z)^T diag(w) V~                     moments of degree up to g + 1, or M (x) right when Z is narrow
    queries   [num, alpha] = phi(X) (coefficients . M)    f~ V = num / alpha: the row sums of f~ are exactly 1
              c = f~ V P - Y,  e = c P^T,  r = e . f~ V
              K = phi(X)^T [e, -r] / alpha                moments of degree up to g + 1
    end       (left - x0)^T p right = sum over monomials of K and M: their degree g + 1 holds x_a and z_b

The last line is the merged form of p, U = U1 o [e, -r], V = V1 o [V, 1], of width k1 (v + 1), with C1^T U and V^T C2
read off from moments that need no further pass; U and V themselves are never formed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .arrays import Float64
from .certificate import delta_of, known
from .columns import as_columns
from .coordinates import Coordinates
from .exact import exact_core
from .geometry import KeySide, QuerySide
from .moments import BlockFeatures, empty_sums, graded
from .monomials import count_up_to, monomial_table, raised
from .parallel import Progress, blocks, even_length, in_threads
from .passes import Passes, allowance, plan_passes
from .planner import Ready
from .polynomial import ExpFloat
from .problem import Core
from .queries import QueryResult, query_pass, with_columns
from .result import Result, added
from .rounding import OUTWARD, gamma


def key_moments(
    core: Core, side: KeySide, coordinates: Coordinates, passes: Passes, progress: Progress | None
) -> Float64:
    """K x v~ moments of degree up to g + 1, or K x (v~ (1 + d2)) of degree g with right's columns beside."""
    number = (core.values.shape[1] + 1) * (1 if coordinates.keeps_right else core.right.shape[1] + 1)
    longest = min(core.keys, even_length(core.keys, passes.key_block, passes.threads))

    def work(part: int) -> Float64:
        features = BlockFeatures(passes.width, passes.key_split.split, longest, passes.dtype)
        sums = empty_sums(passes.key_split, number)
        for block in blocks(core.keys, passes.key_block, part, passes.threads):
            right = as_columns(core.right, block)
            right -= side.z0[:, None]
            weighted = np.ones((core.values.shape[1] + 1, right.shape[1]))
            np.subtract(as_columns(core.values, block), side.values_middle[:, None], out=weighted[:-1])
            weighted *= side.weights[block]
            if not coordinates.keeps_right:
                ones = np.ones((1, right.shape[1]))
                weighted = with_columns(weighted, np.concatenate([ones, right]))
            features.load(right if coordinates.keeps_right else coordinates.G_z.T @ right)
            features.add_moments(weighted.astype(passes.dtype, copy=False), passes.key_split, sums)
            if progress is not None:
                progress(right.shape[1] / core.keys / 2)
        return graded(sums, passes.key_split, number)

    return np.asarray(np.sum(in_threads(work, passes.threads), axis=0))


def fast_core(
    core: Core, ready: Ready, dtype: np.dtype[np.floating], threads: int, progress: Progress | None = None
) -> Result:
    """Outputs and the bounds of their errors by name, delta, and the loss: one pass over the keys, then the groups."""
    grouping = ready.grouping
    top = plan_passes(ready.coordinates, core, ready.degree, dtype, ready.threads)
    M = key_moments(core, ready.analysis.side, ready.coordinates, top, progress)
    results = []
    for group in grouping.groups:
        part, queries = core, ready.queries
        if group.rows is not None:
            part = replace(core, left=core.left.take(group.rows, axis=0), target=core.target.take(group.rows, axis=0))
            queries = replace(queries, spread=queries.spread.take(group.rows))
        passes = plan_passes(ready.coordinates, core, group.degree, dtype, ready.threads, top.key_block)
        share = _scaled(progress, part.queries / core.queries)
        results.append(_group(part, ready, queries, group.polynomial, passes, M, share))
    if len(grouping.exact):
        part = replace(core, left=core.left[grouping.exact], target=core.target[grouping.exact])
        results.append(exact_core(part, threads, _scaled(progress, part.queries / core.queries / 2)))
    return added(results)


def _scaled(progress: Progress | None, factor: float) -> Progress | None:
    return None if progress is None else lambda share: progress(factor * share)


def _group(
    core: Core,
    ready: Ready,
    queries: QuerySide,
    polynomial: ExpFloat,
    passes: Passes,
    moments: Float64,
    progress: Progress | None,
) -> Result:
    """The part of the outputs that comes from the queries of one group."""
    x0, side, coordinates = ready.analysis.x0, ready.analysis.side, ready.coordinates
    rounding = allowance(core, side, passes, polynomial)
    delta = delta_of(polynomial.error, 2 * (queries.residual + queries.rounding))
    facts = known(core, delta, side.values_spread, side.values_half, side.values_middle)
    table = monomial_table(passes.width, passes.degree)
    M = moments[: count_up_to(passes.width, passes.key_split.degree)]
    scaled = table.weights * polynomial.array[table.degrees]
    v1 = core.values.shape[1] + 1
    low = len(table.weights)
    first = M[:low] if coordinates.keeps_right else M.reshape(low, v1, -1)[:, :, 0]
    found = query_pass(core, x0, side, queries, coordinates, passes, facts, rounding, scaled[:, None] * first, progress)
    D = _contract(found.moments, M, scaled, coordinates, passes, v1)
    count = gamma(len(scaled) + v1 + 16) + 2 * rounding.moments
    size = count * side.weight_sum * np.outer(found.weights_sum, side.half) * OUTWARD
    outputs, errors = _outputs(core, side, found, D, size, coordinates, x0)
    return Result(outputs, errors, delta, found.loss)


def _contract(
    K: Float64, M: Float64, scaled: Float64, coordinates: Coordinates, passes: Passes, values: int
) -> Float64:
    """Sum over monomials of degree up to g: (x~^T p z), x~ = (1, X) or left, z = Z or right - z0."""
    low = len(scaled)
    places = (
        raised(passes.width, passes.degree + 1)
        if coordinates.keeps_right or coordinates.recover_left is not None
        else None
    )
    total: Float64 | float = 0.0
    # One product for each column of values: the roundings of a sum are few when it is made of shorter sums.
    for column in range(values):
        if coordinates.keeps_right and places is not None:
            keys = np.ascontiguousarray(M[:, column])[places]
        else:
            keys = M.reshape(low, values, -1)[:, column, 1:]
        if coordinates.recover_left is not None and places is not None:
            one = np.ascontiguousarray(K[:, column])
            queries = np.concatenate([one[:low, None], one[places]], axis=1)
        else:
            queries = K.reshape(low, values, -1)[:, column]
        total = total + (queries * scaled[:, None]).T @ keys
    return np.asarray(total)


def _outputs(
    core: Core,
    side: KeySide,
    found: QueryResult,
    D: Float64,
    rounding: Float64,
    coordinates: Coordinates,
    x0: Float64,
) -> tuple[dict[str, Float64], dict[str, Float64]]:
    """The outputs, and bounds on their errors: certificate, roundings of the contraction, left recovered inexactly."""
    W_inverse = coordinates.recover_left
    if W_inverse is not None:
        size = np.abs(W_inverse).T @ (rounding[1:] + gamma(64 + len(x0)) * np.abs(D[1:]))
        rounding = size + np.outer(np.abs(x0), rounding[0] + gamma(16) * np.abs(D[0]))
        D = W_inverse.T @ D[1:] + np.outer(x0, D[0])
    outputs, errors = {}, {}
    for pair, certificate in zip(core.pairs, found.errors, strict=True):
        first = np.eye(len(D)) if pair.first is None else pair.first
        second = np.eye(D.shape[1]) if pair.second is None else pair.second
        small = rounding + gamma(sum(D.shape) + 8) * np.abs(D)
        missed = np.outer(np.abs(first).T @ found.recover_defect, certificate.half) * found.total
        error = certificate.bound() + (np.abs(first).T @ small @ np.abs(second) + missed) * OUTWARD
        value = first.T @ D @ second
        outputs[pair.name], errors[pair.name] = (value.T, error.T) if pair.transposed else (value, error)
    for output in core.value_outputs:
        G = found.value_gradient
        first = np.eye(len(G)) if output.first is None else output.first
        second = np.eye(G.shape[1]) if output.second is None else output.second
        outputs[output.name] = first.T @ G @ second
        small = found.value_error + gamma(sum(G.shape) + 8) * np.abs(G)
        errors[output.name] = np.abs(first).T @ small @ np.abs(second) * OUTWARD
    return {name: np.ascontiguousarray(value) for name, value in outputs.items()}, errors

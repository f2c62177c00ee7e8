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

from collections.abc import Sequence

import numpy as np

from ..arrays.columns import as_columns
from ..arrays.parallel import Progress, blocks, even_length, in_threads
from ..arrays.rounding import OUTWARD, gamma
from ..arrays.types import Array, Float64
from ..certificate import PairError, delta_of, known
from ..core import Core
from ..features.moments import BlockFeatures, empty_sums, graded, spread
from ..planning.cutting import Cut
from ..planning.groups import Group
from ..planning.strategy import Strategy
from ..result import Result, added
from .allowance import Allowance, allowance
from .coarse import Coarse, CoarsePlan, coarse_plan
from .exact import exact_core
from .outputs import result_of, sides
from .queries import QueryPass, QueryResult, query_pass, with_columns


def fast_core(core: Core, strategy: Strategy, cuts: tuple[Cut, ...], progress: Progress | None = None) -> Result:
    """Outputs and the bounds of their errors by name, delta, and the loss: one pass over the keys, then the groups.

    The first of the cuts, that of the highest degree, cuts the keys.
    """
    measured = coarse_plan(core, strategy, cuts)
    M, spreads = key_moments(core, strategy, cuts[0], measured, progress)
    coarse = None if measured is None else Coarse.of(measured, spreads, core, strategy, cuts[0])
    results = []
    for group, cut in zip(strategy.grouping.groups, cuts, strict=True):
        part = core if group.rows is None else core.at(group.rows)
        share = _scaled(progress, part.queries / core.queries)
        results.append(_group(part, strategy, group, cut, M, coarse, share))
    return added([*results, *computed_exactly(core, strategy, progress)])


def computed_exactly(core: Core, strategy: Strategy, progress: Progress | None) -> list[Result]:
    """The part of the queries beyond the highest degree, if there are any."""
    outside = strategy.grouping.exact
    if not len(outside):
        return []
    return [exact_core(core.at(outside), strategy.exact_threads, _scaled(progress, len(outside) / core.queries / 2))]


def _scaled(progress: Progress | None, factor: float) -> Progress | None:
    return None if progress is None else lambda share: progress(factor * share)


def key_moments(
    core: Core, strategy: Strategy, cut: Cut, measured: CoarsePlan | None, progress: Progress | None
) -> tuple[Float64, Float64]:
    """K x (v + 1) moments of degree up to g + 1, or K x ((v + 1) (1 + d2)) of degree g with right's columns beside.

    The second are those of what is measured.
    """
    longest = min(core.keys, even_length(core.keys, cut.key_block, cut.threads))

    def work(part: int) -> tuple[Float64, Float64]:
        features = BlockFeatures(cut.width, cut.key_split.split, longest, cut.dtype)
        sums = empty_sums(cut.key_split, cut.key_columns)
        spreads = np.zeros(0) if measured is None else measured.zeros()
        for block in blocks(core.keys, cut.key_block, part, cut.threads):
            weighted = add_keys(core, strategy, cut, block, features, sums)
            if measured is not None:
                spreads += measured.moments(features, *weighted)
            if progress is not None:
                progress((block.stop - block.start) / core.keys / 2)
        return graded(sums, cut.key_split, cut.key_columns), spreads

    first, *others = in_threads(work, cut.threads)
    return sum((one[0] for one in others), first[0]), sum((one[1] for one in others), first[1])


def add_keys(
    core: Core, strategy: Strategy, cut: Cut, block: slice, features: BlockFeatures, sums: Sequence[Float64]
) -> tuple[Float64, Float64, Float64]:
    """Add the moments of a block of keys to the sums; its values, shifted, its right, shifted, and its weights."""
    side, coordinates = strategy.analysis.side, strategy.coordinates
    right, weights = side.shifted(core, block), side.weights[block]
    values = as_columns(core.values, block)
    values -= side.values_middle[:, None]
    weighted = np.concatenate([values, np.ones((1, right.shape[1]))])
    weighted *= weights
    if not coordinates.keeps_right:
        ones = np.ones((1, right.shape[1]))
        weighted = with_columns(weighted, np.concatenate([ones, right]))
    features.load(right if coordinates.keeps_right else coordinates.G_z.T @ right)
    features.add_moments(weighted.astype(cut.dtype, copy=False), cut.key_split, sums)
    return values, right, weights


def _group(
    core: Core,
    strategy: Strategy,
    group: Group,
    cut: Cut,
    moments: Float64,
    coarse: Coarse | None,
    progress: Progress | None,
) -> Result:
    """The part of the outputs that comes from the queries of one group, whose core this is."""
    side, polynomial = strategy.analysis.side, group.polynomial
    queries = strategy.queries if group.rows is None else strategy.queries.at(group.rows)
    rounding = allowance(core, side.weight_sum, cut, polynomial)
    delta = delta_of(polynomial.error, queries.perturbation)
    facts = known(core, side.values_spread, side.values_half, side.values_middle)
    M = moments[: cut.key_monomials]
    scaled = cut.table.weights * polynomial.array[cut.table.degrees]
    shared = QueryPass(
        core=core,
        strategy=strategy,
        queries=queries,
        cut=cut,
        facts=facts,
        rounding=rounding,
        coefficients=coefficients(M, scaled, strategy, cut),
        delta=delta,
        polynomial=polynomial,
        coarse=coarse,
    )
    found = query_pass(shared, progress)
    D = contract(found.moments, M, scaled, strategy, cut)
    terms = len(scaled) + core.values_width + 17
    return group_result(core, strategy, found, D, roundings(strategy, found, rounding, terms), delta)


def coefficients(M: Float64, scaled: Float64, strategy: Strategy, cut: Cut) -> list[Array]:
    """The keys' moments times the polynomial's coefficients, in the shapes that evaluate reads."""
    low, v1 = len(scaled), strategy.work.values + 1
    first = M[:low] if strategy.coordinates.keeps_right else M.reshape(low, v1, -1)[:, :, 0]
    return spread(scaled[:, None] * first, cut.evaluate_split, cut.dtype)


def contract(K: Float64, M: Float64, scaled: Float64, strategy: Strategy, cut: Cut) -> Float64:
    """Sum over monomials of degree up to g: (x~^T p z), x~ = (1, X) or left, z = Z or right - z0."""
    low, values, places = len(scaled), strategy.work.values + 1, cut.raised
    total: Float64 | float = 0.0
    # One product for each column of values: the roundings of a sum are few when it is made of shorter sums.
    for column in range(values):
        if not strategy.work.right_wide and places is not None:
            keys = np.ascontiguousarray(M[:, column])[places]
        else:
            keys = M.reshape(low, values, -1)[:, column, 1:]
        if not strategy.work.left_wide and places is not None:
            one = np.ascontiguousarray(K[:, column])
            queries = np.concatenate([one[:low, None], one[places]], axis=1)
        else:
            queries = K.reshape(low, values, -1)[:, column]
        total = total + (queries * scaled[:, None]).T @ keys
    return np.asarray(total)


def roundings(strategy: Strategy, found: QueryResult, rounding: Allowance, terms: int) -> Float64:
    """Bounds on the roundings in the contraction, with so many terms, beside those of the moments."""
    side = strategy.analysis.side
    count = gamma(terms) + 2 * rounding.moments
    return np.asarray(count * side.weight_sum * np.outer(found.weights_sum, side.half) * OUTWARD)


def group_result(
    core: Core, strategy: Strategy, found: QueryResult, D: Float64, rounding: Float64, delta: float
) -> Result:
    """The outputs, and bounds on their errors: certificate, roundings of the contraction, left recovered inexactly."""
    recover, x0 = strategy.coordinates.recover_left, strategy.analysis.x0
    if recover is not None:
        size = np.abs(recover).T @ (rounding[1:] + gamma(64 + len(x0)) * np.abs(D[1:]))
        rounding = size + np.outer(np.abs(x0), rounding[0] + gamma(16) * np.abs(D[0]))
        D = recover.T @ D[1:] + np.outer(x0, D[0])
    small = rounding + gamma(sum(D.shape) + 8) * np.abs(D)
    total = found.certificates.total

    def bound(one: PairError) -> Float64:
        first, second = (np.abs(side) for side in sides(core, one.pair))
        missed = np.outer(first.T @ found.recover_defect, one.half) * total
        return np.asarray(one.bound() + (first.T @ small @ second + missed) * OUTWARD)

    bounds = [bound(one) for one in found.certificates.pairs]
    return result_of(core, D, bounds, found.certificates.values, delta=delta, loss=found.loss)

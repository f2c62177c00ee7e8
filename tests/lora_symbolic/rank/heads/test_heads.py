"""The numbers of a head, against explicit matrices and loops; wrong masks and shapes are refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.lowrank.models.forward import Seen
from benchmarks.lowrank.models.numbers import largest_gap, numbers_of
from lora_symbolic.errors import InputError
from lora_symbolic.rank.heads import (
    HeadArrays,
    attention_of,
    causal,
    logit_directions,
    logits_of,
    measure_head,
    need_for,
    rank_within,
    sizes_of,
    width_of,
)


def head(tokens: int = 23, keys: int = 23, width: int = 5, masked: bool = False, seed: int = 0) -> HeadArrays:
    rng = np.random.default_rng(seed)
    mask = causal(tokens) if masked else None
    return HeadArrays(rng.normal(size=(tokens, width)), rng.normal(size=(keys, width)), 0.7, mask)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("tokens", "width"), [(23, 5), (7, 7), (2, 1)])
def test_sizes_are_those_of_loops_over_rows(tokens: int, width: int, masked: bool) -> None:
    arrays = head(tokens, tokens, width, masked)
    mask = np.ones((tokens, tokens), dtype=bool) if arrays.allowed is None else arrays.allowed
    seen = Seen(arrays.Q[None], arrays.K[None], arrays.K[None], arrays.scale, mask)
    independent = numbers_of(seen, 0, 1e-3)
    found = measure_head(arrays, 1e-3)
    assert found.sizes.half_range == pytest.approx(independent["half_range"], rel=1e-12)
    assert found.sizes.largest == pytest.approx(independent["largest_logit"], rel=1e-12)
    for share, value in found.sizes.quantiles.items():
        assert value == pytest.approx(independent["quantiles"][f"{share:g}"], rel=1e-12)
    assert (found.width, found.directions, found.rank) == tuple(
        independent[name] for name in ("width", "directions", "rank")
    )
    assert vars(found.premise)["repaired"] == pytest.approx(independent["premise"]["repaired"], rel=1e-12)


def test_another_scale_is_noticed() -> None:
    arrays = head()
    mask = np.ones((23, 23), dtype=bool)
    seen = Seen(arrays.Q[None], arrays.K[None], arrays.K[None], arrays.scale * 1.001, mask)
    assert measure_head(arrays).sizes.half_range != pytest.approx(numbers_of(seen, 0, 1e-3)["half_range"], rel=1e-6)
    assert largest_gap({"half_range": 2.0}, {"half_range": 1.0})[0] == 1.0


def test_a_constant_per_row_changes_nothing_but_the_largest_logit() -> None:
    """A vector added to all keys adds a constant to each row of logits."""
    plain = head()
    moved = replace(plain, K=plain.K + 3.0)
    one, two = measure_head(plain), measure_head(moved)
    assert one.sizes.half_range == pytest.approx(two.sizes.half_range, rel=1e-10)
    assert (one.width, one.directions, one.rank, one.need) == (two.width, two.directions, two.rank, two.need)
    assert one.sizes.largest < 0.8 * two.sizes.largest


def test_directions_are_the_singular_values_of_the_whole_matrix() -> None:
    arrays = head(19, 11, 4)
    scores = logits_of(arrays)
    whole = np.linalg.svd(scores - scores.mean(axis=1, keepdims=True), compute_uv=False)[:4]
    np.testing.assert_allclose(logit_directions(arrays), whole / math.sqrt(19 * 11), rtol=1e-10)


def test_the_width_in_force_is_the_rank_of_what_the_logits_see() -> None:
    rng = np.random.default_rng(1)
    narrow = HeadArrays(rng.normal(size=(30, 2)) @ rng.normal(size=(2, 6)), rng.normal(size=(30, 6)))
    assert width_of(logit_directions(narrow)) == 2
    assert width_of(logit_directions(replace(narrow, K=np.ones((30, 6))))) == 0


def test_a_rank_is_the_least_that_comes_within_eps() -> None:
    f = attention_of(head(40, 40, 3))
    rank = rank_within(f, 1e-2)
    U, s, V = np.linalg.svd(f)

    def off(columns: int) -> float:
        return float(np.linalg.norm(f - (U[:, :columns] * s[:columns]) @ V[:columns], 2) / s[0])

    assert off(rank) <= 1e-2 < off(rank - 1)


@pytest.mark.parametrize("half_range", [0.3, 2.0, 9.6])
def test_the_degree_suffices_on_a_grid_and_one_less_does_not_by_chebyshev_points(half_range: float) -> None:
    """A fit of one degree less at Chebyshev points, the best to within a small factor, misses by more than eps / 4."""
    eps, need = 1e-3, need_for(half_range, 2, 1e-3)
    assert need.degree is not None
    assert half_range <= need.bound <= half_range * 1.001
    x = np.linspace(-half_range, half_range, 4001)

    def off(degree: int) -> float:
        basis = np.polynomial.chebyshev.chebvander(x / half_range, degree) * np.exp(-x)[:, None]
        fit = np.linalg.lstsq(basis, np.ones_like(x), rcond=None)[0]
        return float(np.abs(basis @ fit - 1).max())

    assert off(need.degree) < 4 * eps / 2
    assert off(need.degree - 1) > eps / 2
    assert need.monomials == math.comb(2 + need.degree, 2)


def test_there_is_no_degree_for_logits_beyond_reason() -> None:
    assert need_for(1e5, 2, 1e-3).degree is None
    assert not need_for(1e5, 2, 1e-3).thin(10**9)


def test_masked_pairs_do_not_count() -> None:
    Q, K = np.array([[1.0], [1.0]]), np.array([[0.0], [100.0]])
    assert sizes_of(HeadArrays(Q, K, allowed=np.array([[True, False], [True, False]]))).half_range == 0.0
    assert sizes_of(HeadArrays(Q, K)).half_range == 50.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((2, 2)), np.ones((2, 3))), "width 3; expected the width 2"),
        ((np.ones((2, 2)), np.full((2, 2), np.nan)), "expected finite"),
        ((np.ones(2), np.ones((2, 2))), "expected a matrix"),
        ((np.ones((2, 2)), np.ones((2, 2)), 1.0, np.ones((3, 2), dtype=bool)), "expected 2 x 2"),
        ((np.ones((2, 2)), np.ones((2, 2)), 1.0, np.array([[True, True], [False, False]])), "query 1 has no key"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        HeadArrays(*arguments)  # type: ignore[arg-type]

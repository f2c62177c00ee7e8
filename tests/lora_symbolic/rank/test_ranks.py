"""Ranks are exact: C(w + g, g) suffices, is needed, and is certified twice for every cell of a table."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation import certified_error, least_degree
from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.rank.features import rank_bound
from lora_symbolic.rank.ranks import (
    certify_rank,
    confirm_rank,
    generic_points,
    generic_rank,
    generic_rank_exact,
    lattice,
    polynomial_determinant,
    polynomial_exact,
    rank_gap,
    sources_rank,
    split_weight,
    taylor_coefficients,
    vandermonde_determinant,
    width_in_force,
)

TABLE = [(w, g) for w in range(1, 7) for g in range(7) if rank_bound(w, g) <= 90]


@pytest.mark.parametrize(("width", "degree"), TABLE)
def test_each_cell_has_a_certificate_that_elimination_confirms(width: int, degree: int) -> None:
    certificate = certify_rank(width, degree)
    assert certificate.determinant != 0
    assert confirm_rank(certificate) is None


def test_a_wrong_certificate_is_not_confirmed() -> None:
    certificate = certify_rank(2, 3)
    assert "determinant" in str(confirm_rank(replace(certificate, determinant=certificate.determinant + 1)))
    assert "expected C(" in str(confirm_rank(replace(certificate, rank=certificate.rank + 1)))


@pytest.mark.parametrize(("width", "degree"), [(1, 4), (2, 2), (2, 3), (3, 2)])
def test_the_determinant_in_closed_form_is_sympys(width: int, degree: int) -> None:
    points = lattice(width, degree)
    rows = [[sympy.prod(x**e for x, e in zip(p, b, strict=True)) for b in points] for p in points]
    assert sympy.Matrix(rows).det() == vandermonde_determinant(width, degree)
    coefficients = [Fraction(t + 1, 3) * (-1) ** t for t in range(degree + 1)]
    exact = polynomial_exact(coefficients, points, points)
    assert str(exact.det()) == str(polynomial_determinant(coefficients, width))


@pytest.mark.parametrize(("width", "degree"), [(1, 3), (2, 2), (3, 2), (2, 4)])
@pytest.mark.parametrize("beyond", [-2, 0, 3])
def test_the_generic_rank_is_the_smaller_of_tokens_and_monomials(width: int, degree: int, beyond: int) -> None:
    bound = rank_bound(width, degree)
    tokens = max(1, bound + beyond)
    assert generic_rank(taylor_coefficients(degree), width, tokens) == min(tokens, bound)
    assert generic_rank_exact(taylor_coefficients(degree), width, tokens) == min(tokens, bound)


@given(st.integers(1, 3), st.integers(0, 3), st.integers(1, 14), st.integers(0, 10**6))
def test_no_points_exceed_the_number_of_monomials(width: int, degree: int, tokens: int, seed: int) -> None:
    rank = generic_rank(taylor_coefficients(degree), width, tokens, seed)
    assert rank <= min(tokens, rank_bound(width, degree))
    exact = polynomial_exact(taylor_coefficients(degree), *(generic_points(tokens, width, seed + k) for k in (0, 1)))
    assert exact.rank() >= rank


def test_a_degree_more_needs_a_larger_rank() -> None:
    assert generic_rank(taylor_coefficients(3), 2, 20) > rank_bound(2, 2)


def test_the_number_of_the_sources_is_larger() -> None:
    assert all(sources_rank(w, g) > rank_bound(w, g) for w, g in TABLE if g)


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_a_weight_of_low_rank_narrows_the_logits(rank: int) -> None:
    rng = np.random.default_rng(rank)
    weight = rng.integers(-3, 4, (6, rank)) @ rng.integers(-3, 4, (rank, 6))
    assert width_in_force(weight) == np.linalg.matrix_rank(weight) == rank
    left, right = split_weight(weight)
    assert left.shape == (6, rank)
    assert (left @ right == weight).all()


def test_a_polynomial_of_narrow_logits_has_the_smaller_rank() -> None:
    """d = 4 but W = B A has rank 2: the rank is that of width 2, exactly."""
    c1, c2 = (np.array(generic_points(12, 4, seed), dtype=object) for seed in (5, 6))
    weight = np.array([[1, 2], [0, 1], [3, -1], [2, 2]], dtype=object) @ np.array([[1, 0, 2, 1], [0, 1, -1, 3]])
    left, right = split_weight(weight)
    exact = polynomial_exact(taylor_coefficients(2), (c1 @ left).tolist(), (c2 @ right.T).tolist())
    direct = polynomial_exact(taylor_coefficients(2), (c1 @ weight).tolist(), c2.tolist())
    assert exact == direct
    assert exact.rank() == rank_bound(2, 2) < rank_bound(4, 2)
    full = polynomial_exact(taylor_coefficients(2), c1.tolist(), c2.tolist())
    assert full.rank() == 12


def test_singular_values_show_the_gap_and_how_little_they_matter() -> None:
    points = [[Fraction(a, 100) for a in point] for point in generic_points(14, 2, 3)]
    gap = rank_gap(taylor_coefficients(3), points, points, Fraction(1, 100))
    assert gap.rank == 10
    assert float(gap.last) > 1e-9
    assert float(gap.beyond) < 1e-55
    assert gap.above_error < gap.rank


@pytest.mark.parametrize(("bound", "eps"), [(1, "1e-3"), (2, "1e-3")])
def test_a_best_polynomial_has_full_rank_and_few_directions_that_matter(bound: int, eps: str) -> None:
    """The rank over Q is C(w + g, g) and rounding alone lies beyond; far fewer singular values exceed the error."""
    polynomial = least_degree(bound, eps).polynomial
    rank = rank_bound(2, polynomial.degree)
    scale = Fraction(bound, 2 * 99**2)
    left = [[scale * x for x in point] for point in generic_points(rank + 3, 2, 11)]
    right = generic_points(rank + 3, 2, 12)
    gap = rank_gap(polynomial, left, right, certified_error(polynomial, "relative").high)
    assert gap.rank == rank
    assert polynomial_exact(polynomial.coefficients, left, right).rank() == rank
    assert float(gap.beyond) < 1e-50 < float(gap.last)
    assert gap.above_error < rank


def test_the_gap_needs_more_tokens_than_the_rank() -> None:
    with pytest.raises(ApproximationError, match="more than the rank"):
        rank_gap(taylor_coefficients(1), [[1], [2]], [[1], [2]], Fraction(1, 10))

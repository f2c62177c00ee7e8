"""Graded enumeration: every monomial once, weights multinomial, products found, features the plain powers."""

from __future__ import annotations

from itertools import product
from math import comb, factorial

import numpy as np
import pytest

from lora_symbolic.fast_attention.factors import monomials
from lora_symbolic.fast_attention.features.moments import BlockFeatures, empty_sums, graded, spread
from lora_symbolic.fast_attention.features.monomials import monomial_table, split_table

SIZES = [(1, 1), (1, 7), (2, 4), (3, 5), (5, 3), (9, 2)]


@pytest.mark.parametrize(("width", "degree"), SIZES)
def test_every_monomial_is_listed_once_in_graded_order(width: int, degree: int) -> None:
    table = monomial_table(width, degree)
    found = [tuple(int(e) for e in row) for row in table.exponents]
    wanted = {e for e in product(range(degree + 1), repeat=width) if sum(e) <= degree} if width < 6 else set(found)
    assert len(found) == len(set(found)) == comb(width + degree, degree)
    assert set(found) == wanted
    assert list(table.degrees) == sorted(table.degrees)


@pytest.mark.parametrize(("width", "degree"), SIZES)
def test_weights_are_multinomial_coefficients(width: int, degree: int) -> None:
    table = monomial_table(width, degree)
    for exponents, weight in zip(table.exponents, table.weights, strict=True):
        expected = factorial(int(exponents.sum()))
        for e in exponents:
            expected //= factorial(int(e))
        assert weight == expected


@pytest.mark.parametrize(("width", "degree"), SIZES)
def test_the_number_of_a_product_is_found(width: int, degree: int) -> None:
    table = monomial_table(width, degree)
    for number, row in enumerate(table.raised()):
        for variable, raised in enumerate(row):
            expected = table.exponents[number].copy()
            expected[variable] += 1
            assert np.array_equal(table.exponents[raised], expected)


def test_weighted_features_give_powers_of_inner_products() -> None:
    rng = np.random.default_rng(0)
    x, z = rng.standard_normal((4, 3)), rng.standard_normal((5, 3))
    table = monomial_table(3, 4)
    for k in range(5):
        weights = table.weights * (table.degrees == k)
        assert np.allclose((monomials(x, 4) * weights) @ monomials(z, 4).T, (x @ z.T) ** k, rtol=1e-12, atol=1e-13)
    unweighted = (monomials(x, 4) * (table.degrees == 2)) @ monomials(z, 4).T
    assert not np.allclose(unweighted, (x @ z.T) ** 2)


@pytest.mark.parametrize("split", [1, 2, 3, 5])
@pytest.mark.parametrize(("width", "values"), [(1, 1), (3, 2), (4, 5)])
def test_moments_and_evaluation_do_not_depend_on_the_split(split: int, width: int, values: int) -> None:
    rng = np.random.default_rng(split)
    Z, V = rng.standard_normal((7, width)), rng.standard_normal((7, values))
    table = split_table(width, 5, split)
    features = BlockFeatures(width, split, 7, np.dtype(np.float64))
    features.load(Z.T)
    sums = empty_sums(table, values)
    features.add_moments(np.ascontiguousarray(V.T), table, sums)
    assert np.allclose(graded(sums, table, values), monomials(Z, 5).T @ V, rtol=1e-12, atol=1e-12)
    T = rng.standard_normal((len(monomial_table(width, 5).weights), values))
    found = features.evaluate(spread(T, table, np.dtype(np.float64)), table, values)
    assert np.allclose(found.T, monomials(Z, 5) @ T, rtol=1e-11, atol=1e-11)

"""Roundings along a summand: counted from the term, measured on runs, and never fewer than runs make."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from lora_symbolic.complexity.cost.count import CostError
from lora_symbolic.complexity.cost.paper import SAMPLE_SIZES, fitting, full_gradients, partial_gradients
from lora_symbolic.complexity.rounding.gradient import DELTA, constants_of, rounding_argument
from lora_symbolic.complexity.rounding.roundings import measured, roundings_of
from lora_symbolic.evaluation import rational_at
from lora_symbolic.language import Term, diag, exp, eye, matrix, ones, reciprocal, rowkron, rowsum, size, trace

X, Y, v = matrix("X", "m", "n"), matrix("Y", "n", "m"), matrix("v", "m", 1)
EXACT = [X @ Y, X + X, X * X, rowsum(X), trace(X @ Y), diag(v) @ X, X @ ones("n", 1), eye("m") @ X, rowkron(X, X)]
EXACT += [diag(reciprocal(v)) @ X, X @ Y @ X, X - Y.T, -X, rowsum(X * X)]


@pytest.mark.parametrize("sizes", [{"m": 1, "n": 1}, {"m": 3, "n": 2}, {"m": 1, "n": 4}])
def test_a_run_rounds_as_often_as_is_said(sizes: dict[str, int]) -> None:
    for term in EXACT:
        said = rational_at(roundings_of(term), sizes)
        seen = measured(sizes, {}, term)
        assert seen <= said, term
        assert seen == said or sizes["m"] == 1 or term.op == "matmul", term


@pytest.mark.parametrize("terms", [partial_gradients(), full_gradients()], ids=["partial", "full"])
def test_no_run_of_the_fast_gradients_rounds_more_often(terms: tuple[Term, ...]) -> None:
    count = roundings_of(*terms, begin={"U": size("k1"), "V": size("k1")}, order=("r", "d", "L"))
    for sizes in map(fitting, SAMPLE_SIZES):
        seen = measured(sizes, {"U": sizes["k1"], "V": sizes["k1"]}, *terms)
        assert seen <= rational_at(count, sizes)
        assert seen > sizes["L"]


def test_the_error_of_a_product_is_within_gamma_and_no_smaller_count_would_do() -> None:
    """Sums of 1 + u, rounded down n - 1 times: the bound with a third of the roundings is exceeded."""
    n, u = 64, Fraction(1, 2**11)
    row = np.array([[np.float16(1)] + [np.float16(2**-11)] * (n - 1)])
    found = np.float16(0)
    for entry in row[0]:
        found = np.float16(found + entry)
    exact = 1 + (n - 1) * u
    error = abs(Fraction(float(found)) - exact)
    count = int(rational_at(roundings_of(matrix("a", 1, n) @ matrix("b", n, 1)), {}))
    assert count == n
    gamma = count * u / (1 - count * u)
    assert error <= gamma * exact
    assert error > gamma * exact / 3


def test_what_is_no_sum_of_products_is_refused() -> None:
    with pytest.raises(CostError, match="sums and products"):
        roundings_of(exp(X))
    with pytest.raises(CostError, match="sums and products"):
        measured({"m": 1, "n": 1}, {}, exp(X))


def test_the_constants_are_needed_and_enough() -> None:
    found = constants_of(Fraction(40000))
    assert found is not None
    least = (found.approximation, 40000 * found.share, Fraction(40000))
    assert rounding_argument(*least).holds
    assert not rounding_argument(least[0] - Fraction(1, 10**6), *least[1:]).holds
    assert not rounding_argument(least[0], least[1] - Fraction(1, 10**6), least[2]).holds
    assert constants_of(Fraction(100)) is None
    assert found.approximation >= 16 > 8 * DELTA

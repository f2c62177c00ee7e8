"""Axes whose sizes are numbers: digits that do not fit are outside the fragment, and no fault."""

from __future__ import annotations

import pytest

from lora_symbolic.language import colvec, kron, matrix, vec
from lora_symbolic.proving import prove_equal


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (4, 6), (6, 4), (2, 5)])
def test_rows_and_columns_of_a_matrix_of_numbers_are_stacked_otherwise(shape: tuple[int, int]) -> None:
    V = matrix("V", *shape)
    assert not prove_equal(vec(V), colvec(V)).proved
    assert prove_equal(vec(V.T), colvec(V)).proved


def test_kronecker_products_of_matrices_of_numbers_do_not_commute() -> None:
    V, W = matrix("V", 2, 3), matrix("W", 3, 5)
    assert not prove_equal(kron(V, W), kron(W, V)).proved

"""The canonical form of a term has the term's values: checked by summing it by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lora_symbolic.evaluation import DomainError, evaluate
from lora_symbolic.evaluation.sizes import shape_at
from lora_symbolic.language import Term, diag, log, matrix, reciprocal, rowsum, softmax, variables
from lora_symbolic.proving.index_form.index import OutsideFragment
from tests.examples import examples
from tests.lora_symbolic.proving.index_form.values import TooLarge, form_matrix
from tests.strategies import scalars, terms

SIZES = {"L": 2, "d": 3, "r": 2}


def random_values(term: Term, seed: int, low: float = -0.9, high: float = 0.9) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {v.name: rng.uniform(low, high, shape_at(v, SIZES)) for v in variables(term)}


def check_values(term: Term, values: Mapping[str, Any]) -> None:
    try:
        with np.errstate(all="ignore"):
            expected = np.asarray(evaluate(term, values, SIZES), dtype=float)
    except DomainError:
        assume(False)
    assume(bool(np.all(np.isfinite(expected))) and float(np.abs(expected).max()) < 1e6)
    try:
        found = form_matrix(term, values, SIZES)
    except (OutsideFragment, TooLarge, OverflowError):
        assume(False)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


@examples(250)
@given(terms(3, gradients=True), st.integers(0, 9))
def test_matrices(term: Term, seed: int) -> None:
    check_values(term, random_values(term, seed))


@examples(150)
@given(scalars(3, gradients=True), st.integers(0, 9))
def test_scalars(term: Term, seed: int) -> None:
    check_values(term, random_values(term, seed))


@examples(200)
@given(terms(3, gradients=True, safe=False), st.integers(0, 9))
def test_matrices_with_logarithms_and_reciprocals_of_anything(term: Term, seed: int) -> None:
    check_values(term, random_values(term, seed, 0.2, 1.7))


def test_the_reciprocal_of_a_logarithm_on_the_diagonal() -> None:
    S = matrix("S", "L", "L")
    values = {"S": np.array([[1.5, 2.0], [3.0, 4.0]])}
    term = diag(reciprocal(log(S + S.T)))
    assert form_matrix(term, values, SIZES) == pytest.approx(1 / np.log([[3.0], [8.0]]))


def test_an_index_that_cancels_still_counts() -> None:
    X = matrix("X", "L", "d")
    term = rowsum((X * X) * reciprocal(X * X))
    assert form_matrix(term, random_values(X, 1), SIZES) == pytest.approx(np.full((2, 1), 3.0))


def test_the_oracle_notices_a_wrong_value() -> None:
    S = matrix("S", "L", "d")
    values = random_values(S, 1)
    assert form_matrix(softmax(S), values, SIZES) != pytest.approx(evaluate(softmax(-S), values, SIZES))

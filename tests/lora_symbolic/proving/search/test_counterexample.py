"""Counterexamples: false claims get a small certified one, true claims get none."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.evaluation import EvaluationError
from lora_symbolic.language import ShapeError, Term, grad, matrix, softmax
from lora_symbolic.proving import identity_test
from lora_symbolic.proving.search.counterexample import Counterexample, find_counterexample
from lora_symbolic.proving.small_sizes import small_sizes, smaller_sizes
from proofs_checks.recheck.confirm import problem_with
from tests.adapter import C1, C2, G_A, G_B, A, B, f, loss, p, q
from tests.strategies import NO_FUNCTIONS, terms

X, u = matrix("X", "m", "n"), matrix("u", "m", 1)
P, Q = matrix("P", "a", "m"), matrix("Q", "b", "n")
S = matrix("S", "n", "n")

FALSE = {
    "products commute": (S @ S.T, S.T @ S),
    "a product is entrywise": (S @ S, S * S),
    "vec is column-major": (lang.vec(X), lang.colvec(X)),
    "the vec trick with column-major vec": (lang.vec(P @ X @ Q.T), lang.kron(P, Q) @ lang.colvec(X)),
    "a matrix is symmetric": (lang.vec(S), lang.vec(S.T)),
    "softmax ignores a shift of columns": (softmax(X + lang.ones("m", 1) @ lang.colsum(X)), softmax(X)),
    "exp of a sum is a sum": (lang.exp(X + X), lang.exp(X) + lang.exp(X)),
    "log of a product": (lang.log(X * X), lang.log(X) * lang.log(X)),
    "dA without the second half of p": (grad(loss, A), B.T @ C1.T @ (f * q) @ C2),
    "dA with p transposed": (grad(loss, A), B.T @ C1.T @ p.T @ C2),
    "dA twice": (grad(loss, A), 2 * G_A),
    "dA of the other sign": (grad(loss, A), -G_A),
    "dB with B for A": (grad(loss, B), C1.T @ p @ C2 @ B),
    "the inner size is no factor": (lang.ones("m", "n") @ lang.ones("n", 1), lang.ones("m", 1)),
}

TRUE = {
    "the vec trick": (lang.vec(P @ X @ Q.T), lang.kron(P, Q) @ lang.vec(X)),
    "the column-major vec trick": (lang.colvec(P @ X @ Q.T), lang.kron(Q, P) @ lang.colvec(X)),
    "softmax ignores a shift of rows": (softmax(X + u @ lang.ones(1, "n")), softmax(X)),
    "log inverts exp": (lang.log(lang.exp(X)), X),
    "exp inverts log": (lang.exp(lang.log(X)), X),
    "commutation transposes": (lang.commutation("m", "n") @ lang.vec(X), lang.vec(X.T)),
    "dA": (grad(loss, A), G_A),
    "dB": (grad(loss, B), G_B),
    "a claim of no variables": (lang.ones("m", "n") @ lang.ones("n", 1), lang.size("n") * lang.ones("m", 1)),
}


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_claim_has_a_small_certified_counterexample(claim: str) -> None:
    found = find_counterexample(*FALSE[claim])
    assert found is not None
    assert Fraction(found.gap) > 0
    assert abs(Fraction(found.lhs) - Fraction(found.rhs)) >= Fraction(found.gap) * Fraction(999, 1000)
    assert max(found.sizes.values()) <= 2
    entries = [Fraction(entry) for rows in found.matrices.values() for row in rows for entry in row]
    assert all(abs(entry) <= 3 for entry in entries)


@pytest.mark.parametrize("claim", TRUE)
def test_a_true_claim_has_none_and_is_given_up_quickly(claim: str) -> None:
    start = perf_counter()
    assert find_counterexample(*TRUE[claim]) is None
    assert perf_counter() - start < 2


def test_the_counterexample_is_one_by_a_computation_of_its_own() -> None:
    found = find_counterexample(grad(loss, A), 2 * G_A)
    assert found is not None
    values = {
        name: np.array([[float(Fraction(entry)) for entry in row] for row in rows])
        for name, rows in found.matrices.items()
    }

    def plain_loss(adapter: np.ndarray) -> float:
        weights = np.exp(values["C1"] @ (values["W0"] + values["B"] @ adapter) @ values["C2"].T)
        rest = weights / weights.sum(axis=1, keepdims=True) @ values["C3"] - values["Y"]
        return float((rest * rest).sum() / 2)

    unit = np.zeros_like(values["A"])
    unit[found.entry] = 1e-5
    slope = (plain_loss(values["A"] + unit) - plain_loss(values["A"] - unit)) / 2e-5
    assert slope == pytest.approx(float(Fraction(found.lhs)), abs=1e-8)
    assert slope != pytest.approx(float(Fraction(found.rhs)), abs=1e-3)


def test_the_smallest_sizes_come_first() -> None:
    found = find_counterexample(S @ S.T, S.T @ S)
    assert found is not None
    assert found.sizes == {"n": 2}  # at n = 1 the claim is true
    assert sum(entry != "0" for row in found.matrices["S"] for entry in row) == 1


def test_rational_claims_are_refuted_exactly_and_others_by_balls() -> None:
    exact, ball = find_counterexample(S, S + S), find_counterexample(lang.exp(S), S)
    assert exact is not None
    assert ball is not None
    assert (exact.exact, exact.lhs, exact.rhs, exact.gap) == (True, "1", "2", "1")
    assert not ball.exact


def test_a_claim_that_fails_only_where_no_size_is_1_is_refuted() -> None:
    # every size minus 1 is a factor of the difference
    sizes = [lang.size(name) for name in ("a", "b", "c", "d", "e")]
    factor = lang.scalar(1)
    for each in sizes:
        factor = factor * lang.scalar(each - 1)
    T = matrix("T", "a", "b")
    found = find_counterexample(T + factor * T, T)
    assert found is not None
    assert found.sizes == dict.fromkeys("abcde", 2)


def test_a_counterexample_met_late_is_brought_back_to_smaller_sizes() -> None:
    # eight sizes: the choice a = b = 2, all others 1, comes after those tried by total
    names = "abcdefgh"
    chain = matrix("M0", "a", "b")
    for left, right in pairwise(names[1:]):
        chain = chain @ matrix(f"M{right}", left, right)
    factor = lang.scalar(lang.size("a") - 1) * lang.scalar(lang.size("b") - 1)
    found = find_counterexample(chain + factor * chain, chain)
    assert found is not None
    assert found.sizes == {**dict.fromkeys(names, 1), "a": 2, "b": 2}


def test_a_size_of_the_form_d_minus_r_stays_positive() -> None:
    N = matrix("N", "d - r", "r")
    found = find_counterexample(N, -N)
    assert found is not None
    assert found.sizes["d"] > found.sizes["r"]


def test_log_is_tried_only_where_it_is_defined() -> None:
    found = find_counterexample(lang.log(X), X)
    assert found is not None
    assert all(Fraction(entry) > 0 for row in found.matrices["X"] for entry in row)
    assert find_counterexample(lang.reciprocal(X - X), X) is None  # defined nowhere
    large = matrix("Z", 8, 8)  # 64 entries that are all positive only on purpose
    assert find_counterexample(lang.log(large), 2 * lang.log(large)) is not None


def test_a_gap_that_only_floats_see_is_no_counterexample() -> None:
    large = 10**17 * lang.ones("n", "n")
    assert find_counterexample(S + large - large, S) is None
    assert find_counterexample(lang.exp(S) + large - large, lang.exp(S)) is None
    assert find_counterexample(S + large - large, 2 * S) is not None


def test_a_seed_determines_the_counterexample() -> None:
    first, second = (find_counterexample(grad(loss, A), 2 * G_A, seed=7) for _ in range(2))
    assert first == second


def test_a_counterexample_survives_json() -> None:
    found = find_counterexample(grad(loss, A), 2 * G_A)
    assert found is not None
    assert Counterexample.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_sides_of_different_shapes_are_refused() -> None:
    with pytest.raises(ShapeError, match="m x n against n x m"):
        find_counterexample(X, X.T)


def test_no_time_means_no_counterexample() -> None:
    assert find_counterexample(S, S + S, seconds=-1.0) is None


def test_small_sizes_are_sorted_and_end_without_ones() -> None:
    every = list(small_sizes((P @ X @ Q.T,), 40))
    assert every[0] == {"a": 1, "m": 1, "n": 1, "b": 1}
    assert {"a": 2, "m": 2, "n": 2, "b": 2} in every
    assert len(every) == 40
    totals = [sum(sizes.values()) for sizes in every[:30]]
    assert totals == sorted(totals)


def test_smaller_sizes_are_nowhere_larger() -> None:
    assert list(smaller_sizes((X,), {"m": 2, "n": 2})) == [{"m": 1, "n": 1}, {"m": 1, "n": 2}, {"m": 2, "n": 1}]


@given(terms(3, functions=NO_FUNCTIONS), st.integers(0, 3))
def test_adding_a_matrix_of_ones_is_always_refuted(term: Term, seed: int) -> None:
    other = term + lang.ones(*term.shape)
    found = find_counterexample(term, other, seed=seed)
    assert found is not None
    assert (found.exact, found.gap) == (True, "1")
    assert find_counterexample(term, other - lang.ones(*term.shape), seed=seed, tuples=4) is None


a, b = matrix("a", 1, 1), matrix("b", 1, 1)
BEYOND_FLOATS = {
    "a large factor in an exponential": (lang.exp(10**9 * X), lang.exp(X)),
    "two large factors": (lang.exp(10**9 * (X * X)), lang.exp((10**9 - 1) * (X * X))),
    "a small factor": (X / 10**9, X / (10**9 - 1)),
    "a small factor in an exponential": (lang.exp(a / 10**9), lang.exp(a / (10**9 - 1))),
    "a small factor beside a logarithm": (lang.log(a) / 10**9, lang.log(a) / (10**9 - 1)),
    "a small factor beside a reciprocal": (lang.reciprocal(a) / 10**9, lang.reciprocal(a) / (10**9 - 1)),
    "a small summand": (lang.exp(a), lang.exp(a) + a * a / 10**30),
    "three exponentials": (
        lang.exp(lang.exp(lang.exp(10 * a))),
        lang.exp(lang.exp(lang.exp(10 * a))) * (lang.ones(1, 1) + a),
    ),
}


@pytest.mark.parametrize("claim", BEYOND_FLOATS)
def test_what_floats_do_not_see_is_certified_all_the_same(claim: str) -> None:
    lhs, rhs = BEYOND_FLOATS[claim]
    found = find_counterexample(lhs, rhs)
    assert found is not None
    assert problem_with(found.to_dict(), lhs, rhs) is None
    assert problem_with(found.to_dict(), lhs, lhs) is not None


@given(left=terms(depth=2, functions=frozenset({"exp"})), right=terms(depth=1), scale=st.integers(1, 12))
def test_a_difference_that_the_identity_test_is_certain_of_ends_in_a_counterexample(
    left: Term, right: Term, scale: int
) -> None:
    one, other = left / 10**scale, left / (10**scale + 1)
    if right.shape == left.shape:
        one, other = one + right, other + right
    try:
        certain = not identity_test(one, other).agrees
    except EvaluationError:
        assume(False)
    found = find_counterexample(one, other, seconds=20)
    if certain:
        assert found is not None
        assert problem_with(found.to_dict(), one, other) is None


@given(point=st.sampled_from([-3, -2, -1, 0, 1, 2, 3]), half=st.booleans())
def test_a_claim_about_two_numbers_that_fails_at_one_small_point_is_refuted(point: int, half: bool) -> None:
    # the difference is a product that vanishes at every other small integer and half
    value = Fraction(point, 2 if half else 1)
    factor = lang.scalar(1)
    for other in {Fraction(number, 2) for number in range(-6, 7)} - {value}:
        factor = factor * (lang.trace(a) - lang.scalar(other))
    found = find_counterexample(factor * b, lang.zeros(1, 1))
    assert found is not None
    assert problem_with(found.to_dict(), factor * b, lang.zeros(1, 1)) is None

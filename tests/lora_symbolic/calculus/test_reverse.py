"""Reverse mode on random terms, second derivatives, derivatives inside derivatives, refusals and speed."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.calculus import derive_gradient, without_grad
from lora_symbolic.evaluation import RATIONAL, evaluate
from lora_symbolic.language import (
    LanguageError,
    ShapeError,
    Term,
    exp,
    grad,
    matrix,
    scalar,
    softmax,
    subterms,
    sum_entries,
    trace,
    variables,
    zeros,
)
from tests.adapter import NAMES, A, B, f, loss
from tests.examples import examples
from tests.lora_symbolic.calculus.statements import largest_gap, values_of
from tests.strategies import scalars

SHAPES = [{"L": 2, "d": 3, "r": 1}, {"L": 1, "d": 2, "r": 1}, {"L": 3, "d": 3, "r": 2}]
LORA_SHAPES = [{"L": 3, "d": 2, "r": 2}, {"L": 1, "d": 3, "r": 2}, {"L": 1, "d": 1, "r": 1}, {"L": 2, "d": 3, "r": 1}]


@examples(50)
@given(scalars(4, functions=frozenset({"reciprocal"})), st.sampled_from(SHAPES), st.integers(0, 99))
def test_reverse_mode_is_forward_mode_exactly(term: Term, sizes: dict[str, int], seed: int) -> None:
    for variable in variables(term)[:2]:
        values = integers(term, sizes, seed)
        found = evaluate(derive_gradient(term, variable).gradient, values, sizes, RATIONAL)
        assert (found == evaluate(grad(term, variable), values, sizes, RATIONAL)).all()


@examples(40)
@given(scalars(3), st.sampled_from(SHAPES), st.integers(0, 99))
def test_reverse_mode_is_forward_mode_with_exp_and_softmax(term: Term, sizes: dict[str, int], seed: int) -> None:
    values = values_of(term, sizes, seed, low=-0.5, high=0.5)
    for variable in variables(term)[:2]:
        with np.errstate(over="ignore", invalid="ignore"):
            expected = evaluate(grad(term, variable), values, sizes)
            found = evaluate(derive_gradient(term, variable).gradient, values, sizes)
        if np.isfinite(expected).all():
            assert found == pytest.approx(expected, rel=1e-8, abs=1e-8 * max(1.0, np.abs(expected).max()))


@examples(30)
@given(scalars(3, functions=frozenset({"reciprocal"}), gradients=True), st.sampled_from(SHAPES), st.integers(0, 99))
def test_derivatives_inside_terms_are_replaced_by_equal_terms(term: Term, sizes: dict[str, int], seed: int) -> None:
    bare = without_grad(term)
    values = integers(term, sizes, seed)

    assert all(node.op != "grad" for node in subterms(bare))
    assert bare.shape == term.shape
    assert (evaluate(bare, values, sizes, RATIONAL) == evaluate(term, values, sizes, RATIONAL)).all()


@examples(30)
@given(scalars(3, functions=frozenset({"reciprocal"})), st.sampled_from(SHAPES), st.data())
def test_names_change_how_a_derivative_is_written_not_what_it_is(term: Term, sizes: dict[str, int], data) -> None:
    nodes = [node for node in subterms(term) if node.args]
    chosen = data.draw(st.lists(st.sampled_from(nodes), unique=True, max_size=4)) if nodes else []
    names = {node: f"n{number}" for number, node in enumerate(chosen)}
    values = integers(term, sizes, 5)
    for variable in variables(term)[:1]:
        named = derive_gradient(term, variable, names).gradient
        plain = derive_gradient(term, variable).gradient
        assert (evaluate(named, values, sizes, RATIONAL) == evaluate(plain, values, sizes, RATIONAL)).all()


def integers(term: Term, sizes: dict[str, int], seed: int) -> dict[str, np.ndarray]:
    shapes = {name: value.shape for name, value in values_of(term, sizes).items()}
    rng = np.random.default_rng(seed)
    return {name: rng.integers(-2, 3, shape) for name, shape in shapes.items()}


@pytest.mark.parametrize("sizes", LORA_SHAPES, ids=str)
@pytest.mark.parametrize("variable", [A, B], ids=str)
def test_lora_gradients_agree_with_central_differences(variable: Term, sizes: dict[str, int]) -> None:
    gradient = derive_gradient(loss, variable, NAMES).gradient
    transposed = derive_gradient(loss, A if variable is B else B, NAMES).gradient.T

    assert largest_gap(gradient, loss, variable, sizes) < 1e-7
    if sizes["L"] > 1:  # one token has one attention weight, 1: every gradient is 0
        assert largest_gap(transposed, loss, variable, sizes) > 1e-4


@pytest.mark.parametrize("sizes", LORA_SHAPES, ids=str)
def test_hessian_vector_products_agree_with_forward_mode_and_central_differences(sizes: dict[str, int]) -> None:
    direction = matrix("D", "r", "d")
    slope = sum_entries(direction * grad(loss, A))
    for variable in (A, B):
        product = derive_gradient(slope, variable).gradient
        values = values_of(slope, sizes)
        assert all(node.op != "grad" for node in subterms(product))
        assert evaluate(product, values, sizes) == pytest.approx(evaluate(grad(slope, variable), values, sizes))
        assert largest_gap(product, without_grad(slope), variable, sizes) < 1e-7


def test_second_derivative_of_a_quadratic() -> None:
    X, S, D = matrix("X", "m", "n"), matrix("S", "m", "m"), matrix("D", "m", "n")
    slope = sum_entries(D * grad(trace(X.T @ S @ X) / 2, X))

    assert str(derive_gradient(slope, X)) == "(S.T @ D + S @ D) / 2"


def test_third_derivative_of_exp() -> None:
    x = matrix("x", 1, 1)
    term = sum_entries(exp(2 * x))
    for _ in range(3):
        term = sum_entries(grad(term, x))

    assert str(without_grad(term)) == "sum(8 * exp(2 * x))"


def test_without_grad_leaves_a_term_without_grad_alone() -> None:
    assert without_grad(loss) is loss
    assert without_grad(grad(loss, A)) is without_grad(grad(loss, A))


def test_derivative_in_a_variable_that_does_not_occur_is_zero() -> None:
    X = matrix("X", "m", "n")
    derivation = derive_gradient(loss, X)

    assert derivation.gradient is zeros("m", "n")
    assert derivation.steps == ()
    assert derive_gradient(scalar(3), X).gradient is zeros("m", "n")


def test_derivative_of_no_scalar_or_in_no_variable_is_refused() -> None:
    with pytest.raises(ShapeError, match="expected a scalar"):
        derive_gradient(f, A)
    with pytest.raises(LanguageError, match="not a variable"):
        derive_gradient(loss, B @ A)


def test_a_long_product_is_derived_without_deep_recursion() -> None:
    X, S = matrix("X", "n", "n"), matrix("S", "n", "n")
    term = X
    for _ in range(300):
        term = softmax(S @ term)

    assert derive_gradient(sum_entries(term * S), X).gradient.shape == X.shape


def test_repeated_derivation_takes_at_most_1_5_ms() -> None:
    times = []
    for _ in range(30):
        start = perf_counter()
        derive_gradient(loss, A, NAMES)
        times.append(perf_counter() - start)

    assert min(times) < 1.5e-3

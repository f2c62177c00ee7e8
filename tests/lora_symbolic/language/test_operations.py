"""The constructors: each shape rule, against shapes and values that NumPy gives."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given

from lora_symbolic.language import (
    LanguageError,
    ShapeError,
    SyntaxProblem,
    Term,
    commutation,
    divide,
    eye,
    grad,
    matrix,
    scalar,
    size,
    substitute,
    subterms,
    sum_entries,
    trace,
    variables,
    vec,
    zeros,
)
from lora_symbolic.language.size import product, same_size, size_text
from tests.lora_symbolic.language.numbers import arrays, number, side
from tests.strategies import scalars, terms

VALUES = arrays()
X, Y, W = matrix("X", "L", "d"), matrix("Y", "L", "d"), matrix("W", "d", "d")


@given(terms(3) | scalars(3))
def test_the_symbolic_shape_is_the_shape_of_the_numbers(term: Term) -> None:
    with np.errstate(all="ignore"):
        value = number(term, VALUES)
    assert value.shape == (side(term.rows), side(term.cols))


def test_commutation_takes_vec_to_vec_of_the_transpose() -> None:
    term = commutation("L", "d") @ vec(matrix("X_Ld", "L", "d"))
    assert np.array_equal(number(term, VALUES), number(vec(matrix("X_Ld", "L", "d").T), VALUES))


def test_equal_terms_are_one_object_also_after_pickling() -> None:
    assert (X @ W) is (X @ W)
    assert pickle.loads(pickle.dumps(X @ W)) is X @ W  # noqa: S301
    assert (X + Y) is not (Y + X)


def test_terms_are_frozen() -> None:
    with pytest.raises(AttributeError, match="terms are frozen"):
        X.op = "ones"  # type: ignore[misc]
    with pytest.raises(TypeError, match="terms are built by"):
        Term()


def test_a_division_by_a_number_or_a_polynomial_in_sizes_is_a_multiple() -> None:
    d, r = size("d"), size("r")
    assert divide(X, 2 * d) is scalar(1 / (2 * d)) * X
    assert scalar(3) / (2 * d) is scalar(3 / (2 * d))
    assert X / (d - r) is X / -(r - d)
    with pytest.raises(ShapeError, match="expected two matrices of one shape"):
        divide(X, W)
    for nothing in (0, scalar(d) - scalar(d)):
        with pytest.raises(LanguageError, match="expected a divisor that is not zero"):
            divide(X, nothing)


@pytest.mark.parametrize(
    "value", [0, -1, 10**6 + 1, "0", "-d", "d - d", "2.5", "f(x)", "d**9", "", "d d", True, None, 1.5]
)
def test_what_is_no_size(value: object) -> None:
    with pytest.raises(SyntaxProblem, match="expected"):
        size(value)  # type: ignore[arg-type]


def test_sizes_are_equal_as_polynomials() -> None:
    assert same_size(size("(L + d) * (L - d)"), size("L**2 - d**2"))
    assert not same_size(size("d"), size("r"))
    assert size_text(size("r - d + L * L")) == "L**2 + r - d"
    assert size(size_text(product(size("d - r"), size("L - 2")))) == size("L*d - L*r - 2*d + 2*r")


# --- substitution


def test_substitution_puts_terms_in_the_place_of_nodes() -> None:
    assert substitute(X @ W + Y, {W: eye("d"), Y: X}) is X @ eye("d") + X
    assert substitute(X @ W + Y, {X @ W: Y}) is Y + Y
    assert variables(substitute(X @ W, {X: Y})) == (Y, W)


def test_a_substitution_checks_shapes() -> None:
    with pytest.raises(ShapeError):
        substitute(trace(W), {W: X})


def test_a_substitution_of_a_deep_term_does_not_recurse() -> None:
    deep = W
    for _ in range(5000):
        deep = deep + W
    assert len(list(subterms(substitute(deep, {W: eye("d")})))) == 5001


def test_under_a_gradient_its_variable_is_renamed_but_never_given_a_value() -> None:
    gradient = grad(sum_entries(X * X) + trace(W), X)
    assert substitute(gradient, {X: Y}) is grad(sum_entries(Y * Y) + trace(W), Y)
    assert substitute(gradient, {W: zeros("d", "d")}) is grad(sum_entries(X * X) + trace(zeros("d", "d")), X)
    with pytest.raises(LanguageError, match="X cannot be given a value where it varies"):
        substitute(gradient, {X: zeros("L", "d")})
    with pytest.raises(LanguageError, match="W cannot be given a value that uses it"):
        substitute(gradient, {W: X.T @ X})
    with pytest.raises(LanguageError, match="X cannot be given a value where it varies"):
        substitute(grad(sum_entries(X * Y), X), {X: Y})

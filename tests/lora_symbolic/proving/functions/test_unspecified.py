"""Functions of which only smoothness is known: proved for all, refuted by a polynomial, written with primes."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import (
    LanguageError,
    StatementError,
    Term,
    coefficients,
    grad,
    matrix,
    parse,
    statement_from_toml,
    to_latex,
    to_text,
)
from lora_symbolic.proving import decide, prove_equal, prove_equal_by_sympy
from lora_symbolic.proving.naming import fingerprint

NAMES = {
    **{name: matrix(name, "m", "n") for name in ("X", "Y")},
    "W": matrix("W", "n", "k"),
    "phi": coefficients("phi"),
    "psi": coefficients("psi"),
}
HEAD = 'sizes = ["n"]\n[matrices]\nX = ["n", "n"]\n[functions]\n'


def read(text: str) -> Term:
    return parse(text, NAMES, ("m", "n", "k"))


TRUE = [
    ("phi(X + Y)", "phi(Y + X)"),
    ("phi(X).T", "phi(X.T)"),
    ("phi(X - X)", "phi(0 * X)"),
    ("phi(X) * psi(Y)", "psi(Y) * phi(X)"),
    ("exp(phi(X)) * exp(-phi(X))", "ones(m, n)"),
    ("trace(phi(W @ W.T))", "sum(phi(W @ W.T) * eye(n))"),
    ("softmax(phi(X))", "softmax(phi(X) + phi'(rowsum(X)))"),
]
FALSE = [
    ("phi(X + Y)", "phi(X) + phi(Y)"),
    ("phi(X)", "psi(X)"),
    ("phi(-X)", "phi(X)"),
    ("phi(2 * X)", "2 * phi(X)"),
    ("phi'(X)", "phi(X)"),
    ("phi(psi(X))", "psi(phi(X))"),
    ("phi(0 * X)", "0 * X"),
    ("phi(X @ W)", "phi(X) @ W"),
]
GRADIENTS = [
    ("sum(phi(X))", "X", "phi'(X)"),
    ("sum(phi(X @ W)**2) / 2", "W", "X.T @ (phi(X @ W) * phi'(X @ W))"),
    ("sum(phi(psi(X)))", "X", "phi'(psi(X)) * psi'(X)"),
    ("sum(phi'(X))", "X", "phi''(X)"),
    ("sum(Y * softmax(phi(X)))", "X", "softmax(phi(X)) * (Y - rowsum(Y * softmax(phi(X)))) * phi'(X)"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_what_holds_for_every_function_is_proved_on_two_routes(left: str, right: str) -> None:
    assert prove_equal(read(left), read(right)).proved
    assert prove_equal_by_sympy(read(left), read(right)).proved


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_what_fails_for_a_polynomial_is_refuted(left: str, right: str) -> None:
    assert decide(read(left), read(right)).verdict == "refuted"


@pytest.mark.parametrize(("value", "variable", "gradient"), GRADIENTS)
def test_a_gradient_is_proved_on_each_route_and_twice_it_is_refuted(value: str, variable: str, gradient: str) -> None:
    loss, wrt, right = read(value), NAMES[variable], read(gradient)
    assert prove_equal(grad(loss, wrt), right).proved
    assert prove_equal(derive_gradient(loss, wrt).gradient, right).proved
    assert prove_equal_by_sympy(grad(loss, wrt), right).proved
    assert decide(grad(loss, wrt), 2 * right).verdict == "refuted"


def test_what_holds_for_some_functions_only_is_not_proved() -> None:
    # five derivatives of a polynomial with five coefficients vanish, those of a smooth function need not
    assert decide(read("phi'''''(X)"), read("0 * X")).verdict == "undecided"


def test_the_counterexample_is_a_polynomial_with_its_coefficients() -> None:
    found = decide(read("phi(-X)"), read("phi(X)")).counterexample
    assert found is not None
    row, point = (np.array(found.matrices[name], dtype=float) for name in ("phi_coefficients", "X"))
    polynomial = np.polynomial.Polynomial(row[0])
    assert polynomial(-point[found.entry]) == float(found.lhs)
    assert polynomial(point[found.entry]) == float(found.rhs)


@pytest.mark.parametrize("order", range(7))
def test_a_value_is_that_of_numpy_s_polynomial(order: int) -> None:
    random = np.random.default_rng(order)
    point, row = random.normal(size=(2, 3)), random.normal(size=(1, 5))
    term = read(f"phi{chr(39) * order}(X)")
    found = evaluate(term, {"X": point, "phi_coefficients": row}, {"m": 2, "n": 3})
    np.testing.assert_allclose(found, np.polynomial.Polynomial(row[0]).deriv(order)(point), rtol=1e-12, atol=1e-12)


def test_primes_are_written_and_read_back() -> None:
    for text in ("phi(X)", "phi'(X @ W)", "phi''(X) * psi'(Y)", "phi(psi'(X))"):
        assert to_text(read(text)) == text
    assert to_latex(read("phi'(X) * psi(Y)")) == r"\varphi'(X) \odot \psi(Y)"


def test_names_of_functions_change_nothing() -> None:
    assert fingerprint(read("phi(X) + psi(Y)")) == fingerprint(read("psi(X) + phi(Y)"))
    assert fingerprint(read("phi(X) + psi(Y)")) != fingerprint(read("phi(X) + phi(Y)"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phi", "'phi' at column 1: a function; expected its arguments"),
        ("phi'(X, Y)", "\"phi'(X, Y)\" at column 1: phi' takes 1 argument, not 2"),
        ("X + chi'(X)", "at column 5: expected a function out of"),
        ("X'(X)", "expected a function out of"),
        ("phi'", "is no expression"),
        (f"phi{chr(39) * 17}(X)", "expected an order from 0 to 16"),
    ],
)
def test_a_wrong_use_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(LanguageError) as error:
        read(text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('f = "smooth"', "functions.f: 'smooth'; expected \"entrywise\""),
        ('X = "entrywise"', "functions.X: 'X' is named twice"),
        ('exp = "entrywise"', "functions.exp: 'exp' is a function of the syntax"),
        ("f = 3", "functions.f: '3'; expected \"entrywise\""),
    ],
)
def test_a_wrong_table_of_functions_is_refused_in_one_line(line: str, said: str) -> None:
    with pytest.raises(StatementError) as error:
        statement_from_toml(HEAD + line, "mine.toml")
    assert said in str(error.value)


def test_a_function_is_no_variable_of_a_gradient() -> None:
    with pytest.raises(LanguageError, match="no variable"):
        derive_gradient(read("sum(phi(X))"), coefficients("phi"))

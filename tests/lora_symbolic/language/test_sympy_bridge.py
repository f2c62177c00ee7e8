"""The bridge to SymPy: a term goes there and back with its value, and SymPy agrees on every entry."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import assume, given

from lora_symbolic.language import LanguageError, Term, matrix, parse, subterms
from lora_symbolic.language.registry import OPERATIONS
from lora_symbolic.language.sympy_bridge import from_sympy, to_sympy
from lora_symbolic.language.sympy_bridge.writer import RULES
from tests.examples import examples
from tests.lora_symbolic.language.numbers import arrays, number
from tests.strategies import SIZE_NAMES, VARIABLES, scalars, terms

VALUES = arrays()
REFUSED = set(OPERATIONS) - set(RULES)  # tests/repository/tables/language.py says why each
SMALL = {name: matrix(name, *shape) for name, shape in {"X": (2, 3), "Y": (2, 3), "W": (3, 3), "v": (3, 1)}.items()}


def read(text: str) -> Term:
    return parse(text, VARIABLES, SIZE_NAMES)


def close(left: Term, right: Term) -> bool:
    with np.errstate(all="ignore"):
        return np.allclose(number(left, VALUES), number(right, VALUES), rtol=1e-8, atol=1e-8, equal_nan=True)


@examples(150)
@given(terms(3) | scalars(3))
def test_there_and_back_is_equal_at_numbers(term: Term) -> None:
    assume(not REFUSED & {node.op for node in subterms(term)})
    with np.errstate(all="ignore"):
        assume(np.all(np.abs(number(term, VALUES)) < 1e12))
    assert close(from_sympy(to_sympy(term)), term)


@pytest.mark.parametrize("text", ["exp(L + exp(1))", "L + exp(1)", "exp(L * pi / d)", "L + exp(-1)", "exp(-1)"])
def test_a_size_beside_e_or_pi_is_a_scalar_and_no_size(text: str) -> None:
    term = parse(text, {}, ("L", "d", "r"))
    assert close(from_sympy(to_sympy(term)), term)


def test_the_comparison_at_numbers_sees_a_difference() -> None:
    assert not close(read("softmax(X_Ld)"), read("softmax(Y_Ld)"))


@pytest.mark.parametrize(
    "text",
    [
        "X_Ld",
        "X_Ld @ X_dr @ Y_rd",
        "X_Ld @ (X_dd @ Y_dd)",
        "X_Ld + Y_Ld",
        "X_Ld - Y_Ld",
        "-X_Ld",
        "X_Ld * Y_Ld * X_Ld",
        "(X_Ld @ X_dr).T",
        "kron(X_Ld, X_dr)",
        "trace(X_dd @ Y_dd)",
        "sum(X_Ld * X_Ld)",
        "rowsum(X_Ld)",
        "colsum(X_Ld @ X_dd)",
        "softmax(X_Ld @ Y_Ld.T)",
        "softmax(X_Ld, Y_Ld)",
        "exp(X_Ld) * log(Y_Ld) + reciprocal(X_Ld)",
        "diag(X_L1) @ X_Ld",
        "diag(X_dd @ Y_dd)",
        "block([[X_Lr, X_Lk], [Y_dr, Y_dk]])",
        "trace(X_dd) * X_Ld",
        "2 * X_Ld",
        "X_Ld / r",
        "ones(L, d - r) + zeros(L, d - r)",
        "eye(d) @ X_dr",
    ],
)
def test_where_the_kinds_of_node_match_the_same_term_comes_back(text: str) -> None:
    term = read(text)
    assert from_sympy(to_sympy(term)) is term


@pytest.mark.parametrize(
    "text",
    [
        "X @ W",
        "X * Y - X / 3",
        "X.T @ Y",
        "kron(X, W)",
        "rowkron(X, Y)",
        "colkron(X, W)",
        "rowsum(X)",
        "colsum(X)",
        "sum(X * Y) * X",
        "diag(v) @ W",
        "diag(W)",
        "exp(X)",
        "reciprocal(X)",
        "softmax(X)",
        "softmax(X, Y)",
        "block([[X, X], [W, Y.T @ Y]])",
        "trace(W) * ones(2, 3)",
    ],
)
def test_sympy_itself_gives_every_entry(text: str) -> None:
    """SymPy expands its own expression into entries; they are compared with NumPy's values of the term."""
    term = parse(text, SMALL)
    random = np.random.default_rng(1)
    values = {name: random.uniform(0.5, 2, [int(side) for side in one.shape]) for name, one in SMALL.items()}
    entry_values = {
        to_sympy(one)[index]: value for name, one in SMALL.items() for index, value in np.ndenumerate(values[name])
    }
    explicit = to_sympy(term).as_explicit().replace(sympy.Trace, lambda inner: inner.as_explicit().trace())
    explicit = explicit.xreplace(entry_values).doit()
    entries = np.array(explicit.evalf().tolist(), dtype=float)
    assert np.allclose(entries, number(term, values))


def test_the_derivative_that_sympy_gets_wrong_is_why_gradients_are_refused() -> None:
    X = sympy.MatrixSymbol("X", 2, 2)
    assert (sympy.Trace(X) + 1).diff(X) != sympy.Identity(2)


@pytest.mark.parametrize(
    "text", ["vec(X_Ld)", "colvec(X_Ld)", "commutation(L, d)", "grad(sum(X_Ld), X_Ld)", "sum(vec(X_Ld))"]
)
def test_what_sympy_lacks_is_refused(text: str) -> None:
    with pytest.raises(LanguageError, match="SymPy has no sound matrix expression"):
        to_sympy(read(text))


@pytest.mark.parametrize(
    "expression, message",
    [
        (sympy.Matrix([[1, 2]]), "nothing for SymPy's MutableDenseMatrix"),
        (sympy.Symbol("x"), "x: expected symbols of positive integers"),
        (sympy.EulerGamma, "nothing for SymPy's EulerGamma"),
        (sympy.tan(sympy.Trace(sympy.MatrixSymbol("X", 2, 2))), "nothing for SymPy's tan"),
        (sympy.MatrixSymbol("X", sympy.Symbol("n") / 2, 2), "dimension n/2"),
        (sympy.nan, "nothing for SymPy's NaN"),
        (sympy.zoo, "nothing for SymPy's ComplexInfinity"),
        (sympy.Float(1.5), "nothing for SymPy's Float"),
        (sympy.true, "nothing for SymPy's BooleanTrue"),
    ],
)
def test_what_the_language_lacks_is_refused(expression: sympy.Basic, message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        from_sympy(expression)


def test_expressions_written_in_sympy_are_read() -> None:
    n = sympy.Symbol("n", integer=True, positive=True)
    X = sympy.MatrixSymbol("X", n, n)
    names = {"X": matrix("X", "n", "n")}
    for expression, text in [
        (X**3, "X @ X @ X"),
        (sympy.exp(sympy.Trace(X)), "exp(trace(X))"),
        (sympy.HadamardPower(X, 2), "X * X"),
        (n * sympy.Trace(X) * X, "n * trace(X) * X"),
        (1 / sympy.Trace(X), "reciprocal(trace(X))"),
        (sympy.DiagonalMatrix(X), "eye(n) * X"),
        (sympy.exp(1) * X, "exp(1) * X"),
    ]:
        assert from_sympy(expression) is parse(text, names, ["n"])

"""sigmoid, tanh, silu, softplus, logsumexp: NumPy's values, their derivatives proved, wrong ones refuted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy

from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import evaluate
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language import Term, grad, matrix, parse, sum_entries, to_latex, to_sympy, to_text
from lora_symbolic.language.operations import DERIVED
from lora_symbolic.language.reading.parse import arity
from lora_symbolic.proving import conditions, find_counterexample, prove_equal
from tests.repository.files import ROOT

NAMES = {"X": matrix("X", "m", "n"), "Y": matrix("Y", "m", "n"), "s": matrix("s", 1, 1)}
VALUES: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda x: (1 + np.tanh(x / 2)) / 2,
    "tanh": np.tanh,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(0, x),
    "logsumexp": lambda x: np.logaddexp.reduce(x, axis=1, keepdims=True),
}
DERIVATIVES = {
    "sigmoid": "sigmoid(X) * (1 - sigmoid(X))",
    "tanh": "1 - tanh(X)**2",
    "silu": "sigmoid(X) * (1 + X * (1 - sigmoid(X)))",
    "softplus": "sigmoid(X)",
    "logsumexp": "softmax(X)",
}
TRUE = [
    ("sigmoid(-X)", "1 - sigmoid(X)"),
    ("tanh(X)", "(exp(X) - exp(-X)) / (exp(X) + exp(-X))"),
    ("softplus(X) - softplus(-X)", "X"),
    ("log(sigmoid(X))", "-softplus(-X)"),
    ("log(softmax(X))", "X - logsumexp(X)"),
    ("tanh(X + Y)", "(tanh(X) + tanh(Y)) / (1 + tanh(X) * tanh(Y))"),
]
FALSE = [
    ("sigmoid(-X)", "-sigmoid(X)"),
    ("tanh(2 * X)", "2 * tanh(X)"),
    ("softplus(X) + softplus(-X)", "X"),
    ("silu(-X)", "-silu(X)"),
    ("logsumexp(X)", "rowsum(X)"),
]


def read(text: str) -> Term:
    return parse(text, NAMES, ("m", "n"))


@pytest.mark.parametrize("name", sorted(VALUES))
def test_values_are_numpy_s(name: str) -> None:
    point = np.random.default_rng(1).normal(size=(3, 4))
    found = evaluate(read(f"{name}(X)"), {"X": point}, {"m": 3, "n": 4})
    np.testing.assert_allclose(found, VALUES[name](point), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_derivative_is_proved_on_both_routes_and_its_negative_refuted(name: str) -> None:
    value, right = sum_entries(read(f"{name}(X)")), read(DERIVATIVES[name])
    left = grad(value, NAMES["X"])
    assert prove_equal(left, right).proved
    assert prove_equal(derive_gradient(value, NAMES["X"]).gradient, right).proved
    assert not prove_equal(left, -right).proved
    assert find_counterexample(left, -right) is not None


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_derivative_is_that_of_differences(name: str) -> None:
    point = np.random.default_rng(2).normal(size=(2, 3))
    found = evaluate(read(DERIVATIVES[name]), {"X": point}, {"m": 2, "n": 3})
    for place in np.ndindex(2, 3):
        step = np.zeros((2, 3))
        step[place] = 1e-5
        slope = (VALUES[name](point + step).sum() - VALUES[name](point - step).sum()) / 2e-5
        assert found[place] == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_an_identity_is_proved(left: str, right: str) -> None:
    assert prove_equal(read(left), read(right)).proved


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_false_identity_is_refuted(left: str, right: str) -> None:
    assert not prove_equal(read(left), read(right)).proved
    assert find_counterexample(read(left), read(right)) is not None


OF_TWO = frozenset(name for name in DERIVED if arity(name)[0] == 2)
IN_LATEX = {"sigmoid": "sigma", "sqrt": "", "abs": "lvert", "norm": "lVert"}


@pytest.mark.parametrize("argument", ["X", "-X", "X + Y", "s", "sum(X)", "2", "sum(X) * X"])
@pytest.mark.parametrize("name", sorted(DERIVED.keys() - OF_TWO))
def test_a_function_is_written_by_its_name_and_read_back(name: str, argument: str) -> None:
    term = read(f"{name}({argument})")
    assert read(to_text(term)) is term
    if argument in ("X", "X + Y", "s"):
        assert to_text(term) == f"{name}({argument})"
        assert IN_LATEX.get(name, name) in to_latex(term)


@pytest.mark.parametrize("text", ["1 / (ones(1, 1) + exp(-s))", "2 * sigmoid(2 * X) - ones(m, n)", "X * sigmoid(Y)"])
def test_what_only_looks_like_a_function_is_read_back_too(text: str) -> None:
    assert read(to_text(read(text))) is read(text)


def test_no_condition_is_asked_where_a_function_is_defined_everywhere() -> None:
    assert list(conditions(*[read(f"{name}(X)") for name in VALUES])) == []


def test_a_function_is_the_same_function_of_a_scalar_in_sympy() -> None:
    x = sympy.Symbol("x")
    term = read("tanh(sum(s))")
    (symbol,) = {to_sympy(read("sum(s)"))}
    assert sympy.simplify((to_sympy(term).subs(symbol, x) - sympy.tanh(x)).rewrite(sympy.exp)) == 0


def test_every_function_has_its_row_in_the_reference() -> None:
    page = (ROOT / "docs/reference/statement-files.md").read_text()
    calls = {name: f"{name}(X, Y)" if name in OF_TWO else f"{name}(X)" for name in DERIVED}
    assert [name for name, call in calls.items() if f"`{call}`" not in page] == []

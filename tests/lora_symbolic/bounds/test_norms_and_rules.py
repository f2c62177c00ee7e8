"""The rules: every bound holds at exact random instances, and every constant is attained by a matrix of ones."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from lora_symbolic.bounds import ENTRIES, NoRule, absolute, derive, exact, magnitude, relative, stochastic
from lora_symbolic.bounds.instances.instances import four_norms
from lora_symbolic.bounds.norms import NAMES, ROWS
from lora_symbolic.evaluation import RATIONAL, evaluate_all, shape_at
from lora_symbolic.evaluation.expressions import EXACT, value
from lora_symbolic.language import (
    Term,
    block,
    colkron,
    colsum,
    diag,
    eye,
    kron,
    log,
    matrix,
    ones,
    rowkron,
    rowsum,
    scalar,
    size,
    softmax,
    substitute,
    sum_entries,
    trace,
    variables,
    vec,
    zeros,
)
from lora_symbolic.language.operations import colvec, commutation
from lora_symbolic.proving import prove_equal

X, Z, X2, S = matrix("X", "m", "n"), matrix("Z", "n", "k"), matrix("X2", "m", "n"), matrix("S", "m", "m")
V = matrix("V", "m", 1)
EPS = sympy.Symbol("eps", positive=True)

TERMS: dict[str, Callable[[], Term]] = {
    "matmul": lambda: X @ Z,
    "chain": lambda: Z.T @ X.T @ S @ X,
    "hadamard": lambda: X * X2,
    "sum of terms": lambda: X + X2 - 3 * X,
    "quarter": lambda: X / 4,
    "by a size": lambda: X / size("m"),
    "scalar factor": lambda: sum_entries(X) * X2,
    "row sums": lambda: rowsum(X * X2),
    "column sums": lambda: colsum(X),
    "trace": lambda: trace(S @ S),
    "diag": lambda: diag(V) @ X,
    "diagonal": lambda: diag(S),
    "vec": lambda: vec(X),
    "colvec": lambda: colvec(X),
    "permuted": lambda: commutation("m", "n") @ vec(X),
    "kron": lambda: kron(X, Z),
    "face-splitting": lambda: rowkron(X, X2) @ rowkron(X2, X).T,
    "Khatri-Rao": lambda: colkron(X, X2),
    "block": lambda: block([[X, X2], [ones("m", "n"), zeros("m", "n")]]),
    "identity": lambda: (eye("m") + S) @ X,
    "centred": lambda: X * X2 - diag(rowsum(X * X2)) @ X,
}
SIZES = ({"m": 1, "n": 1, "k": 1}, {"m": 2, "n": 3, "k": 1}, {"m": 3, "n": 2, "k": 4})


def drawn(variable: Term, sizes: dict[str, int], rng: np.random.Generator) -> Any:
    shape = shape_at(variable, sizes)
    return [[Fraction(int(entry), 3) for entry in row] for row in rng.integers(-4, 5, size=shape)]


def observed(term: Term, moved: Term, values: dict[str, Any], sizes: dict[str, int]) -> list[dict[str, Any]]:
    arrays = evaluate_all((term, moved, moved - term), values, sizes, RATIONAL)
    return [{name: Fraction(str(number)) for name, number in four_norms(array).items()} for array in arrays]


@pytest.mark.parametrize("calculus", [ENTRIES, ROWS])
@pytest.mark.parametrize("name", TERMS)
def test_size_approximation_and_error_are_bounded_in_every_norm(name: str, calculus: Any) -> None:
    term = TERMS[name]()
    inputs = [variable for variable in (X, Z, X2, S, V) if variable in set(variables(term))]
    errors = {variable: sympy.Symbol(f"eps_{variable.name}", positive=True) for variable in inputs}
    bound = derive(term, {v: absolute(e) for v, e in errors.items()}, calculus=calculus).bound
    near = {variable: matrix(f"{variable.name}_near", *variable.shape) for variable in inputs}
    rng = np.random.default_rng(len(name))
    for sizes in SIZES * 3:
        values: dict[str, Any] = {}
        at: dict[str, Any] = dict(sizes)
        for variable in inputs:
            values[variable.name] = drawn(variable, sizes, rng)
            noise = drawn(variable, sizes, rng)
            values[near[variable].name] = (np.array(values[variable.name]) + np.array(noise)).tolist()
            at[f"|{variable.name}|"] = max(abs(entry) for row in values[variable.name] for entry in row)
            at[f"eps_{variable.name}"] = max(abs(entry) for row in noise for entry in row)
        seen = observed(term, substitute(term, dict(near)), values, sizes)
        for norms, found in zip((bound.size, bound.approximation, bound.error), seen, strict=True):
            for norm in NAMES:
                assert found[norm] <= value(norms[norm], at, EXACT), (name, norm, sizes)


def test_the_inner_size_is_needed_and_attained_by_ones() -> None:
    assert derive(X @ Z).bound.size.entry == size("n") * magnitude("X") * magnitude("Z")
    assert prove_equal(ones("m", "n") @ ones("n", "k"), size_times(size("n"), ones("m", "k"))).proved
    assert derive(ones("m", "n") @ ones("n", "k")).bound.size.entry == size("n")


def size_times(factor: sympy.Expr, term: Term) -> Term:
    return scalar(factor) * term


def test_a_row_stochastic_factor_costs_no_size() -> None:
    P = matrix("P", "m", "n")
    derived = derive(P @ Z, {P: stochastic(EPS)})
    assert derived.error == EPS * magnitude("Z")
    assert derive(P @ Z, {P: stochastic(EPS)}, calculus=ENTRIES).error == EPS * size("n") * magnitude("Z")


@pytest.mark.parametrize(("tall", "wide"), [("m", "n"), ("L", "d"), ("d", "L")])
def test_sizes_that_the_caller_gives_choose_among_valid_bounds_and_names_do_not(tall: str, wide: str) -> None:
    P, Q = matrix("P", tall, wide), matrix("Q", wide, tall)
    rows = {P: exact(rows_sum_to_one=True), Q: exact(rows_sum_to_one=True)}
    for sizes, least in (({tall: 100, wide: 3}, wide), ({tall: 3, wide: 100}, tall)):
        derived = derive(sum_entries(P * Q.T), rows, calculus=ROWS.at(sizes))
        assert derived.bound.size.entry == size(least)


def test_an_exact_term_has_no_error_and_an_unused_softmax_perturbation_moves_nothing() -> None:
    assert derive(X @ Z, {X: exact()}, exp_error=EPS).bound.is_exact


def test_relative_errors_of_products_multiply_and_survive_sums_of_nonnegative_terms() -> None:
    joint = derive(X * X2, {X: relative(EPS), X2: relative(EPS)}).bound.relative
    assert sympy.expand(joint - (2 * EPS + EPS**2)) == 0
    assert derive(rowsum(X), {X: relative(EPS)}).bound.relative is None
    assert derive(rowsum(softmax(X)), exp_error=EPS).bound.relative == 2 * EPS / (1 - EPS)


def test_operations_without_a_rule_are_refused_with_the_term_named() -> None:
    with pytest.raises(NoRule, match=r"log\(X\): no rule"):
        derive(log(X))
    with pytest.raises(NoRule, match="softmax"):
        derive(softmax(X, X2), exp_error=EPS)


@pytest.mark.parametrize("wrong", ["no inner size", "one half of the error forgotten"])
def test_a_wrong_rule_is_caught_by_the_instances(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from lora_symbolic.bounds.norms import Norms, plus
    from lora_symbolic.bounds.rules import operations as rules
    from lora_symbolic.bounds.rules import products

    right = rules.RULES["matmul"]

    def rule(context: Any, node: Term, left: Any, down: Any) -> Any:
        if wrong == "no inner size":
            return products.bilinear(
                left, down, products.hadamard_norms(node.rows, node.cols, context.calculus), context.calculus
            )
        found = right(context, node, left, down)
        product = products.matmul_norms(node.rows, node.args[0].cols, node.cols, context.calculus)
        error: Norms = plus(product(left.error, down.size), product(left.error, down.error))
        return type(found)(found.size, found.approximation, error)

    monkeypatch.setitem(rules.RULES, "matmul", rule)
    with pytest.raises(AssertionError):
        test_size_approximation_and_error_are_bounded_in_every_norm("matmul", ROWS)

"""Every rule against central differences, at general sizes and where sizes are 1; a wrong rule is noticed."""

from __future__ import annotations

import pytest

from lora_symbolic.calculus import RULES, Algebra, derive_gradient, reverse, rules
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import (
    Term,
    apply,
    block,
    coefficients,
    colkron,
    colsum,
    colvec,
    commutation,
    cos,
    det,
    diag,
    erf,
    exp,
    eye,
    grad,
    inv,
    kron,
    log,
    matrix,
    ones,
    reciprocal,
    rowkron,
    rowsum,
    scalar,
    sin,
    softmax,
    step,
    subterms,
    sum_entries,
    trace,
    variables,
    vec,
)
from tests.lora_symbolic.calculus.statements import largest_gap, values_of

X, Y, Z = matrix("X", "m", "n"), matrix("Y", "m", "n"), matrix("Z", "n", "k")
S, V, R = matrix("S", "m", "m"), matrix("V", "m"), matrix("R", 1, "n")
s = sum_entries(X * Y)
PHI = coefficients("phi")

EXPRESSIONS = {
    "add": [X + Y, X + X, s + sum_entries(X)],
    "subtract": [X - Y, Y - X, Y - (X - Y)],
    "negate": [-X, -(Y - X), -(2 * X)],
    "scale": [3 * X, s * Y, s * X, s * (s * X), sum_entries(X) / 2, X / X.rows],
    "hadamard": [X * Y, X * X, X * exp(X)],
    "matmul": [X @ Z, S @ S, X @ X.T, V @ R @ Z],
    "transpose": [X.T, X.T @ Y, (X @ Z).T, (X @ Z + V @ ones(1, "k")).T],
    "exp": [exp(X / 2), exp(s / 3)],
    "log": [log(X), log(s), log(X @ Z)],
    "reciprocal": [reciprocal(X), reciprocal(s), reciprocal(rowsum(X))],
    "cos": [cos(X), cos(s), cos(X @ Z)],
    "sin": [sin(X), sin(s / 2) * X, sin(X - Y)],
    "erf": [erf(X), erf(s / 3), X * erf(X @ Z @ Z.T)],
    "apply": [apply(PHI, X), apply(PHI, s / 2) * X, apply(PHI, X @ Z, 1)],
    "step": [step(X), step(X - Y) * X, step(X @ Z)],
    "softmax": [softmax(X), softmax(X, Y), softmax(Y, X), softmax(X, X), softmax(X @ Z), softmax(S).T @ softmax(X)],
    "inverse": [inv(S + 4 * eye("m")), inv(X @ X.T + eye("m")) @ X, trace(inv(S + 4 * eye("m"))) * X],
    "det": [det(S), det(X @ X.T + eye("m")) * Y, log(det(X @ X.T + eye("m")))],
    "sum": [sum_entries(X), sum_entries(X) * X],
    "rowsum": [rowsum(X), rowsum(X @ Z), diag(rowsum(X)) @ Y],
    "colsum": [colsum(X), colsum(X) @ Z, ones("m", 1) @ colsum(X) + X],
    "trace": [trace(S), trace(S @ S), trace(X @ Y.T) * X],
    "diag": [diag(V), diag(V) @ X, S @ diag(V) @ S],
    "diagonal": [diag(S), diag(S @ S), diag(diag(S)) @ S],
    "vec": [vec(X), vec(X @ Z), kron(S, Z.T) @ vec(X), exp(kron(S, Z.T) @ vec(X)), vec(X) * vec(Y)],
    "colvec": [colvec(X), colvec(X) @ colvec(X).T, kron(Z.T, S) @ colvec(X)],
    "kron": [kron(X, Z), kron(X, X), kron(V, X), kron(X, V), kron(V, V), kron(R, X), kron(X, R), kron(s, X)],
    "rowkron": [rowkron(X, S), rowkron(X, X), rowkron(V, X), rowkron(X, V)],
    "colkron": [colkron(X.T, S), colkron(X, X), colkron(R, X), colkron(X, R)],
    "block": [block([[X, S], [Y, S @ S]]), block([[X], [Y]]), block([[X, Y]])],
    "commutation": [commutation("m", "n") @ vec(X)],
    "ones": [ones(1, "m") @ X, X @ ones("n", "k"), ones("m", "n") * X, X @ ones("n", "m") @ Y],
    "eye": [eye("m") @ X, S * eye("m"), eye("m") * S],
    "grad": [grad(trace(X.T @ S @ X), X), grad(sum_entries(softmax(S) * S), S), softmax(grad(sum_entries(X * X), X))],
}
EVERY = [pytest.param(e, id=f"{rule}-{e}") for rule, group in EXPRESSIONS.items() for e in group]
SHAPES = [
    {"m": 2, "n": 3, "k": 2},
    {"m": 3, "n": 2, "k": 4},
    {"m": 1, "n": 3, "k": 2},
    {"m": 3, "n": 1, "k": 1},
    {"m": 1, "n": 1, "k": 1},
]


def loss_of(expression: Term) -> Term:
    """A scalar in which every entry of the expression counts differently."""
    weights = matrix("M", expression.rows, expression.cols)
    return sum_entries(weights * expression) + sum_entries(expression * expression) / 3


def moving(term: Term) -> list[Term]:
    """The variables in which a term is differentiated; the row of an unspecified function is none."""
    return [variable for variable in variables(term) if variable is not PHI]


def test_the_expressions_use_every_operation_that_has_a_rule() -> None:
    used = {node.op for group in EXPRESSIONS.values() for e in group for node in subterms(e)}
    assert used >= set(RULES) | {"grad"}


@pytest.mark.parametrize("expression", EVERY)
def test_gradient_agrees_with_central_differences(expression: Term) -> None:
    loss = loss_of(expression)
    for variable in moving(loss):
        gradient = derive_gradient(loss, variable).gradient
        assert gradient.shape == variable.shape
        for sizes in SHAPES:
            assert largest_gap(gradient, loss, variable, sizes) < 1e-6, (str(variable), sizes)


@pytest.mark.parametrize("expression", EVERY)
def test_gradient_agrees_with_forward_mode(expression: Term) -> None:
    loss, sizes = loss_of(expression), SHAPES[0]
    values = values_of(loss, sizes)
    for variable in moving(loss):
        found = evaluate(derive_gradient(loss, variable).gradient, values, sizes)
        expected = evaluate(grad(loss, variable), values, sizes)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def made_wrong(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice what the rule says, or a matrix of ones where it says 0."""
    right = RULES[rule]

    def wrong(node: Term, adjoint: Term, which: int, algebra: Algebra) -> Term:
        said = right(node, adjoint, which, algebra)
        return ones(*said.shape) if said.op == "zeros" else algebra.scale(scalar(2), said)

    monkeypatch.setitem(rules.RULES, rule, wrong)
    monkeypatch.setattr(reverse, "CONSTANT", reverse.CONSTANT - {rule})


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_wrong_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made_wrong(rule, monkeypatch)
    expression = EXPRESSIONS[rule][0]
    loss = loss_of(expression)
    moved = moving(expression)[0]
    gap = largest_gap(derive_gradient(loss, moved).gradient, loss, moved, SHAPES[0])
    assert gap > 1e-3

"""Completion: the identities of inverse matrices follow from overlaps; every rule holds in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

import pytest

from lora_symbolic.language import Equation
from lora_symbolic.proving import Solutions
from lora_symbolic.proving.index_form.algebra import scaled
from lora_symbolic.proving.index_form.expand import Expander
from lora_symbolic.proving.proof import begin
from lora_symbolic.proving.rewriting import System
from lora_symbolic.proving.rewriting.rule import Rule
from tests.lora_symbolic.proving.index_form.values import TooLarge, Values
from tests.lora_symbolic.proving.rewriting.statements import Claims

MATRICES = Claims(
    A=("n", "n"),
    Ai=("n", "n"),
    G=("n", "n"),
    U=("n", "r"),
    V=("r", "n"),
    C=("r", "r"),
    Ci=("r", "r"),
    H=("r", "r"),
    u=("n", 1),
    v=("n", 1),
)


def inverse(one: str, other: str, size: str) -> list[str]:
    return [f"{one} @ {other} = eye({size})", f"{other} @ {one} = eye({size})"]


IDENTITIES = {
    "Woodbury": (
        "G = Ai - Ai @ U @ H @ V @ Ai",
        inverse("A", "Ai", "n")
        + inverse("C", "Ci", "r")
        + inverse("(A + U @ C @ V)", "G", "n")
        + inverse("(Ci + V @ Ai @ U)", "H", "r"),
    ),
    "push-through": ("G @ U = U @ H", inverse("(eye(n) + U @ V)", "G", "n") + inverse("(eye(r) + V @ U)", "H", "r")),
    "Sherman-Morrison": (
        "G = Ai - Ai @ u @ v.T @ Ai / (1 + v.T @ Ai @ u)",
        inverse("A", "Ai", "n") + inverse("(A + u @ v.T)", "G", "n"),
    ),
    "left and right inverse": ("G = Ai", ["A @ G = eye(n)", "Ai @ A = eye(n)"]),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_identities_of_inverse_matrices(name: str) -> None:
    claim, where = IDENTITIES[name]
    proof = MATRICES.proof(claim, where)
    assert proof.proved, proof.reason
    assert proof.reason.endswith("what follows from the equations")


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("G = Ai + Ai @ u @ v.T @ Ai / (1 + v.T @ Ai @ u)", IDENTITIES["Sherman-Morrison"][1]),
        ("G @ U = U @ H.T", IDENTITIES["push-through"][1][:2]),
        ("G = A", ["A @ G = eye(n)"]),
    ],
)
def test_wrong_variants_are_not_proved(claim: str, where: list[str]) -> None:
    assert not MATRICES.proof(claim, where).proved


SYSTEMS = [
    ["A @ G = eye(n)", "G @ A = eye(n)", "A = A.T"],
    ["A @ A = A", "A = A.T"],
    ["A @ Ai = Ai @ A", "Ai @ Ai = eye(n)"],
    ["U.T @ U = eye(r)", "V @ U = H"],
    ["u.T @ v = 0", "A @ u = v"],
    ["A @ ones(n, 1) = ones(n, 1)", "ones(1, n) @ A = ones(1, n)"],
    ["A + A.T = zeros(n, n)", "A @ A = -eye(n)"],
    ["G = A @ Ai", "H = V @ U", "V = U.T"],
    ["A.T = -A", "G @ (eye(n) + A) = eye(n)", "(eye(n) + A) @ G = eye(n)"],
]


@pytest.mark.parametrize("where", SYSTEMS, ids=lambda where: "; ".join(where))
def test_every_rule_that_completion_adds_holds_in_numbers(where: list[str]) -> None:
    equations = [MATRICES.equation(text) for text in where]
    system = _completed(equations)
    rules = system.rules + system.exchanges
    assert rules
    seen = 0
    for size in (2, 3):
        sizes = {"n": size, "r": 2}
        for point in islice(Solutions(equations, ()).at(sizes), 3):
            seen += 1
            for rule in rules:
                _check(rule, Values(point, sizes))
    assert seen


def _completed(equations: Sequence[Equation]) -> System:
    begin(*(side for equation in equations for side in (equation.lhs, equation.rhs)))
    system = System()
    for equation in equations:
        expander = Expander((equation.lhs, equation.rhs))
        for row, col in expander.cases(equation.lhs):
            system.add(expander.entry(equation.lhs, row, col) + scaled(-1, expander.entry(equation.rhs, row, col)))
    system.complete(lambda: False)
    return system


def _check(rule: Rule, values: Values) -> None:
    """The lead and the rest have one value wherever the parameters are."""
    for choice in product(*(values.range(index) for index in rule.params)):
        at = dict(zip(rule.params, choice, strict=True))
        try:
            left = values.monomial(rule.monomial, at)
            right = values.polynomial(rule.rest(rule.params), at)
        except TooLarge:
            continue
        assert abs(left - right) < 1e-8 * (1 + abs(left))

"""Equations that are taken for granted: what follows from them is proved, what does not is refuted by an instance."""

from __future__ import annotations

import pytest

from lora_symbolic.evaluation import RATIONAL, evaluate
from lora_symbolic.proving import decide, find_counterexample
from tests.lora_symbolic.proving.rewriting.statements import Claims

MATRICES = Claims(
    P=("m", "r"),
    Q=("n", "n"),
    S=("n", "n"),
    K=("n", "n"),
    A=("n", "n"),
    B=("n", "n"),
    C=("n", "n"),
    D=("n", "n"),
    E=("n", "n"),
    p=("m", "n"),
    x=("n", 1),
    y=("n", 1),
    u=("r", 1),
    c=("m", "n"),
    s=("m", "n"),
    a=(1, 1),
    b=(1, 1),
)
ORTHONORMAL = "P.T @ P = eye(r)"

PROVED = [
    ("P @ P.T @ P = P", [ORTHONORMAL]),
    ("(eye(m) - P @ P.T) @ (eye(m) - P @ P.T) = eye(m) - P @ P.T", [ORTHONORMAL]),
    ("sum(P * P) = r", [ORTHONORMAL]),
    ("exp(P.T @ P @ u) = exp(u)", [ORTHONORMAL]),
    ("softmax(u.T @ P.T @ P) = softmax(u.T)", [ORTHONORMAL]),
    ("P @ P.T @ P = 4 * P", ["P.T @ P = 4 * eye(r)"]),
    ("x.T @ S @ y = y.T @ S @ x", ["S = S.T"]),
    ("S * S.T = S**2", ["S.T - S = zeros(n, n)"]),
    ("grad(x.T @ S @ x, x) = 2 * S @ x", ["S = S.T"]),
    ("x.T @ K @ x = 0", ["K.T = -K"]),
    ("trace(K) = 0", ["K.T = -K"]),
    ("sum(p) = m", ["p @ ones(n, 1) = ones(m, 1)"]),
    ("c**4 - s**4 = c**2 - s**2", ["c * c + s * s = ones(m, n)"]),
    ("(a * x + b * y).T @ (a * x + b * y) = x.T @ x", ["a * a + b * b = 1", "x.T @ y = 0", "y.T @ y = x.T @ x"]),
    ("(A + B) @ (A - B) = A @ A - B @ B", ["A @ B = B @ A"]),
    ("C @ D = A @ E", ["A @ B = C", "B @ D = E"]),
    ("(eye(n) - 2 * Q) @ (eye(n) - 2 * Q) = eye(n)", ["Q @ Q = Q"]),
    ("erf(A) = -erf(B)", ["A = -B"]),
    ("step(c) + step(s) = 1", ["c = -2 * s"]),
    ("A = C", ["A @ B = eye(n)", "C @ A = A @ C", "B @ C = eye(n)", "B @ A = eye(n)"]),
    ("trace(A @ D) = trace(B @ D)", ["A = B @ C", "C = eye(n)"]),
    ("diag(x) @ S @ diag(x) = eye(n)", ["diag(x) @ diag(x) = eye(n)", "S = eye(n)"]),
]
FALSE = [
    ("P @ P.T = eye(m)", [ORTHONORMAL]),
    ("P @ P.T @ P = P", ["P.T @ P = 4 * eye(r)"]),
    ("trace(P.T @ P) = m", [ORTHONORMAL]),
    ("grad(x.T @ S @ y, S) = y @ x.T", ["S = S.T"]),
    ("S * S = S @ S", ["S = S.T"]),
    ("x.T @ K @ y = y.T @ K @ x", ["K.T = -K"]),
    ("ones(1, m) @ p = ones(1, n)", ["p @ ones(n, 1) = ones(m, 1)"]),
    ("c + s = ones(m, n)", ["c * c + s * s = ones(m, n)"]),
    ("A @ B = A @ A", ["A @ B = B @ A"]),
    ("Q = eye(n)", ["Q @ Q = Q"]),
    ("Q = Q.T", ["Q @ Q = eye(n)"]),
]


@pytest.mark.parametrize(("claim", "where"), PROVED)
def test_what_follows_is_proved_and_an_instance_is_shown(claim: str, where: list[str]) -> None:
    proof = MATRICES.proof(claim, where)
    assert proof.proved, proof.reason
    assert [str(condition) for condition in proof.conditions[: len(where)]] == where
    assert proof.instance is not None
    for text in where:
        equation = MATRICES.equation(text)
        matrices = {name: [list(line) for line in lines] for name, lines in proof.instance.matrices.items()}
        left, right = (
            evaluate(side, matrices, proof.instance.sizes, RATIONAL) for side in (equation.lhs, equation.rhs)
        )
        assert (left == right).all()


@pytest.mark.parametrize(("claim", "where"), PROVED)
def test_without_the_equations_it_is_not_proved(claim: str, where: list[str]) -> None:
    assert not MATRICES.proof(claim, []).proved


@pytest.mark.parametrize(("claim", "where"), FALSE)
def test_what_does_not_follow_is_refuted_where_the_equations_hold(claim: str, where: list[str]) -> None:
    equations = [MATRICES.equation(text) for text in where]
    answer = decide(*MATRICES.sides(claim), seconds=20, where=equations)
    assert answer.verdict == "refuted"
    found = answer.counterexample
    assert found is not None
    for equation in equations:
        left, right = (evaluate(side, found.matrices, found.sizes, RATIONAL) for side in (equation.lhs, equation.rhs))
        assert (left == right).all()


def test_equations_that_contradict_each_other_prove_nothing() -> None:
    where = [ORTHONORMAL, "P.T @ P = 2 * eye(r)"]
    proof = MATRICES.proof("P = 2 * P", where)
    assert not proof.proved
    assert proof.reason == "the equations contradict each other"
    vacuous = MATRICES.proof("P = P", where)
    assert not vacuous.proved
    assert vacuous.vacuous
    assert vacuous.reason.startswith("nothing was found that satisfies the condition")


def test_an_equation_of_no_real_matrix_proves_nothing() -> None:
    proof = MATRICES.proof("a**4 = 1", ["a * a = -1"])
    assert not proof.proved
    assert proof.vacuous


def test_a_derivative_is_taken_before_the_equations_are_used() -> None:
    assert MATRICES.proof("grad(x.T @ S @ y, S) = x @ y.T", ["S = S.T"]).proved
    assert not MATRICES.proof("grad(trace(P.T @ P), P) = zeros(m, r)", [ORTHONORMAL]).proved
    sides = MATRICES.sides("grad(trace(P.T @ P), P) = zeros(m, r)")
    assert find_counterexample(*sides, where=[MATRICES.equation(ORTHONORMAL)]) is not None


def test_what_completion_does_not_reach_is_not_proved() -> None:
    proof = MATRICES.proof("A = zeros(n, n)", ["A @ A.T = zeros(n, n)"])
    assert not proof.proved
    assert "modulo the equations" in proof.reason


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("A @ B = n * B @ A", "A @ B / n = n * B @ A"),
        ("2 * A @ B = n * B @ A", "A @ B / 2 = n * B @ A"),
        ("(1/diag(A)) * (B @ B @ ones(n, 1)) = zeros(n, 1)", "A * B = zeros(n, n)"),
        ("A @ B * sum(1/diag(A)) = ones(n, n) @ B * sum(1/diag(A))", "A * A = A"),
    ],
)
def test_sizes_of_a_lead_and_entries_that_may_be_zero_are_not_divided_away(claim: str, where: str) -> None:
    assert not MATRICES.proof(claim, [where]).proved


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("A @ B = n * n * B @ A", "A @ B / n = n * B @ A"),
        ("S @ A = S.T @ A", "n * S = n * S.T"),
        ("(1/diag(A)) * diag(B) = zeros(n, 1)", "A * B = zeros(n, n)"),
    ],
)
def test_sizes_of_a_lead_and_entries_that_are_positive_are_divided_by(claim: str, where: str) -> None:
    assert MATRICES.proof(claim, [where]).proved

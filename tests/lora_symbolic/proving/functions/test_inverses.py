"""Inverse matrices and determinants: identities, gradients by both routes, and what must not be proved."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.evaluation import FLOAT, RATIONAL, DomainError, ball_numbers, evaluate, mpmath_numbers
from lora_symbolic.language import det, inv, matrix, statement_from_table
from lora_symbolic.language.statement import Claim
from lora_symbolic.proving import Proof, find_counterexample, prove_by_both_routes

MATRICES = {
    "X": ["n", "n"],
    "A": ["n", "n"],
    "B": ["n", "n"],
    "S": ["n", "n"],
    "C": ["r", "r"],
    "U": ["n", "r"],
    "V": ["r", "n"],
    "Z": ["m", "n"],
    "u": ["n", 1],
    "v": ["n", 1],
    "a": [1, 1],
}
WOODBURY = "inv(A) @ U @ inv(inv(C) + V @ inv(A) @ U) @ V @ inv(A)"
TRUE = [
    ("inv(X) @ X = eye(n)", []),
    ("X @ inv(X) = eye(n)", []),
    ("inv(A @ B) = inv(B) @ inv(A)", []),
    ("inv(A @ Z.T @ Z) = inv(Z.T @ Z) @ inv(A)", []),
    ("inv(A.T) = inv(A).T", []),
    ("inv(inv(A)) = A", []),
    ("inv(2 * A) = inv(A) / 2", []),
    ("inv(sum(a) * A) = inv(A) / sum(a)", []),
    ("inv(diag(u)) @ u = ones(n, 1)", []),
    ("inv(diag(u) @ A) @ diag(u) = inv(A)", []),
    ("inv(kron(A, C)) = kron(inv(A), inv(C))", []),
    ("inv(eye(n)) = eye(n)", []),
    ("inv(a) = 1 / a", []),
    ("inv(Z.T @ Z) @ Z.T @ Z = eye(n)", []),
    ("inv(Z.T @ Z) = inv(Z.T @ Z).T", []),
    ("inv(Z.T @ Z) = inv(Z.T @ Z) @ eye(n)", []),
    ("Z @ inv(Z.T @ Z) @ Z.T @ Z @ inv(Z.T @ Z) @ Z.T = Z @ inv(Z.T @ Z) @ Z.T", []),
    ("inv(A) - inv(B) = inv(A) @ (B - A) @ inv(B)", []),
    (f"inv(A + U @ C @ V) = inv(A) - {WOODBURY}", []),
    ("inv(eye(n) + U @ V) @ U = U @ inv(eye(r) + V @ U)", []),
    ("inv(A + u @ v.T) = inv(A) - inv(A) @ u @ v.T @ inv(A) / (1 + v.T @ inv(A) @ u)", []),
    ("det(A @ B) = det(B) * det(A)", []),
    ("det(A.T) = det(A)", []),
    ("det(inv(A)) * det(A) = 1", []),
    ("det(eye(n)) = 1", []),
    ("log(det(inv(A))) = -log(det(A))", []),
    ("grad(log(det(A)), A) = inv(A).T", []),
    ("grad(det(A), A) = det(A) * inv(A).T", []),
    ("sum(grad(det(A), A) * A) = n * det(A)", []),
    ("grad(trace(inv(X) @ A), X) = -(inv(X) @ A @ inv(X)).T", []),
    ("grad(trace(X.T @ A @ inv(X) @ B), X) = A @ inv(X) @ B - inv(X).T @ A.T @ X @ B.T @ inv(X).T", []),
    ("grad(sum(u * grad(log(det(A)), A) @ v), A) = -inv(A).T @ v @ u.T @ inv(A).T", []),
    ("inv(S) = inv(S).T", ["S = S.T"]),
    ("inv(X) = X.T", ["X.T @ X = eye(n)"]),
    ("inv(X) = X", ["X @ X = eye(n)"]),
    ("inv(eye(n) + X) = eye(n) - X / 2", ["X @ X = X"]),
    ("inv(eye(n) + S).T @ (eye(n) - S).T @ (eye(n) - S) @ inv(eye(n) + S) = eye(n)", ["S.T = -S"]),
]
FALSE = [
    ("inv(A @ B) = inv(A) @ inv(B)", []),
    ("inv(A + B) = inv(A) + inv(B)", []),
    ("inv(A) = A.T", []),
    ("inv(X) = inv(X).T", []),
    ("grad(log(det(A)), A) = inv(A)", []),
    ("grad(trace(inv(X) @ A), X) = (inv(X) @ A @ inv(X)).T", []),
    (f"inv(A + U @ C @ V) = inv(A) + {WOODBURY}", []),
    ("inv(eye(n) + X) = eye(n) + X / 2", ["X @ X = X"]),
    ("inv(eye(n) + S).T @ (eye(n) - S).T @ (eye(n) - S) @ inv(eye(n) + S) = eye(n)", ["S.T = S @ S"]),
    ("det(A + B) = det(A) + det(B)", []),
    ("det(2 * A) = 2 * det(A)", []),
]


def claim(text: str, where: list[str]) -> Claim:
    """A claim about the matrices."""
    one = {"name": "one", "equal": text.split(" = "), "where": where}
    table = {"sizes": ["m", "n", "r"], "matrices": MATRICES, "claims": [one]}
    (found,) = statement_from_table(table, "a test").claims
    assert found.problem is None
    return found


def proof(text: str, where: list[str]) -> Proof:
    """What the prover says of it, by both routes."""
    found = claim(text, where)
    assert found.lhs is not None
    assert found.rhs is not None
    return prove_by_both_routes(found.lhs, found.rhs, found.where)


@pytest.mark.parametrize(("text", "where"), TRUE)
def test_identities_are_proved_with_an_instance(text: str, where: list[str]) -> None:
    found = proof(text, where)
    assert found.proved, found.reason
    assert found.instance is not None or not found.conditions


@pytest.mark.parametrize(("text", "where"), FALSE)
def test_wrong_ones_are_refuted(text: str, where: list[str]) -> None:
    assert not proof(text, where).proved
    found = claim(text, where)
    assert found.lhs is not None
    assert found.rhs is not None
    assert find_counterexample(found.lhs, found.rhs, seconds=20, where=found.where) is not None


def test_a_proof_says_what_must_be_invertible() -> None:
    assert [str(condition) for condition in proof("inv(X) @ X = eye(n)", []).conditions] == ["X is invertible"]
    said = [str(condition) for condition in proof("grad(log(det(A)), A) = inv(A).T", []).conditions]
    assert set(said) == {"every entry of det(A) is positive", "A is invertible"}


def test_the_inverse_of_what_has_none_means_nothing() -> None:
    found = proof("inv(A - A) = A", [])
    assert not found.proved
    assert found.vacuous


X3 = matrix("X", 3, 3)
VALUE = [[2, 1, 0], [1, 3, 1], [0, -1, 4]]
SINGULAR = [[1, 2, 3], [2, 4, 6], [0, 0, 1]]


@pytest.mark.parametrize("numbers", [FLOAT, RATIONAL, ball_numbers(128), mpmath_numbers(30)], ids=lambda n: n.name)
def test_every_kind_of_numbers_inverts(numbers: object) -> None:
    inverse, determinant = (
        np.array([[float(entry) for entry in line] for line in evaluate(term, {"X": VALUE}, {}, numbers)])  # type: ignore[arg-type]
        for term in (inv(X3), det(X3))
    )
    np.testing.assert_allclose(inverse, np.linalg.inv(VALUE), rtol=1e-12)
    np.testing.assert_allclose(determinant, [[np.linalg.det(VALUE)]], rtol=1e-12)


@pytest.mark.parametrize("numbers", [FLOAT, RATIONAL, ball_numbers(128)], ids=lambda n: n.name)
def test_a_singular_matrix_is_refused(numbers: object) -> None:
    with pytest.raises(DomainError):
        evaluate(inv(X3), {"X": SINGULAR}, {}, numbers)  # type: ignore[arg-type]
    assert evaluate(det(X3), {"X": SINGULAR}, {}, numbers)[0, 0] == 0  # type: ignore[arg-type]

"""SymPy's indexed derivative reaches the same canonical forms, and says so when it cannot."""

from __future__ import annotations

import pytest
import sympy

from lora_symbolic.language import (
    Term,
    diag,
    exp,
    grad,
    kron,
    log,
    matrix,
    ones,
    rowsum,
    softmax,
    sum_entries,
    trace,
    vec,
)
from lora_symbolic.proving import prove_equal_by_sympy
from lora_symbolic.proving.sympy_route import ORIGIN, to_indexed
from tests.adapter import C1, C2, W0, A, B, Y, loss, p

X, Z = matrix("X", "m", "n"), matrix("Z", "n", "m")

TRUE: dict[str, tuple[Term, Term]] = {
    "adapter-A": (grad(loss, A), B.T @ C1.T @ p @ C2),
    "adapter-B": (grad(loss, B), C1.T @ p @ C2 @ A.T),
    "vec": (vec(grad(loss, A)), vec(B.T @ C1.T @ p @ C2)),
    "kron": (vec(grad(loss, A)), kron(B.T @ C1.T, C2.T) @ vec(p)),
    "sum": (grad(sum_entries(X), X), ones("m", "n")),
    "trace": (grad(trace(X @ Z), X), Z.T),
    "square-of-rowsum": (grad(sum_entries(rowsum(X) * rowsum(X)), X), 2 * rowsum(X) @ ones(1, "n")),
    "cross-entropy": (grad(-sum_entries(Y * log(softmax(C1))), C1), diag(rowsum(Y)) @ softmax(C1) - Y),
    "exp-of-a-trace": (grad(exp(trace(X @ Z)), X), exp(trace(X @ Z)) * Z.T),
    "no-gradient": (softmax(X + rowsum(X) @ ones(1, "n")), softmax(X)),
}
FALSE: dict[str, tuple[Term, Term]] = {
    "transposed": (grad(loss, A), B.T @ C1.T @ p.T @ C2),
    "factor": (grad(loss, A), 2 * (B.T @ C1.T @ p @ C2)),
    "square": (grad(sum_entries(X * X), X), X),
    "kron-swapped": (vec(grad(trace(W0 @ C1.T @ C2), W0)), kron(C1.T, C2.T) @ ones("L*L", 1)),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_is_proved(name: str) -> None:
    proof = prove_equal_by_sympy(*TRUE[name])
    assert proof.proved, proof.reason


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_not(name: str) -> None:
    assert not prove_equal_by_sympy(*FALSE[name]).proved


def test_what_sympy_cannot_index_is_said() -> None:
    proof = prove_equal_by_sympy(kron(X, Z), kron(X, Z))
    assert not proof.proved
    assert "do not reach" in proof.reason


def test_the_indexed_expression_has_the_entries_of_the_term() -> None:
    """At sizes 2 and 3 SymPy's sums, written out, agree with SymPy's own matrices."""
    row, col = sympy.Integer(1), sympy.Integer(0)
    entry = to_indexed(X @ Z + Z.T @ X.T, row, col).subs({sympy.Symbol("n", integer=True, positive=True): 3}).doit()
    x, z = sympy.IndexedBase("X"), sympy.IndexedBase("Z")
    expected = sum(x[1, k] * z[k, 0] + z[k, 1] * x[0, k] for k in range(3))
    assert sympy.expand(entry - expected) == 0


def test_an_entry_used_twice_is_one_expression() -> None:
    assert isinstance(to_indexed(sum_entries(trace(X @ Z) * trace(X @ Z)), ORIGIN, ORIGIN), sympy.Pow)

"""Derivatives read as a person writes them."""

from __future__ import annotations

import pytest

from lora_symbolic.calculus import Algebra, derive_gradient
from lora_symbolic.language import (
    Term,
    colsum,
    colvec,
    commutation,
    diag,
    exp,
    kron,
    log,
    matrix,
    ones,
    reciprocal,
    rowsum,
    softmax,
    sum_entries,
    to_text,
    trace,
    vec,
    zeros,
)
from tests.adapter import C1, C2, C3, NAMES, W0, A, B, Y, c, f, loss, p

X, Z, M, S = matrix("X", "m", "n"), matrix("Z", "m", "n"), matrix("M", "m", "n"), matrix("S", "m", "m")
V, N = matrix("V", "m"), matrix("N", "n", "n")
K, J = matrix("K", "m", "m"), matrix("J", "n", "n")

FORMS = [
    (sum_entries(X * X) / 2, X, "X"),
    (sum_entries(X * X), X, "2 * X"),
    (trace(X.T @ S @ X), X, "S @ X + S.T @ X"),
    (trace(X.T @ S @ X), S, "X @ X.T"),
    (sum_entries(X), X, "ones(m, n)"),
    (sum_entries(S @ X), X, "colsum(S).T @ ones(1, n)"),
    (sum_entries(rowsum(X) * V), X, "V @ ones(1, n)"),
    (sum_entries(diag(rowsum(X)) @ M), X, "rowsum(M) @ ones(1, n)"),
    (sum_entries(colsum(X * M)), X, "M"),
    (sum_entries(M * exp(X)), X, "exp(X) * M"),
    (sum_entries(log(X)), X, "reciprocal(X)"),
    (-sum_entries(M * reciprocal(X)), X, "reciprocal(X) * reciprocal(X) * M"),
    (sum_entries((Z - X) * (Z - X)) / 2, X, "-c"),
    (sum_entries(M * softmax(X)), X, "f * M - diag(rowsum(f * M)) @ f"),
    (sum_entries(vec(X) * vec(M)), X, "M"),
    (sum_entries(colvec(X) * colvec(M)), X, "M"),
    (sum_entries((commutation("m", "n") @ vec(X)) * vec(M.T)), X, "M"),
    (sum_entries((kron(S, N) @ vec(X)) * vec(M)), X, "S.T @ M @ N"),
    (sum_entries(vec(M) * exp(kron(S, N) @ vec(X))), X, "S.T @ (exp(S @ X @ N.T) * M) @ N"),
    (trace(X @ X.T) * sum_entries(M * X), X, "2 * sum(M * X) * X + trace(X @ X.T) * M"),
    (trace(kron(S, N)), S, "trace(N) * eye(m)"),
    (trace(kron(S, N)), N, "trace(S) * eye(n)"),
    (sum_entries(kron(S, N)), S, "sum(N) * ones(m, m)"),
    (sum_entries(kron(S, N) * kron(K, J)), S, "sum(N * J) * K"),
    (trace((S @ X).T @ S.T @ M), S, "S.T @ M @ X.T + M @ X.T @ S.T"),
    (sum_entries(M * softmax(X - rowsum(X) @ ones(1, "n"))), X, "p - rowsum(p) @ ones(1, n)"),
    (sum_entries(diag(S) * V), S, "diag(V)"),
    (sum_entries(M * (diag(V) @ X)), V, "rowsum(M * X)"),
]


@pytest.mark.parametrize(("scalar", "variable", "text"), [pytest.param(*form, id=form[2]) for form in FORMS])
def test_derivative_reads(scalar: Term, variable: Term, text: str) -> None:
    assert str(derive_gradient(scalar, variable)) == text


LORA = [
    (A, "B.T @ C1.T @ p @ C2"),
    (B, "C1.T @ p @ C2 @ A.T"),
    (W0, "C1.T @ p @ C2"),
    (C1, "p @ C2 @ (W0 + B @ A).T"),
    (C2, "p.T @ C1 @ (W0 + B @ A)"),
    (Y, "-c"),
]


@pytest.mark.parametrize("names", [NAMES, {}], ids=["the reader's names", "our own names"])
@pytest.mark.parametrize(("variable", "text"), LORA)
def test_lora_gradients_read(variable: Term, text: str, names: dict[Term, str]) -> None:
    derivation = derive_gradient(loss, variable, names)

    assert str(derivation) == to_text(derivation.gradient, derivation.names, expand=True) == text


def test_gradient_is_the_very_term_a_person_writes() -> None:
    assert derive_gradient(loss, A).gradient is B.T @ C1.T @ p @ C2
    assert derive_gradient(loss, A).gradient is not B.T @ C1.T @ p.T @ C2
    assert derive_gradient(loss, C3).gradient is not derive_gradient(loss, Y).gradient


def test_our_own_names_are_defined_as_the_paper_defines_them() -> None:
    assert dict(derive_gradient(loss, A).definitions) == {
        "f": "softmax(C1 @ (W0 + B @ A) @ C2.T)",
        "c": "f @ C3 - Y",
        "q": "c @ C3.T",
        "p": "f * q - diag(rowsum(f * q)) @ f",
    }


def test_names_of_several_softmaxes_are_numbered() -> None:
    first = softmax(X @ X.T)
    second = softmax(first @ X @ N)
    derivation = derive_gradient(sum_entries((second - M) * (second - M)) / 2, N)

    assert str(derivation) == "X.T @ f1.T @ p2"
    assert set(derivation.names.values()) == {"f1", "f2", "p2", "c"}


def test_names_avoid_those_that_are_taken() -> None:
    taken = matrix("f", "m", "n")
    derivation = derive_gradient(sum_entries(taken * softmax(X)), X, {M: "p"})

    assert set(derivation.names.values()) == {"f1", "p", "p1"}


def test_an_unscaled_loss_keeps_the_name_of_the_adjoint() -> None:
    assert str(derive_gradient(2 * loss, A, NAMES)) == "2 * (B.T @ C1.T @ p @ C2)"
    assert str(derive_gradient(-loss, A)) == "-(B.T @ C1.T @ p @ C2)"


def test_terms_named_by_the_reader_are_kept_whole() -> None:
    scores = C1 @ W0 @ C2.T
    f_squared = sum_entries((f @ scores) * (f @ scores)) / 2
    derivation = derive_gradient(f_squared, C1, {f: "f", scores: "S"})

    assert dict(derivation.definitions)["q"] == "c @ S.T"
    assert dict(derive_gradient(f_squared, C1, {f: "f"}).definitions)["q"] == "c @ C2 @ W0.T @ C1.T"


def test_an_adjoint_whose_transpose_is_named_is_written_with_that_name() -> None:
    transposed = C3 @ c.T
    difference = f * transposed.T - diag(rowsum(f * transposed.T)) @ f
    derivation = derive_gradient(loss, A, {f: "f", c: "c", transposed: "q", difference: "p"})

    assert derivation.definitions[-2:] == (("q", "C3 @ c.T"), ("p", "f * q.T - diag(rowsum(f * q.T)) @ f"))


def test_like_terms_and_common_factors_are_collected() -> None:
    algebra = Algebra()

    assert algebra.add(X / 2, X / 2) is X
    assert algebra.total([-X, Z, X]) is Z
    assert algebra.total([-X, Z]) is Z - X
    assert str(algebra.total([X / 2, -Z / 2])) == "(X - Z) / 2"
    assert algebra.total([X, -X]) is zeros("m", "n")
    assert algebra.add(X, Z) is not algebra.add(Z, X)

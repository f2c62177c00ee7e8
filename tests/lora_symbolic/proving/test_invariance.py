"""Terms that the laws of algebra make equal have one canonical form; near misses do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lora_symbolic.language import (  # fmt: skip
    Term,
    block,
    colkron,
    colsum,
    colvec,
    commutation,
    diag,
    exp,
    eye,
    kron,
    log,
    matrix,
    ones,
    reciprocal,
    rowkron,
    rowsum,
    size,
    softmax,
    sum_entries,
    trace,
    vec,
    zeros,
)
from lora_symbolic.proving import prove_equal
from tests.examples import examples
from tests.strategies import FUNCTIONS, terms

L_BY_D = (size("L"), size("d"))
D_BY_R = (size("d"), size("r"))
left = terms(2, L_BY_D)
right = terms(2, D_BY_R)


def holds(one: Term, other: Term) -> bool:
    return prove_equal(one, other).proved


@examples(60)
@given(left, left, left)
def test_sums_do_not_see_order_or_grouping(x: Term, y: Term, z: Term) -> None:
    assert holds(x + (y - z), (y + x) - z)


@examples(60)
@given(left, left, right, right)
def test_products_expand(x: Term, y: Term, a: Term, b: Term) -> None:
    operations = x.operations | y.operations | a.operations | b.operations
    assume(not {"lower", "block"} <= operations)  # a triangle alone on a cut axis stays undecided, see the reference
    assert holds((x + y) @ (a - b), x @ a + y @ a - x @ b - y @ b)


@examples(60)
@given(left, right, terms(1, (size("r"), size("L"))))
def test_products_associate_and_traces_are_cyclic(x: Term, a: Term, b: Term) -> None:
    assert holds((x @ a) @ b, x @ (a @ b))
    assert holds(trace(x @ a @ b), trace(b @ x @ a))


@examples(60)
@given(left, left, right)
def test_hadamard_commutes_and_transposes_reverse(x: Term, y: Term, a: Term) -> None:
    assert holds((x * y).T, y.T * x.T)
    assert holds(((x * y) @ a).T, a.T @ (y * x).T)


@examples(40)
@given(left, terms(1, (size("L"), size(1)), functions=FUNCTIONS - {"log"}))
def test_softmax_does_not_see_a_shift_of_a_row(x: Term, u: Term) -> None:
    assert holds(softmax(x + u @ ones(1, "d")), softmax(x))
    assert holds(rowsum(softmax(x)), ones("L", 1))


@examples(40)
@given(left, st.integers(-3, 3))
def test_a_term_that_is_not_zero_is_told_from_its_multiples(x: Term, k: int) -> None:
    y = matrix("Z", "L", "d")
    assert holds(x + y, x + k * y) == (k == 1)


A, B, X = matrix("A", "a", "m"), matrix("B", "b", "n"), matrix("X", "m", "n")
Z, S, T, u, v = matrix("Z", "n", "m"), matrix("S", "n", "n"), matrix("T", "n", "n"), matrix("u", "n"), matrix("v", "n")
U1, U2, V1, V2 = matrix("U1", "L", "k"), matrix("U2", "L", "l"), matrix("V1", "M", "k"), matrix("V2", "M", "l")
P, Q = matrix("P", "L", "r"), matrix("Q", "L", "d - r")
R, W = matrix("R", "r", "m"), matrix("W", "d - r", "m")

TRUE: dict[str, tuple[Term, Term]] = {
    "vec-row-major": (vec(A @ X @ B.T), kron(A, B) @ vec(X)),
    "vec-column-major": (colvec(A @ X @ B.T), kron(B, A) @ colvec(X)),
    "commutation": (commutation("m", "n") @ vec(X), vec(X.T)),
    "commutation-transposed": (commutation("m", "n").T, commutation("n", "m")),
    "commutation-orthogonal": (commutation("m", "n") @ commutation("n", "m"), eye("m*n")),
    "commutation-kron": (commutation("a", "b") @ kron(A, B), kron(B, A) @ commutation("m", "n")),
    "kron-mixed-product": (kron(A, B) @ kron(X, Z), kron(A @ X, B @ Z)),
    "kron-associative": (kron(kron(A, B), S), kron(A, kron(B, S))),
    "kron-trace": (trace(kron(S, T)), trace(S) * trace(T)),
    "vec-inner-product": (vec(X).T @ vec(Z.T), trace(X.T @ Z.T) * ones(1, 1)),
    "face-splitting": (rowkron(U1, U2) @ rowkron(V1, V2).T, (U1 @ V1.T) * (U2 @ V2.T)),
    "khatri-rao": (colkron(A, Z).T @ colkron(A, Z), (A.T @ A) * (Z.T @ Z)),
    "face-splitting-transposed": (rowkron(U1, U2).T, colkron(U1.T, U2.T)),
    "block-product": (block([[P, Q]]) @ block([[R], [W]]), P @ R + Q @ W),
    "block-transposed": (block([[P, Q]]).T, block([[P.T], [Q.T]])),
    "block-softmax": (rowsum(softmax(block([[P, Q]]))), ones("L", 1)),
    "block-unit": (block([[P, zeros("L", "d - r")]]) @ block([[eye("r")], [zeros("d - r", "r")]]), P),
    "block-sum": (sum_entries(block([[P, Q]])), sum_entries(P) + sum_entries(Q)),
    "diag-scales-rows": (diag(u) @ S, (u @ ones(1, "n")) * S),
    "diag-of-diag": (diag(diag(u)), u),
    "trace-of-diag": (trace(diag(u)), sum_entries(u)),
    "size-of-a-sum": (sum_entries(ones("m", "n")), sum_entries(ones("n", "m"))),
    "exp-of-a-sum": (exp(S + T), exp(S) * exp(T)),
    "exp-log": (exp(log(S)), S),
    "log-exp": (log(exp(S)), S),
    "log-softmax": (log(softmax(S)), S - log(rowsum(exp(S))) @ ones(1, "n")),
    "sigmoid": (reciprocal(ones("n", "n") + exp(-S)), ones("n", "n") - reciprocal(ones("n", "n") + exp(S))),
    "reciprocal-cancels": (S * reciprocal(S), ones("n", "n")),
    "softmax-rows-of-p": (rowsum(softmax(S) * T - diag(rowsum(softmax(S) * T)) @ softmax(S)), zeros("n", 1)),
    "masked-softmax": (softmax(S, u @ v.T), softmax(S, ones("n", 1) @ v.T)),
    "colsum": (colsum(S), rowsum(S.T).T),
    "equal-digits": (kron(ones("n", 1), u) * kron(u, ones("n", 1)), kron(u, u)),
}  # fmt: skip

FALSE: dict[str, tuple[Term, Term]] = {
    "vec-swapped": (vec(S @ T @ S.T), kron(S, T) @ vec(S)),
    "commutation-is-not-symmetric": (commutation("n", "n") @ kron(S, T), kron(S, T) @ commutation("n", "n")),
    "softmax-column-shift": (softmax(S + ones("n", 1) @ u.T), softmax(S)),
    "softmax-columns": (colsum(softmax(S)), ones(1, "n")),
    "block-swapped": (block([[P, zeros("L", "d - r")]]) @ block([[R], [W]]), P @ R + Q @ W),
    "exp-of-a-product": (exp(S * T), exp(S) * exp(T)),
    "hadamard-for-product": (S @ T, S * T),
    "transpose-missing": (trace(S @ T), trace(S @ T.T)),
    "diag-on-the-other-side": (diag(u) @ S, S @ diag(u)),
    "trace-of-the-square": (trace(S) * trace(S), trace(S @ S)),
    "sizes": (sum_entries(ones("m", "n")), sum_entries(ones("m", "m"))),
    "kron-does-not-commute": (kron(S, T), kron(T, S)),
    "sigmoid-sign": (reciprocal(ones("n", "n") + exp(-S)), reciprocal(ones("n", "n") + exp(S))),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_an_identity_is_proved(name: str) -> None:
    proof = prove_equal(*TRUE[name])
    assert proof.proved, proof.reason


@pytest.mark.parametrize("name", FALSE)
def test_a_near_miss_is_not_proved(name: str) -> None:
    assert not prove_equal(*FALSE[name]).proved


@pytest.mark.parametrize(
    ("term", "condition"),
    [
        (log(S), "every entry of S is positive"),
        (reciprocal(S), "every entry of S is positive"),
        (softmax(S, T), "each row of T, weighted by the exponentials, has a sum that is not zero"),
    ],
)
def test_a_condition_travels_with_the_proof(term: Term, condition: str) -> None:
    assert [str(each) for each in prove_equal(term, term + zeros("n", "n")).conditions] == [condition]


@pytest.mark.parametrize("build", [lambda s: log(exp(s)), lambda s: reciprocal(ones("n", "n") + exp(s)), softmax])
def test_no_condition_where_the_argument_is_positive_by_itself(build: Callable[[Term], Term]) -> None:
    assert prove_equal(build(S), build(S + zeros("n", "n"))).conditions == ()

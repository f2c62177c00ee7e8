"""A reader's own claims in Coq: what is proved, what is not, and names that try to be more than names."""

from __future__ import annotations

import re

import pytest

from lora_symbolic.language import grad, matrix, softmax, sum_entries, trace
from proofs_checks.coq.translation.own_claims import attempt_of, comment, compiled, theorem_name
from proofs_checks.ledger.model import LedgerClaim

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
X, A = matrix("X", "n", "k"), matrix("A", "m", "n")


def stated(lhs, rhs, name="claim", text=("left", "right")) -> LedgerClaim:
    return LedgerClaim("", name, "stated", "equal", text, lhs, rhs, sizes=("m", "n", "k"))


def test_a_true_claim_has_a_theorem_with_its_axioms(compiler):
    found = compiled(attempt_of(stated((A @ X).T, X.T @ A.T)))
    assert found.accepted
    assert found.statement.startswith("forall m n k : nat,")
    assert "ClassicalDedekindReals.sig_forall_dec" in found.axioms


def test_a_gradient_has_a_theorem(compiler):
    loss = sum_entries((A @ X) * (A @ X)) / 2
    found = compiled(attempt_of(stated(grad(loss, X), A.T @ A @ X)))
    assert found.accepted, found.reason
    assert "is_gradient" in found.statement


@pytest.mark.slow(reason="two gradients found by rule and compiled")
def test_a_gradient_of_a_loss_with_a_weighted_norm_has_a_theorem(compiler):
    w, y, weight = matrix("w", "n", 1), matrix("y", "m", 1), sum_entries(matrix("lambda_", 1, 1))
    loss = sum_entries((A @ w - y) * (A @ w - y)) / 2 + weight * sum_entries(w * w) / 2
    gradient = A.T @ (A @ w - y) + weight * w
    found = compiled(attempt_of(stated(grad(loss, w), gradient)))
    assert found.accepted, found.reason
    assert not compiled(attempt_of(stated(grad(loss, w), gradient + weight * w))).accepted


@pytest.mark.parametrize("wrong", [X.T @ A.T * 2, -(X.T @ A.T)])
def test_a_false_claim_has_none(compiler, wrong):
    found = compiled(attempt_of(stated((A @ X).T, wrong)))
    assert not found.accepted
    assert found.reason == "not closed by the rules"


def test_a_false_gradient_has_none(compiler):
    loss = sum_entries((A @ X) * (A @ X)) / 2
    assert not compiled(attempt_of(stated(grad(loss, X), 2 * (A.T @ A @ X)))).accepted


def test_a_matrix_named_like_the_gradient_is_not_taken_for_it(compiler):
    """grad(loss, X) = grad_X with any matrix grad_X is false, and must not be read as grad_X = grad_X."""
    hidden = matrix("grad_X", "n", "k")
    assert not compiled(attempt_of(stated(grad(sum_entries(X * X), X), hidden))).accepted


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (stated(softmax(A @ A.T, A @ A.T), A @ A.T), "outside the fragment: softmax with weights"),
        (
            stated(grad(trace(grad(sum_entries(X * X), X).T @ X), X), 4 * X),
            "outside the fragment: a derivative inside a derivative",
        ),
        (LedgerClaim("", "shape", "stated", "shape", ("X", "n", "k"), X), "a claim about a shape"),
        (LedgerClaim("", "ill", "stated", "equal", ("X", "A"), problem="n x k"), "its shapes do not fit"),
    ],
)
def test_what_lies_outside_says_why_in_one_line(claim, reason):
    attempt = attempt_of(claim)
    assert attempt.reason.startswith(reason)
    assert "\n" not in attempt.reason
    assert not attempt.text


HOSTILE = 'x *) Axiom a : False. (* "'


def test_names_and_titles_cannot_leave_their_comment(compiler):
    claim = stated(A @ X, A @ X, name=HOSTILE, text=(HOSTILE, "left *) Lemma"))
    attempt = attempt_of(claim, title=f'{HOSTILE} \n *) Axiom b : False. (*((*))"*)')
    code = re.sub(r"\(\*.*?\*\)", "", attempt.text, flags=re.DOTALL)
    assert "Axiom" not in code.replace(attempt.theorem, "")
    found = compiled(attempt)
    assert found.accepted, found.reason
    assert found.theorem == "claim_x_Axiom_a_False"


def test_the_check_of_the_comment_would_notice(compiler):
    from proofs_checks.coq.toolchain.compiler import compile_text

    assert not compile_text("hostile", f"(* {HOSTILE} *) Check a.").accepted
    assert comment(HOSTILE) != HOSTILE


@pytest.mark.parametrize("name", ["", "Δ", "a b", "*)", "Qed.", "forall"])
def test_every_name_becomes_an_identifier(name):
    assert re.fullmatch(r"claim(_[A-Za-z0-9]+)*", theorem_name(name))

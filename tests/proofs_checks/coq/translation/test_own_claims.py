"""A reader's own claims in Coq: what is proved, what is not, and names that try to be more than names."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from lora_symbolic.language import Equation, exp, eye, grad, log, matrix, reciprocal, softmax, sum_entries, trace
from lora_symbolic.language.statement import in_range
from lora_symbolic.language.statement.comparison import ScalarRange
from proofs_checks.coq.toolchain.limits import Limits
from proofs_checks.coq.translation.own_claims import LIMITS, attempt_of, comment, compiled, theorem_name
from proofs_checks.ledger.model import LedgerClaim

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
X, A = matrix("X", "n", "k"), matrix("A", "m", "n")


@pytest.fixture(autouse=True)
def less_time(monkeypatch):
    """What is true here is proved in seconds; what is false need not be tried for longer."""
    for rules, limits in LIMITS.items():
        monkeypatch.setitem(LIMITS, rules, Limits(min(limits.seconds, 15), limits.gibibytes))


def stated(lhs, rhs, name="claim", text=("left", "right"), where=()) -> LedgerClaim:
    return LedgerClaim("", name, "stated", "equal", text, lhs, rhs, sizes=("m", "n", "k"), where=where)


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


@pytest.mark.slow(reason="gradients through a logarithm, found by rule and compiled")
@pytest.mark.parametrize("sign", [1, -1])
def test_a_gradient_through_a_logarithm_has_a_theorem_and_its_negative_has_none(compiler, sign):
    """With s = sum(v * w) and r = exp(-log(sum(v * v)) / 2), the gradient of s r in v is r w - s r^3 v."""
    v, w = matrix("v", "n", 1), matrix("w", "n", 1)
    inner, root = sum_entries(v * w), exp(-log(sum_entries(v * v)) / 2)
    claim = stated(grad(inner * root, v), root * w - sign * (inner * root * root * root) * v)
    found = compiled(attempt_of(claim))
    assert found.accepted is (sign == 1), found.reason
    assert "(Rlt 0 (sum_entries (v .* v))) ->" in found.statement


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


Y, Z = matrix("Y", "n", "k"), matrix("Z", "n", "k")


def test_what_is_divided_by_is_said_not_to_be_0():
    claim = stated(reciprocal(Y) * Y, reciprocal(Y + Z) * (Y + Z))
    assert "(forall i j, Y i j <> 0) ->" in attempt_of(claim).statement
    assert "(forall i j, (Y + Z) i j <> 0) ->" in attempt_of(claim).statement


def test_fractions_with_a_common_denominator_have_a_theorem(compiler):
    claim = stated(reciprocal(Y) - Z * reciprocal(Y) * reciprocal(Y + Z), reciprocal(Y + Z))
    assert compiled(attempt_of(claim)).accepted
    wrong = stated(reciprocal(Y) + Z * reciprocal(Y) * reciprocal(Y + Z), reciprocal(Y + Z))
    assert not compiled(attempt_of(wrong)).accepted


def test_the_range_of_a_number_is_a_hypothesis():
    scalar = ScalarRange("eps", Fraction(0), Fraction(1, 2), high_closed=True)
    claim = stated(sum_entries(scalar.variable) * X, sum_entries(scalar.variable) * X, where=(in_range(scalar),))
    found = attempt_of(claim)
    assert "(Rlt 0%:R (eps 0 0) /\\ Rle (eps 0 0) (1%:R / 2%:R)) ->" in found.statement
    assert "forall eps : 'M[R]_(1, 1)," in found.statement


def test_equations_that_are_taken_for_granted_are_used(compiler):
    orthogonal = Equation("A.T @ A = eye(n)", A.T @ A, eye("n"))
    claim = stated(A @ A.T @ A @ A.T, A @ A.T, where=(orthogonal,))
    assert "(((A^T) *m A) = (1%:M : 'M[R]_(n, n))) ->" in attempt_of(claim).statement
    assert compiled(attempt_of(claim)).accepted
    assert not compiled(attempt_of(stated(A @ A.T @ A @ A.T, A @ A.T))).accepted


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

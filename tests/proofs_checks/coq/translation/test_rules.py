"""Rules for sizes that are written in several ways and for sizes that are small numbers: each closes what is true, and
refuses the same claim with one slip.
"""

from __future__ import annotations

import pytest

from lora_symbolic.language import Term, eye, kron, matrix, ones, trace, zeros
from proofs_checks.coq.toolchain.compiler import compile_text
from proofs_checks.coq.toolchain.proof_job import Proof
from proofs_checks.coq.translation.own_claims import BY_NUMBERS, BY_SIZES, SOURCES, attempt_of
from proofs_checks.ledger.model import LedgerClaim

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
K, H, T = matrix("K", "k", "d"), matrix("H", "n", "g * d"), matrix("T", 2, 2)
TWICE = kron(ones(2, 1), K)
CHARACTERISTIC = T @ T - trace(T) * T
LAST = (trace(T) * trace(T) - trace(T @ T)) / 2 * eye(2)


def proof_by(rules: str, left: Term, right: Term) -> Proof | None:
    """The file that proves the equality by these rules alone, none if they are not tried."""
    claim = LedgerClaim("", "claim", "stated", "equal", ("left", "right"), left, right, sizes=("n", "k", "d", "g"))
    return next((proof for proof in attempt_of(claim).proofs if f"Import {SOURCES[rules]}." in proof.text), None)


def closes(rules: str, left: Term, right: Term) -> bool:
    proof = proof_by(rules, left, right)
    assert proof is not None
    return compile_text("rules", proof.text, limits=proof.limits).accepted


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (TWICE.T @ TWICE, 2 * (K.T @ K), 3 * (K.T @ K)),
        (H @ kron(eye("g"), K.T) @ kron(eye("g"), K), H @ kron(eye("g"), K.T @ K), H @ kron(eye("g"), 2 * (K.T @ K))),
        (
            H @ kron(ones("g", 1), eye("d")) @ K.T,
            H @ kron(ones("g", 1), K.T),
            -(H @ kron(ones("g", 1), K.T)),
        ),
    ],
)
def test_products_of_sizes_that_are_written_differently(left: Term, right: Term, wrong: Term) -> None:
    assert closes(BY_SIZES, left, right)
    assert not closes(BY_SIZES, left, wrong)


@pytest.mark.usefixtures("compiler")
def test_matrices_of_small_sizes_are_written_out() -> None:
    """The theorem of Cayley and Hamilton for two rows; with another sign it is false."""
    assert closes(BY_NUMBERS, CHARACTERISTIC + LAST, zeros(2, 2))
    assert not closes(BY_NUMBERS, CHARACTERISTIC - LAST, zeros(2, 2))


def test_rules_are_tried_only_where_they_may_help() -> None:
    assert proof_by(BY_SIZES, K.T @ K, K.T @ K) is None
    assert proof_by(BY_NUMBERS, TWICE, TWICE) is None
    assert proof_by(BY_SIZES, TWICE, TWICE) is not None

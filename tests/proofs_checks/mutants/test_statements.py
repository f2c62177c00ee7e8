"""Wrong versions of true claims are rejected, whatever the slip."""

from __future__ import annotations

from collections import Counter

import pytest

from lora_symbolic import proving
from lora_symbolic.language import Term
from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.equality import is_equality
from proofs_checks.mutants import statements as mutants
from proofs_checks.mutants.statements import counts_of, judge_mutants
from tests.proofs_checks.judging.fabricated import claim, equality

HEADLINES = ("lemma-2.1", "lemma-3.1", "lemma-3.2", "lemma-D.4")


def _outcomes(left: str, right: str) -> Counter[str]:
    return Counter(mutant.outcome for mutant in judge_mutants(equality(left, right)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(X @ Y).T", "Y.T @ X.T"),
        ("vec(S @ T)", "kron(S, eye(n)) @ vec(T)"),
        ("trace(S @ T)", "sum(S.T * T)"),
        ("grad(sum(softmax(S) * T), S)", "softmax(S) * T - diag(rowsum(softmax(S) * T)) @ softmax(S)"),
    ],
)
def test_no_mutant_of_a_true_claim_survives(left: str, right: str) -> None:
    outcomes = _outcomes(left, right)
    assert outcomes["refuted"] > 0
    assert outcomes["survives"] == outcomes["conflict"] == 0


def test_a_slip_that_changes_nothing_is_proved_equivalent() -> None:
    found = judge_mutants(equality("S + S.T", "S.T + S"))
    assert {mutant.outcome for mutant in found if mutant.kind == "wrong sign"} == {"refuted"}
    symmetric = judge_mutants(equality("trace(S)", "trace(S.T)"))
    assert "equivalent" in {mutant.outcome for mutant in symmetric if mutant.kind == "missing transpose"}


def test_shapes_alone_reject_a_missing_transpose_of_a_rectangle() -> None:
    found = judge_mutants(equality("(X @ Y).T", "Y.T @ X.T"))
    assert {mutant.outcome for mutant in found if mutant.kind == "missing transpose"} == {"ill-typed"}


def test_a_prover_that_accepts_a_wrong_claim_is_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    class Liar:
        find_counterexample = staticmethod(proving.find_counterexample)

        @staticmethod
        def prove_equal(lhs: Term, rhs: Term) -> proving.Proof:
            return proving.prove_equal(lhs, lhs)

    monkeypatch.setattr(mutants, "proving", Liar)
    assert _outcomes("(X @ Y).T", "Y.T @ X.T")["conflict"] > 0


def test_a_blind_search_lets_mutants_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the control: without counterexamples the counts show it."""

    class Blind:
        prove_equal = staticmethod(proving.prove_equal)
        find_counterexample = staticmethod(lambda *arguments, **options: None)

    monkeypatch.setattr(mutants, "proving", Blind)
    outcomes = _outcomes("(X @ Y).T", "Y.T @ X.T")
    assert outcomes["survives"] > 0
    assert outcomes["refuted"] == 0


def test_shape_claims_have_no_mutants() -> None:
    assert judge_mutants(claim("shape = ['X @ Y', 'm', 'm']")) == []


def test_counts_are_by_kind_and_outcome() -> None:
    counts = counts_of(judge_mutants(equality("(X @ Y).T", "Y.T @ X.T")))
    assert counts["factor 2"] == {"refuted": 1}


@pytest.mark.slow(reason="dozens of wrong gradients, each searched for a counterexample")
def test_every_slip_in_the_headline_gradients_is_rejected() -> None:
    ledger = load_ledger()
    claims = [
        claim
        for ident in HEADLINES
        for claim in ledger.select(ident)
        if is_equality(claim) and proving.prove_equal(claim.lhs, claim.rhs).proved  # type: ignore[arg-type]
    ]
    assert len(claims) >= 5
    found = Counter(mutant.outcome for claim in claims for mutant in judge_mutants(claim, per_kind=2))
    assert found["survives"] == found["conflict"] == 0
    assert found["refuted"] > 30
    assert found["ill-typed"] > 30

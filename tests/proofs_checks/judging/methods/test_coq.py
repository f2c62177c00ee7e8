"""Evidence from Coq: a theorem counts when the compiler accepted it here; anything else is said to be missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs_checks.coq.toolchain import compiler as toolchain
from proofs_checks.coq.translation.translate import statement_of
from proofs_checks.judging.methods import Effort, coq
from proofs_checks.ledger import load_ledger
from proofs_checks.verdict.evidence import Finding


@pytest.fixture
def claim():
    return next(claim for claim in load_ledger().select("lemma-3.2/dA") if claim.form == "corrected")


def test_a_missing_compiler_is_missing_and_no_proof(monkeypatch, claim):
    monkeypatch.setattr(toolchain, "coqc", lambda: None)
    evidence = coq.gather(claim, Effort())
    assert (evidence.strength, evidence.finding) == ("none", Finding.SILENT)
    assert "missing" in evidence.detail


def test_a_theorem_that_was_never_compiled_is_missing(monkeypatch, claim):
    monkeypatch.setattr(toolchain, "coqc", lambda: "/usr/bin/coqc")
    monkeypatch.setattr(coq, "_compiled", dict)
    assert coq.gather(claim, Effort()).finding is Finding.SILENT


def test_an_accepted_theorem_proves(monkeypatch, claim):
    monkeypatch.setattr(toolchain, "coqc", lambda: "/usr/bin/coqc")
    monkeypatch.setattr(coq, "_compiled", lambda: {claim.key: statement_of(claim)})
    evidence = coq.gather(claim, Effort())
    assert (evidence.strength, evidence.finding) == ("coq", Finding.PROVES)


def test_the_theorem_of_another_statement_is_no_proof(monkeypatch, claim):
    monkeypatch.setattr(toolchain, "coqc", lambda: "/usr/bin/coqc")
    monkeypatch.setattr(coq, "_compiled", lambda: {claim.key: statement_of(claim)})
    slipped = replace(claim, lhs=claim.rhs)
    assert coq.gather(slipped, Effort()).finding is Finding.SILENT


def test_claims_without_a_theorem_are_not_asked(claim):
    assert coq.has_theorem(claim)
    assert not coq.has_theorem(replace(claim, item=""))
    assert not coq.has_theorem(replace(claim, form="added"))

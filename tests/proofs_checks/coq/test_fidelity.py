"""Theorems stated by hand against the ledger's statements: they close them, and refuse those of wrong variants."""

from __future__ import annotations

import pytest

from proofs_checks.coq.toolchain.compiler import compile_text, theories, theory_file
from proofs_checks.coq.toolchain.expected_axioms import theorems_of_theories
from proofs_checks.coq.translation.fidelity import controls_text, fidelity_text, pairs
from proofs_checks.coq.translation.translate import equality, statement_of
from proofs_checks.ledger import load_ledger
from proofs_checks.mutants.statements import mutants_of

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


def test_the_theorems_exist():
    text = "".join(theory_file(name).read_text() for name in theories())
    for pair in pairs():
        assert pair.theorem in theorems_of_theories() or f"Lemma {pair.theorem} " in text


def test_each_theorem_closes_the_statement_of_its_claim(compiler):
    answer = compile_text("fidelity", fidelity_text(load_ledger()))
    assert answer.accepted, answer.output[-2000:]


def test_no_theorem_closes_the_statement_of_a_wrong_variant(compiler):
    claims = {claim.key: claim for claim in load_ledger().claims}
    statements = []
    for pair in pairs():
        claim = claims[pair.key]
        terms = [mutant.term for mutant in mutants_of(claim) if mutant.term is not None][:2]
        assert terms
        statements += [(pair, equality(claim.lhs, term, claim.sizes, claim.term_names)) for term in terms]
    answer = compile_text("fidelity_controls", controls_text(statements))
    assert answer.accepted, answer.output[-2000:]


def test_the_control_itself_would_notice(compiler):
    ledger = load_ledger()
    pair = next(pair for pair in pairs() if pair.kind == "exact")
    claim = next(claim for claim in ledger.claims if claim.key == pair.key)
    assert not compile_text("control_of_controls", controls_text([(pair, statement_of(claim))])).accepted

"""Statements of Coq: what the translator writes, and that a slip in the ledger changes what it writes."""

from __future__ import annotations

import re

import pytest

from lora_symbolic.language import matrix, size, softmax, vec
from proofs_checks.coq.errors import NotTranslatable
from proofs_checks.coq.translation.dimensions import sizes_with_differences
from proofs_checks.coq.translation.generate import certificate_of, proofs, recorded_verdicts, theorem_name, wanted
from proofs_checks.coq.translation.translate import equality, statement_of
from proofs_checks.ledger import Ledger
from proofs_checks.mutants.statements import mutants_of


def claim_of(ledger: Ledger, ident: str, form: str):
    return next(claim for claim in ledger.select(ident) if claim.form == form)


def test_a_gradient_is_stated_as_the_derivative_along_every_curve(ledger):
    statement = statement_of(claim_of(ledger, "lemma-3.2/dA", "corrected"))
    assert "exists grad_A : 'M[R]_(r, d)," in statement
    assert "is_gradient (fun A : 'M[R]_(r, d) =>" in statement
    assert (
        statement.endswith("(vec grad_A) = (vec ((((B^T) *m (C1^T)) *m p) *m C2))") or "vec grad_A = vec" in statement
    )


def test_inside_a_gradient_the_definitions_follow_the_variable(ledger):
    statement = statement_of(claim_of(ledger, "lemma-3.2/dA", "corrected"))
    inside = statement.split("is_gradient (fun A", 1)[1]
    assert "let f :" in inside.split("/\\", 1)[0]


def test_every_true_equality_of_the_ledger_has_a_statement(ledger):
    claims = wanted(ledger)
    assert len(claims) > 250
    for claim in claims:
        assert statement_of(claim)


def test_theorem_names_are_distinct(ledger):
    names = [theorem_name(claim) for claim in wanted(ledger)]
    assert len(set(names)) == len(names)


def test_every_proof_belongs_to_a_true_equality(ledger):
    keys = {claim.key for claim in wanted(ledger)}
    assert set(proofs()) <= keys
    assert all(recorded_verdicts()[key] in ("proved", "conditional") for key in proofs())


def test_a_slip_in_a_claim_changes_its_statement(ledger):
    claim = claim_of(ledger, "lemma-3.2/dA", "corrected")
    original = equality(claim.lhs, claim.rhs, claim.sizes, claim.term_names)
    terms = [mutant.term for mutant in mutants_of(claim) if mutant.term is not None]
    assert terms
    for term in terms:
        assert equality(claim.lhs, term, claim.sizes, claim.term_names) != original


def test_a_difference_of_sizes_becomes_a_size_of_its_own():
    sizes = sizes_with_differences([size("d - r"), size("d")])
    assert str(sizes(size("d"))) == "(r + s)"
    with pytest.raises(NotTranslatable):
        sizes_with_differences([size("d - r - 1"), size("d")])


def test_an_operation_without_translation_is_refused():
    x = matrix("X", "L", "L")
    with pytest.raises(NotTranslatable, match="weights"):
        equality(softmax(x, x), x, ("L",), {})


def test_factors_one_in_sizes_are_removed():
    x = matrix("x", 1, "d")
    statement = equality(vec(x), x.T, ("d",), {})
    assert "resize d 1 (vec x)" in statement


def test_a_claim_without_proof_has_no_certificate(ledger):
    shape = claim_of(ledger, "lemma-3.2/q", "printed")
    assert certificate_of(shape) is None


def test_names_of_coq_are_not_used_for_matrices(ledger):
    for claim in wanted(ledger):
        assert not re.search(r"forall (R|exp|diag|vec) :", statement_of(claim))

"""Bounds: what the ledger states of errors is what theorems of the theories state, constant by constant."""

from __future__ import annotations

import pytest

from proofs_checks.coq.certification.bounds import bounds_in_coq, bounds_text
from proofs_checks.coq.toolchain.compiler import compile_text
from proofs_checks.coq.toolchain.expected_axioms import read_golden, theorems_of_theories

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


def test_each_has_a_theorem_whose_axioms_are_recorded(ledger):
    found = {bound.claim.id: bound.theorem for bound in bounds_in_coq(ledger)}
    assert set(found.values()) <= set(theorems_of_theories()) & set(read_golden())
    assert found["theorem-3.1/accuracy"] == "stochastic_dA"
    assert found["lemma-3.4/attention-weights"] == "softmax_row"
    assert found["lemma-D.9/error-rows"] == "stochastic_p2_row"


def test_bounds_that_no_theorem_states_are_left_out(ledger):
    found = {bound.claim.id for bound in bounds_in_coq(ledger)}
    assert not found & {"lemma-3.4/bound", "theorem-A.1/error-AK", "lemma-3.4/bound-same-polynomial"}


def test_the_constants_are_those_of_the_theorems(compiler, ledger):
    answer = compile_text("bounds", bounds_text(ledger))
    assert answer.accepted, answer.output[-2000:]


def test_every_other_constant_is_refused(compiler, ledger):
    answer = compile_text("bounds_control", bounds_text(ledger, lambda bound: bound * 2))
    assert answer.accepted, answer.output[-2000:]
    assert not compile_text("bounds_control", bounds_text(ledger, lambda bound: bound)).accepted

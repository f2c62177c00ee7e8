"""What the ledger states of errors, and the steps of its lower bound: theorems of the theories, by their constants."""

from __future__ import annotations

import pytest

from proofs_checks.commands.explain.explanation import explanation_data, explanation_of
from proofs_checks.coq.certification.bounds import bounds_in_coq, bounds_text, printed
from proofs_checks.coq.certification.steps import CONSTANTS, constants_of, steps_in_coq, steps_text
from proofs_checks.coq.toolchain.compiler import compile_text
from proofs_checks.coq.toolchain.expected_axioms import read_golden, theorems_of_theories
from proofs_checks.publishing.data.theorems import theorems
from proofs_checks.publishing.explanation import explanation_lines

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


def test_every_step_is_a_theorem_whose_axioms_are_recorded(ledger):
    named = {theorem for steps in steps_in_coq(ledger) for theorem in steps.theorems}
    assert named <= set(theorems_of_theories()) & set(read_golden())
    assert set(constants_of()) <= named


def test_every_argued_claim_of_the_lower_bound_has_its_steps_or_is_named_here(ledger):
    """Without theorems: statements about other algorithms, about sizes, and about arguments that fail."""
    without = {
        "lemma-E.1/small-distances|added",
        "lemma-E.1/left-nodes|added",
        "theorem-4.1/sketch-first-half|printed",
        "theorem-4.1/first-half-alone|added",
        "theorem-4.1/every-rank|added",
        "theorem-4.1/smaller-entries|added",
    }
    argued = {
        claim.key for claim in ledger.claims if claim.item in ("lemma-E.1", "theorem-4.1") and claim.kind == "judged"
    }
    assert argued - {steps.claim.key for steps in steps_in_coq(ledger)} == without


def test_the_constants_of_the_steps_are_those_of_the_theorems(compiler):
    answer = compile_text("steps", steps_text())
    assert answer.accepted, answer.output[-2000:]
    assert "orthogonal_queries" in printed(answer.output)["gradients_decide_orthogonal"]


@pytest.mark.parametrize("name", sorted(CONSTANTS))
def test_another_constant_of_a_step_is_not_found(compiler, name):
    changed = steps_text({**CONSTANTS, name: CONSTANTS[name] * 3 / 7})
    assert not compile_text("steps_control", changed).accepted


def test_pages_show_the_statements_of_the_steps(compiler, ledger):
    assert compile_text("steps", steps_text()).accepted
    shown = theorems(ledger, {"claims": []})["lemma-E.1/gap|added"]
    assert shown["kind"] == "steps"
    assert "gap_near:\nforall" in shown["statement"]
    assert shown["axioms"]


def test_explain_names_the_steps(ledger):
    data = explanation_data(explanation_of("theorem-4.1/direction", ledger, {}))
    assert data["claims"][0]["steps_in_coq"] == ["adapters_answer", "adapters_answered"]
    assert any("steps in Coq: adapters_answer" in line for line in explanation_lines(data))

"""Twins: the translation printed a second time, over tables that Coq computes, agrees with what is known of a claim."""

from __future__ import annotations

import pytest

from lora_symbolic.evaluation import RATIONAL, DomainError, evaluate_all
from proofs_checks.coq.refutation.reflected import Instance, has_exponentials, random_instance, twin_of, twins_text
from proofs_checks.coq.refutation.refutations import recorded
from proofs_checks.coq.toolchain.compiler import compile_text
from proofs_checks.coq.translation.generate import proofs
from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.mutants.statements import mutants_of

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


def claims_without_exponentials() -> list[LedgerClaim]:
    equalities = [claim for claim in load_ledger().claims if claim.kind == "equal" and claim.lhs is not None]
    return [claim for claim in equalities if not has_exponentials(claim)]


def refuted(claim: LedgerClaim) -> bool:
    return "matrices" in recorded().get(claim.key, {})


def asked(claim: LedgerClaim) -> tuple[str, str]:
    if refuted(claim):
        found = recorded()[claim.key]
        return twin_of(claim.lhs, claim.rhs, claim, Instance(found["sizes"], found["matrices"])), "Some false"
    return twin_of(claim.lhs, claim.rhs, claim, random_instance(claim, 7)), "Some true"


def test_every_twin_is_true_for_a_theorem_and_false_at_the_recorded_counterexample(compiler):
    chosen = [claim for claim in claims_without_exponentials() if refuted(claim) or claim.key in proofs()]
    answers = [asked(claim) for claim in chosen]
    assert sum(answer == "Some true" for _, answer in answers) > 70
    assert sum(answer == "Some false" for _, answer in answers) > 20
    told = compile_text("twins", twins_text(answers))
    assert told.accepted, told.output[-2000:]


def test_wrong_variants_are_told_apart_exactly_where_rational_arithmetic_does(compiler):
    claims = [claim for claim in claims_without_exponentials() if claim.key in proofs()]
    goals, expected = [], []
    for claim in claims[:25]:
        instance = random_instance(claim, 11)
        for term in [mutant.term for mutant in mutants_of(claim) if mutant.term is not None][:2]:
            try:
                left, right = evaluate_all((claim.lhs, term), instance.matrices, instance.sizes, RATIONAL)
            except DomainError:  # the mutant says nothing at this instance
                continue
            expected.append("Some true" if (left == right).all() else "Some false")
            goals.append((twin_of(claim.lhs, term, claim, instance), expected[-1]))
    told = compile_text("twins_of_mutants", twins_text(goals))
    assert told.accepted, told.output[-2000:]
    assert expected.count("Some false") >= 20


def test_the_check_itself_would_notice(compiler):
    claim = next(claim for claim in claims_without_exponentials() if claim.key in proofs())
    twin, _ = asked(claim)
    assert not compile_text("twins_control", twins_text([(twin, "Some false")])).accepted


def test_a_derivative_is_taken_entry_by_entry(compiler):
    from lora_symbolic.language import grad, matrix, sum_entries

    x, c = matrix("X", "m", "n"), matrix("C", "m", "n")
    claim = LedgerClaim("", "slope", "stated", "equal", ("", ""), sizes=("m", "n"))
    instance = Instance({"m": 2, "n": 1}, {"X": [[1], [-2]], "C": [[3], [5]]})
    derivative = grad(sum_entries(x * x * x * c), x)
    right = twin_of(derivative, 3 * (x * x * c), claim, instance)
    wrong = twin_of(derivative, 2 * (x * x * c), claim, instance)
    told = compile_text("twins_slope", twins_text([(right, "Some true"), (wrong, "Some false")]))
    assert told.accepted, told.output[-2000:]


def test_exponentials_are_left_open_but_not_at_zero(compiler):
    from lora_symbolic.language import matrix, ones, softmax

    x = matrix("X", "n", "n")
    claim = LedgerClaim("", "exp", "stated", "equal", ("", ""), sizes=("n",))
    at_zero = twin_of(softmax(x), ones("n", "n") / 2, claim, Instance({"n": 2}, {"X": [[0, 0], [0, 0]]}))
    apart = twin_of(softmax(x), ones("n", "n") / 2, claim, Instance({"n": 2}, {"X": [[0, 1], [0, 0]]}))
    told = compile_text("twins_exp", twins_text([(at_zero, "Some true"), (apart, "None")]))
    assert told.accepted, told.output[-2000:]

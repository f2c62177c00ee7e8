"""The verdict follows from the evidence, and conflicting evidence never proves."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_checks.verdict.evidence import STRENGTHS, Evidence, Finding, Strength, strongest
from proofs_checks.verdict.verdict import Verdict, corroboration, judge, thinly_supported
from tests.proofs_checks.judging import fabricated as made

EVERYTHING = [
    made.PROOF, made.SYMPY, made.AGREES, made.DIGITS, made.DISAGREES, made.REFUTES, made.SILENT, made.ILL_TYPED,
    made.CITED, made.AGREED, made.WAITS, made.VACUOUS, made.PROOF_WHERE,
]  # fmt: skip


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        ([made.PROOF], Verdict.PROVED),
        ([made.PROOF, made.AGREES, made.DIGITS], Verdict.PROVED),
        ([made.REFUTES], Verdict.REFUTED),
        ([made.SILENT, made.REFUTES, made.DISAGREES], Verdict.REFUTED),
        ([made.ILL_TYPED], Verdict.ILL_TYPED),
        ([made.CITED], Verdict.CITED),
        ([made.AGREED], Verdict.CONVENTION),
        ([made.WAITS], Verdict.UNDECIDED),
        ([made.SILENT], Verdict.UNDECIDED),
        ([made.AGREES, made.DIGITS], Verdict.UNDECIDED),
        ([made.DISAGREES], Verdict.UNDECIDED),
        ([made.VACUOUS, made.DISAGREES], Verdict.UNDECIDED),
        ([made.VACUOUS, made.PROOF], Verdict.UNDECIDED),
        ([], Verdict.UNDECIDED),
    ],
)
def test_a_verdict_follows_from_the_evidence(evidence: list[Evidence], verdict: Verdict) -> None:
    assert judge(evidence).verdict is verdict
    assert not judge(evidence).conflict


def test_agreement_at_some_shapes_does_not_contradict_a_refutation() -> None:
    assert judge([made.AGREES, made.REFUTES]).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    "evidence",
    [
        [made.PROOF, made.REFUTES],
        [made.PROOF, made.DISAGREES],
        [made.SYMPY, made.REFUTES],
        [made.PROOF, made.ILL_TYPED],
        [made.PROOF, made.CITED],
        [made.REFUTES, made.ILL_TYPED],
        [made.CITED, made.AGREED],
        [made.VACUOUS, made.REFUTES],
    ],
)
def test_conflicting_evidence_is_loud_and_undecided_in_every_order(evidence: list[Evidence]) -> None:
    for order in permutations(evidence):
        judgement = judge(order)
        assert judgement.verdict is Verdict.UNDECIDED
        assert judgement.conflict
        assert judgement.reason.startswith("CONFLICT")


@given(st.lists(st.sampled_from(EVERYTHING), max_size=6))
def test_proved_means_proved_by_a_deciding_method_and_contradicted_by_none(evidence: list[Evidence]) -> None:
    if judge(evidence).verdict is Verdict.PROVED:
        findings = {piece.finding for piece in evidence}
        assert made.PROOF in evidence or made.PROOF_WHERE in evidence
        assert findings <= {Finding.PROVES, Finding.AGREES, Finding.SILENT}


@given(st.lists(st.sampled_from(EVERYTHING), max_size=6))
def test_the_order_of_the_evidence_does_not_matter(evidence: list[Evidence]) -> None:
    assert judge(evidence).verdict is judge(evidence[::-1]).verdict


def test_sympy_alone_does_not_prove() -> None:
    assert judge([made.SYMPY, made.AGREES]).verdict is Verdict.UNDECIDED


def test_what_rests_on_others_is_conditional_and_a_counterexample_of_our_own_is_not() -> None:
    borrowed = replace(made.REFUTES, rests_on=("SETH",))
    assert judge([made.PROOF], "SETH").verdict is Verdict.CONDITIONAL
    assert judge([replace(made.PROOF, rests_on=("SETH",))]).verdict is Verdict.CONDITIONAL
    assert judge([borrowed]).verdict is Verdict.CONDITIONALLY_REFUTED
    assert judge([borrowed]).reason.startswith("fails under: SETH")
    assert judge([made.REFUTES], "SETH").verdict is Verdict.REFUTED
    assert judge([borrowed, made.REFUTES]).verdict is Verdict.REFUTED
    assert judge([made.PROOF, borrowed]).conflict


def test_a_proof_carries_its_conditions_and_what_means_nothing_says_so_first() -> None:
    judgement = judge([made.AGREES, made.PROOF_WHERE])
    assert (judgement.verdict, judgement.conditions) == (Verdict.PROVED, ("n - 1 is not 0",))
    assert judgement.instance == {"sizes": {"n": 2}, "matrices": {}}
    assert judge([made.PROOF]).conditions == ()
    assert judge([made.SILENT, made.DISAGREES, made.VACUOUS]).reason == made.VACUOUS.detail


def test_numbers_cannot_claim_to_prove() -> None:
    with pytest.raises(ValueError, match="cannot prove"):
        Evidence("identity-test", Strength.EXACT_AT_SHAPES, "", Finding.PROVES)


def test_an_unknown_strength_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of coq"):
        Evidence("symbolic", "very strong", "")


def test_the_strongest_evidence_comes_first_in_the_list_of_strengths() -> None:
    assert strongest([made.DIGITS, made.AGREES, made.PROOF]) is made.PROOF
    assert strongest([made.DIGITS, made.AGREES], [Finding.AGREES]) is made.AGREES
    assert strongest([]) is None
    assert STRENGTHS[0] == "coq"
    assert STRENGTHS[-1] == "none"


def test_two_further_kinds_are_needed_beside_a_proof() -> None:
    one, two = [made.PROOF, made.AGREES], [made.PROOF, made.AGREES, made.DIGITS]
    assert corroboration(two) == ("identity-test", "high-precision")
    assert thinly_supported(judge(one), one)
    assert not thinly_supported(judge(two), two)
    assert not thinly_supported(judge([made.REFUTES]), [made.REFUTES])


def test_one_method_twice_is_one_kind() -> None:
    assert corroboration([made.PROOF, made.AGREES, made.AGREES]) == ("identity-test",)

"""Claims are judged the same by any number of processes, and no single method can mislead the court."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from lora_symbolic import proving
from lora_symbolic.language import Term
from proofs_checks.judging import runner
from proofs_checks.judging.methods import METHODS
from proofs_checks.judging.methods.method import Effort, Method
from proofs_checks.judging.results import summary_of
from proofs_checks.judging.runner import Plan, judge_claim, judge_claims
from proofs_checks.judging.timing import OutOfTime, time_limit
from proofs_checks.ledger import LedgerClaim
from proofs_checks.ledger.equality import seed_of
from proofs_checks.verdict.evidence import Evidence, Finding, Strength
from proofs_checks.verdict.verdict import Verdict
from tests.proofs_checks.judging.fabricated import claim, equality


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("(X @ Y).T", "Y.T @ X.T", Verdict.PROVED),
        ("grad(trace(X @ Y), X)", "Y.T", Verdict.PROVED),
        ("grad(trace(X @ Y), X)", "2 * Y.T", Verdict.REFUTED),
        ("S @ T", "T @ S", Verdict.REFUTED),
        ("softmax(X)", "exp(X)", Verdict.REFUTED),
        ("X @ Y", "Y @ X", Verdict.ILL_TYPED),
        ("X @ X", "X", Verdict.ILL_TYPED),
    ],
)
def test_equalities_are_judged(left: str, right: str, verdict: Verdict) -> None:
    result = judge_claim(equality(left, right))
    assert result.verdict is verdict
    assert not result.problems
    assert (result.counterexample is not None) == (verdict is Verdict.REFUTED)


def test_a_proof_of_a_gradient_has_two_further_kinds_of_evidence() -> None:
    result = judge_claim(equality("grad(sum(softmax(X) * X), X)", "grad(trace(X @ softmax(X).T), X)"))
    assert result.verdict is Verdict.PROVED
    assert set(result.further) >= {"identity-test", "high-precision", "sympy-indexed"}


GRADIENT = equality("grad(trace(X @ Y), X)", "Y.T")


def test_a_quick_look_asks_a_spare_method_only_where_others_are_missing() -> None:
    quick = judge_claim(GRADIENT, Plan(thorough=False))
    assert quick.verdict is Verdict.PROVED
    assert "sympy-indexed" not in {piece.method for piece in quick.evidence}
    assert set(quick.further) >= {"identity-test", "high-precision"}
    fewer = [method for method in METHODS if method.name != "high-precision"]
    assert "sympy-indexed" in judge_claim(GRADIENT, Plan(thorough=False), fewer).further
    assert "sympy-indexed" in judge_claim(GRADIENT).further
    asked = Plan(frozenset({"symbolic", "sympy-indexed"}), thorough=False)
    assert "sympy-indexed" in judge_claim(GRADIENT, asked).further


@pytest.mark.parametrize("thorough", [False, True])
def test_what_confirms_a_proof_takes_little_longer_than_the_proof(
    thorough: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CONFIRMING", 0.05)

    def sleep(claim: LedgerClaim, effort: Effort) -> Evidence:
        time.sleep(min(effort.seconds, 1.0) + 0.05)
        return Evidence("sleeper", Strength.NONE, "slept")

    sleeper = Method("sleeper", "sleeps", lambda claim: True, sleep)
    prover = next(method for method in METHODS if method.name == "symbolic")
    result = judge_claim(GRADIENT, Plan(seconds=1.5, thorough=thorough), [prover, sleeper])
    assert result.verdict is Verdict.PROVED
    assert (result.seconds > 1.0) == thorough
    assert not (result.out_of_time and not thorough)


def test_a_shape_claim_is_proved_or_names_both_shapes() -> None:
    assert judge_claim(claim("shape = ['X @ Y', 'm', 'm']")).verdict is Verdict.PROVED
    wrong = judge_claim(claim("shape = ['X @ Y', 'n', 'n']"))
    assert wrong.verdict is Verdict.ILL_TYPED
    assert "m x m" in wrong.judgement.reason
    assert "n x n" in wrong.judgement.reason


def test_a_prover_that_lies_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def lie(lhs: Term, rhs: Term, *where: object) -> proving.Proof:
        truth = proving.prove_equal(lhs, lhs)
        assert truth.proved
        return truth

    from proofs_checks.judging.methods import symbolic

    class Liar:
        prove_equal = staticmethod(lie)

    monkeypatch.setattr(symbolic, "proving", Liar)
    result = judge_claim(equality("S @ T", "T @ S"))
    assert result.verdict is Verdict.UNDECIDED
    assert result.judgement.conflict
    by_method = {piece.method: piece.finding for piece in result.evidence}
    assert by_method["symbolic"] is Finding.PROVES
    assert by_method["counterexample"] is Finding.REFUTES
    assert by_method["identity-test"] is Finding.DISAGREES


def test_a_false_counterexample_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = proving.find_counterexample(equality("S @ T", "T @ S").lhs, equality("S @ T", "T @ S").rhs)  # type: ignore[arg-type]
    assert genuine is not None

    from proofs_checks.judging.methods import counterexample

    class Liar:
        find_counterexample = staticmethod(lambda *arguments: genuine)

    monkeypatch.setattr(counterexample, "proving", Liar)
    result = judge_claim(equality("(S @ T).T", "T.T @ S.T"))
    assert result.judgement.conflict
    assert result.verdict is Verdict.UNDECIDED
    assert "not confirmed" in result.judgement.reason


def _claims() -> list[LedgerClaim]:
    return [
        equality("(X @ Y).T", "Y.T @ X.T"),
        equality("S @ T", "T @ S"),
        equality("X @ Y", "Y @ X"),
        equality("grad(trace(X @ Y), X)", "Y.T"),
        claim("shape = ['X @ Y', 'm', 'm']"),
    ]


def _comparable(results: Any) -> list[Any]:
    return [(result.id, result.verdict, result.evidence) for result in results]


def test_one_process_and_several_give_the_same_results_in_the_same_order() -> None:
    assert _comparable(judge_claims(_claims(), jobs=1)) == _comparable(judge_claims(_claims(), jobs=3))


def test_the_watcher_sees_every_result() -> None:
    seen: list[Verdict] = []
    results = judge_claims(_claims(), jobs=2, watch=lambda result: seen.append(result.verdict))
    assert sorted(seen) == sorted(result.verdict for result in results)


def test_seeds_depend_on_what_a_claim_states_alone() -> None:
    assert seed_of(equality("S @ T", "T @ S")) == seed_of(equality("T @ S", "S @ T"))
    assert seed_of(equality("S @ T", "T @ S")) != seed_of(equality("S @ T", "T @ S.T"))
    assert seed_of(claim("shape = ['X @ Y', 'm', 'm']")) == seed_of(claim("shape = ['Y @ X', 'n', 'n']"))


def test_a_plan_limits_the_methods() -> None:
    result = judge_claim(equality("(X @ Y).T", "Y.T @ X.T"), Plan(frozenset({"identity-test"})))
    assert {piece.method for piece in result.evidence} == {"identity-test"}
    assert result.verdict is Verdict.UNDECIDED


def _slow(claim: LedgerClaim, effort: Effort) -> Evidence:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        pass
    return Evidence("slow", Strength.NONE, "never reached")


def _crashing(claim: LedgerClaim, effort: Effort) -> Evidence:
    raise KeyError("inside")


def _deep(claim: LedgerClaim, effort: Effort) -> Evidence:
    raise RecursionError


def _method(name: str, gather: Any) -> Method:
    return Method(name, "made up", lambda claim: True, gather)


def test_a_slow_method_is_stopped_and_named() -> None:
    start = time.monotonic()
    result = judge_claim(equality("X", "X"), Plan(seconds=0.2), [_method("slow", _slow)])
    assert time.monotonic() - start < 5
    assert result.out_of_time
    assert "out of time" in result.evidence[0].detail


def test_time_that_is_not_used_up_changes_nothing() -> None:
    result = judge_claim(equality("X", "X"), Plan(seconds=20))
    assert not result.out_of_time
    assert result.verdict is Verdict.PROVED


def test_time_limits_end_with_their_block() -> None:
    with pytest.raises(OutOfTime), time_limit(0.05):
        time.sleep(5)
    with time_limit(0.05):
        pass
    time.sleep(0.1)


def test_a_crash_inside_one_method_is_a_problem_and_the_others_are_heard() -> None:
    result = judge_claim(equality("(X @ Y).T", "Y.T @ X.T"), methods=[_method("crashing", _crashing), *METHODS])
    assert result.verdict is Verdict.PROVED
    assert len(result.problems) == 1
    assert "KeyError" in result.problems[0]


def _large(claim: LedgerClaim, effort: Effort) -> Evidence:
    raise OverflowError


@pytest.mark.parametrize("gather", [_deep, _large])
def test_too_deep_or_too_large_a_term_is_silence_and_no_crash(gather: Any) -> None:
    result = judge_claim(equality("X", "X"), methods=[_method("strained", gather)])
    assert result.verdict is Verdict.UNDECIDED
    assert not result.problems


def _dying(claim: LedgerClaim, effort: Effort) -> Evidence:
    os._exit(1)


def test_a_worker_that_dies_leaves_its_claims_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs_checks.judging import runner

    monkeypatch.setattr(runner.judge_claim, "__defaults__", (None, (_method("dying", _dying),)))
    results = judge_claims(_claims(), jobs=2)
    assert summary_of(results) == {"undecided": len(_claims())}
    assert all("died" in result.judgement.reason for result in results)
    assert all(result.problems for result in results)

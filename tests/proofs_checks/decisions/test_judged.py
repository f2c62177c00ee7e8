"""Judged claims: a judge decides, two checks look again, counterexamples are confirmed, nothing false is proved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lora_symbolic.language.statement import Grows
from lora_symbolic.rank.ranks import certify_rank, confirm_rank
from proofs_checks import decisions
from proofs_checks.decisions import DecisionProcedure, Outcome, agrees
from proofs_checks.decisions.rank import rank_formula
from proofs_checks.judging.methods.statements.growth import problem_with_family
from proofs_checks.judging.record import entries_of, recheck
from proofs_checks.judging.runner import judge_claims
from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.verdict.evidence import Finding, Strength
from proofs_checks.verdict.verdict import Verdict
from tests.proofs_checks.judging.fabricated import TRUE_CLAIM, write_item

JUDGED = """
[[forms.claims]]
name   = "logits"
judged = "logit_size"
with   = { beta = "1", bound = "d Gamma^2" }
"""
LEDGER = load_ledger()
RANKS = [claim for claim in LEDGER.claims if claim.kind == "judged"]
OURS = (
    "approximate_rank",
    "logit_size",
    "rank_formula",
    "hypothesis_needed",
    "same_threshold",
)
CONTROLS = [(name, parameters) for name in OURS for parameters in decisions.named(name).controls]


@pytest.mark.parametrize("name", decisions.names())
def test_every_judge_says_what_it_must_not_accept(name: str) -> None:
    procedure = decisions.named(name)
    assert procedure.summary
    assert procedure.controls
    assert all(procedure.problem_with(parameters) is None for parameters in procedure.controls)


@pytest.mark.parametrize(("name", "parameters"), CONTROLS, ids=str)
def test_a_statement_across_the_threshold_is_not_proved(name: str, parameters: decisions.Parameters) -> None:
    procedure = decisions.named(name)
    found = procedure.decide(parameters)
    assert found.finding is not Finding.PROVES
    if found.finding is Finding.REFUTES:
        assert found.counterexample is not None
        assert procedure.confirm(parameters, found.counterexample) is None


@pytest.mark.parametrize(
    ("ident", "form", "verdict"),
    [
        ("lemma-3.3/logit-size", "added", Verdict.PROVED),
        ("lemma-3.3/rank", "printed", Verdict.REFUTED),
        ("lemma-3.3/rank", "corrected", Verdict.PROVED),
        ("lemma-3.3/rank-with-1-over-d", "added", Verdict.PROVED),
        ("lemma-3.3/number-of-monomials", "added", Verdict.PROVED),
        ("lemma-3.4/bound", "printed", Verdict.PROVED),
        ("lemma-D.5/rank", "printed", Verdict.REFUTED),
        ("lemma-D.5/time", "printed", Verdict.REFUTED),
        ("lemma-3.3/rank-at-some-accuracy", "printed", Verdict.REFUTED),
        ("lemma-1.1/at-it-with-1-over-d", "added", Verdict.PROVED),
        ("simplification-S4/threshold", "printed", Verdict.REFUTED),
        ("simplification-S4/threshold", "corrected", Verdict.PROVED),
    ],
)
def test_verdicts_come_with_two_further_kinds_of_evidence(ident: str, form: str, verdict: Verdict) -> None:
    [claim] = [claim for claim in LEDGER.select(ident) if claim.form == form]
    [result] = judge_claims([claim])
    assert result.verdict is verdict
    assert not result.problems
    if verdict is Verdict.REFUTED:
        assert result.counterexample is not None
        assert recheck(claim, entries_of([result])[claim.key]) is None
    else:
        assert not result.thin
        assert result.evidence[0].steps


def test_a_counterexample_that_is_none_is_told() -> None:
    [claim] = [claim for claim in LEDGER.select("lemma-3.3/rank") if claim.form == "printed"]
    [allowed] = LEDGER.select("lemma-3.3/rank-with-1-over-d")
    assert isinstance(claim.stated, Grows)
    assert isinstance(allowed.stated, Grows)
    [result] = judge_claims([claim])
    data = dict(result.counterexample or {})
    assert problem_with_family(claim.stated, data) is None
    assert "singular matrix may lie" in str(problem_with_family(claim.stated, {**data, "exponent": "13/10"}))
    assert "is not the one" in str(problem_with_family(claim.stated, {**data, "kind": "narrow"}))
    assert "not the data" in str(problem_with_family(claim.stated, {}))
    assert "not refuted any more" in str(problem_with_family(allowed.stated, data))


def test_what_is_said_not_to_hold_is_proved_by_the_family_and_no_more() -> None:
    [claim] = LEDGER.select("lemma-1.1/below-it-at-beta-1")
    [allowed] = LEDGER.select("lemma-1.1/below-it-with-1-over-d")
    assert judge_claims([claim])[0].verdict is Verdict.PROVED
    assert isinstance(allowed.stated, Grows)
    turned = replace(allowed, stated=replace(allowed.stated, negated=True))
    assert turned.text != allowed.text
    assert judge_claims([turned])[0].verdict is Verdict.UNDECIDED


def test_a_step_that_fails_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from lora_symbolic.rank.threshold import decide as threshold
    from proofs_checks.decisions.rank import approximate_rank

    good = threshold.thin_factors_argument()
    broken = replace(good, derivation=(replace(good.steps[0], holds=False), *good.steps[1:]))
    monkeypatch.setattr(threshold, "thin_factors_argument", lambda: broken)
    approximate_rank._decided.cache_clear()
    parameters = dict(zip(("gamma", "width", "beta"), ("o(1)", "O(1)", "1"), strict=True))
    found = approximate_rank.decide({**parameters, "accuracy": "every", "question": "rank"})
    approximate_rank._decided.cache_clear()
    assert found.finding is Finding.SILENT
    assert "was not confirmed" in found.detail


def test_numbers_alone_make_no_proof() -> None:
    with pytest.raises(ValueError, match="cannot prove"):
        Outcome(Finding.PROVES, Strength.CERTIFIED_INTERVAL, "at 3 sizes").evidence("judged")
    assert agrees(True, Strength.HIGH_PRECISION, "").finding is Finding.AGREES
    assert agrees(False, Strength.HIGH_PRECISION, "").finding is Finding.DISAGREES


def test_a_ledger_reads_a_judged_claim(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", JUDGED)
    [claim] = load_ledger(folder).claims
    assert (claim.kind, claim.judge) == ("judged", "logit_size")
    assert "|C1 @ W @ C2^T| <= d Gamma^2" in claim.text
    assert judge_claims([claim])[0].verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('judged = "logit_size"', 'judged = "judge"', "judged is 'judge'; expected one of"),
        ('judged = "logit_size"', "judged = 3", "expected one of"),
        ('bound = "d Gamma^2"', 'bound = "Gamma"', "bound one of"),
        (', bound = "d Gamma^2"', "", "parameters beta; expected beta, bound"),
        ('beta = "1"', "beta = 1", "expected a table of texts"),
        ('judged = "logit_size"', 'verdict = "proved"\njudged = "logit_size"', "unknown key 'verdict'"),
        ('judged = "logit_size"', 'states = "every"\njudged = "logit_size"', "unknown key 'states'"),
        ('judged = "logit_size"', 'judged = "logit_size"\nequal = ["X", "X"]', "expected exactly one of"),
    ],
)
def test_a_judged_claim_that_is_not_as_the_format_asks_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", TRUE_CLAIM + JUDGED.replace(old, new))
    with pytest.raises(LedgerError) as caught:
        load_ledger(folder)
    assert message in str(caught.value)


def test_stored_certificates_of_ranks_are_confirmed_by_elimination() -> None:
    """Those of a rank up to 130, and the largest: all of them take seven seconds."""
    certificates = rank_formula.stored_certificates()
    assert len(certificates) >= 40
    assert max(certificate.rank for certificate in certificates) > 300
    tried = [certificate for certificate in certificates if certificate.rank <= 130]
    tried.append(max(certificates, key=lambda certificate: certificate.rank))
    assert [confirm_rank(certificate) for certificate in tried] == [None] * len(tried)
    assert all(certify_rank(cell.width, cell.degree) == cell for cell in certificates)


QUANTIFIED = JUDGED.replace("logit_size", "bounds_poly").replace(
    'with   = { beta = "1", bound = "d Gamma^2" }', 'with   = { of = "c", reading = "bounded" }'
)


def test_a_procedure_that_makes_the_sentence_refuses_one_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    said = QUANTIFIED.replace("judged =", 'states = "a bound"\njudged =')
    write_item(folder, "lemma-1", TRUE_CLAIM + said)
    with pytest.raises(LedgerError, match="unknown key 'states'"):
        load_ledger(folder)


def test_a_made_sentence_changes_with_each_parameter(tmp_path: Path) -> None:
    bare = QUANTIFIED
    others = [bare.replace('"c"', '"q"'), bare.replace('"bounded"', '"unbounded"')]
    texts = []
    for number, text in enumerate([bare, *others]):
        write_item(tmp_path / str(number), "lemma-1", text)
        texts += [claim.text for claim in load_ledger(tmp_path / str(number)).claims]
    assert "maxabs(f~ - f) <= eps/P'(L) implies maxabs(c~ - c) <= eps/P(L)" in texts[0]
    assert len(set(texts)) == 3


def test_every_judged_claim_of_the_ledger_names_a_judge() -> None:
    assert RANKS
    assert all(isinstance(decisions.named(claim.judge), DecisionProcedure) for claim in RANKS)

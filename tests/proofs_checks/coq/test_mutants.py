"""Negative controls of the Coq theorems: wrong statements are refused, true ones are not.

`make coq-mutants` tries all of them; here is a sample.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from proofs_checks.coq.mutants.run import (
    BAD_INPUT,
    RESULTS,
    Tally,
    explained,
    fingerprint,
    kept,
    main,
    sample,
    statements_tried,
)
from proofs_checks.coq.mutants.statements import CLOSED, REFUSED, controls_of, is_still_true, tried
from proofs_checks.coq.mutants.theories import all_slips, judged, slips_of_theory, statements_of
from proofs_checks.coq.toolchain.compiler import OUT_OF_TIME
from proofs_checks.coq.toolchain.expected_axioms import theorems_of_theories
from proofs_checks.coq.translation.generate import certificate_of, wanted

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
EVERY = 120


@pytest.fixture(scope="module")
def stored():
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def certificate(ledger, ident):
    return certificate_of(next(claim for claim in wanted(ledger) if claim.id == ident))


def test_a_sample_of_wrong_statements_is_refused(compiler, ledger):
    tally = sample(ledger, EVERY)
    assert tally.mutants >= 5
    assert not tally.problems
    assert not tally.unexplained
    assert sum(tally.refused.values()) >= 3


def test_a_true_statement_is_not_refused_and_the_prover_sees_that_it_is_true(compiler, ledger):
    """The control of the controls: the same file closes the theorem's own statement."""
    entry = certificate(ledger, "lemma-2.1/vec-trick")
    control = controls_of(entry)[0]
    same = replace(control, statement=entry.statement, altered=control.original)
    assert tried("controls", [control, same], 10) == ([REFUSED, CLOSED], "")
    assert is_still_true(same)
    assert not is_still_true(control)


def test_a_proof_that_does_not_end_counts_as_neither(compiler, ledger):
    control = controls_of(certificate(ledger, "lemma-2.1/vec-trick"))[0]
    endless = replace(control, proof="do 1000000000000 idtac.")
    assert tried("endless", [endless, control], 10) == ([OUT_OF_TIME, REFUSED], "")
    tally = Tally()
    tally.count("theorem", "kind", "0 = 1", OUT_OF_TIME)
    assert (tally.out_of_time, tally.never_refused, tally.survivors) == (["theorem: kind"], ["theorem"], [])


def test_slips_of_the_theories_are_refused_in_the_proof(compiler):
    slips = slips_of_theory("low_rank")["theorem_3_1_rank"]
    outcomes = {slip.kind: judged(slip) for slip in slips if slip.kind in ("smaller constant", "dropped transpose")}
    assert outcomes["smaller constant"] == REFUSED


def test_a_true_statement_of_a_theory_is_closed(compiler):
    slip = slips_of_theory("low_rank")["rank_of_factors"][0]
    wrong = f"Theorem {slip.theorem}{slip.statement}\n"
    true = slip.text.replace(wrong, f"Theorem {slip.theorem}{statements_of('low_rank')[slip.theorem]}\n")
    assert true != slip.text
    assert judged(replace(slip, text=true)) == CLOSED


def test_every_theorem_of_the_theories_has_slips():
    assert {name.split(".")[1] for name in all_slips()} == set(theorems_of_theories())
    assert not [name for name, slips in all_slips().items() if not slips]


@pytest.mark.parametrize("part", ["generated", "theories"])
def test_the_stored_run_is_of_every_theorem_as_it_is_stated_now(stored, part):
    now = statements_tried(part)
    assert set(stored[part]["refused"]) == set(now)
    assert stored[part]["fingerprint"] == fingerprint(now)


def test_what_is_kept_of_a_stored_run_is_all_of_it_or_goes_theory_by_theory(stored):
    part = stored["theories"]
    whole = kept(part)
    assert whole.data() == {name: part[name] for name in whole.data()}
    one = {**part, "by_theory": {**part["by_theory"], "gap": "of another statement"}}
    assert set(part["refused"]) - set(kept(one).refused) == set(statements_of("gap"))
    assert kept({}).mutants == 0


def test_a_changed_statement_puts_the_stored_run_out_of_date(stored):
    now = statements_tried("theories")
    assert set(now) == set(theorems_of_theories())
    assert stored["theories"]["fingerprint"] != fingerprint({**now, "theorem_3_1_rank": " : True."})


@pytest.mark.parametrize("part", ["generated", "theories"])
def test_the_stored_run_refused_a_wrong_statement_of_every_theorem_and_explains_what_it_closed(stored, part):
    tally = stored[part]
    assert not tally["problems"]
    assert not [theorem for theorem, count in tally["refused"].items() if not count]
    assert not [survivor for survivor in tally["survivors"] if not survivor["explanation"]]
    assert tally["mutants"] == sum(tally["refused"].values()) + len(tally["survivors"]) + len(tally["out_of_time"])


def test_explanations_belong_to_survivors(stored):
    survivors = [entry for part in ("generated", "theories") for entry in stored[part]["survivors"]]
    assert set(explained()) <= {f"{entry['theorem']}: {entry['kind']}" for entry in survivors}


def test_a_part_that_there_is_not_is_refused(capsys):
    assert main(["generated", "everything"]) == BAD_INPUT
    assert capsys.readouterr().err == "everything: expected generated or theories or changed\n"

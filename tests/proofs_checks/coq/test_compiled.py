"""What Coq's compiler says: every theorem is accepted, its axioms are as recorded, and wrong statements are refused.

The first run compiles for a minute or two on two cores; later runs look it up by content.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from proofs_checks.coq.certificates.polynomial import certificate_text, horner, rounded_up
from proofs_checks.coq.certificates.polynomial_table import entries
from proofs_checks.coq.certificates.rank import rank_cells
from proofs_checks.coq.certification.certification import certify_claims, coverage, coverages
from proofs_checks.coq.toolchain.compiler import compile_text
from proofs_checks.coq.toolchain.expected_axioms import read_golden
from proofs_checks.coq.translation.generate import HEADER, wanted
from tests.repository.files import ROOT

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def everything(compiler, ledger):
    return certify_claims(wanted(ledger), ledger)


def test_every_theorem_is_accepted_and_rests_on_what_is_recorded(everything):
    assert not everything.problems
    recorded = read_golden()
    assert everything.axioms == recorded


def test_the_headlines_are_among_them(everything):
    names = set(everything.axioms)
    gradients = {"lemma_3_1", "lemma_3_2_dA", "lemma_3_2_dB", "lemma_3_2_joint", "lemma_D_4_dAK"}
    errors = {"softmax_row", "tau_attained", "centred_moves", "stochastic_dA", "fast_dA", "fast_gradient_error"}
    hardness = {
        "gap_decides",
        "orthogonal_decided",
        "counted_decides",
        "adapters_answer",
        "self_attention_dA",
        "loss_read_fast",
        "gradients_decide_pairs",
        "gradients_count",
        "few_self_attention_gradients",
    }
    assert gradients | errors | hardness <= names


def test_the_count_is_that_of_the_theorems(everything, ledger):
    assert coverage(wanted(ledger)).have == sum(1 for found in everything.certified if found.claim is not None)


def test_every_corrected_algebraic_claim_has_a_theorem(ledger):
    assert not coverages(ledger)["corrected algebraic claims"].missing


def test_every_corrected_equality_has_a_theorem_as_the_readme_says(ledger):
    assert "every corrected equality of the paper" in (ROOT / "README.md").read_text(encoding="utf-8")
    corrected = [claim for claim in wanted(ledger) if claim.form == "corrected"]
    assert len(corrected) > 100
    assert not coverage(corrected).missing


def test_the_default_tables_are_among_them(everything):
    names = set(everything.axioms)
    assert {entry.theorem for entry in entries()} <= names
    assert {cell.theorem for cell in rank_cells()} <= names


def test_only_certificates_of_polynomials_rest_on_machine_integers(everything):
    certificates = {entry.theorem for entry in entries()}
    by_integers = {name for name, axioms in everything.axioms.items() if any("Int63" in axiom for axiom in axioms)}
    assert by_integers == certificates


def test_rank_and_vec_theorems_need_no_axiom_at_all(everything):
    assert everything.axioms["lemma_3_6_rank"] == ()
    assert everything.axioms["theorem_3_1_rank"] == ()
    assert everything.axioms["divided_difference"] == ()
    assert everything.axioms["squares_leading"] == ()


def test_a_false_statement_is_not_accepted(compiler):
    answer = compile_text("false", HEADER + "Lemma wrong : 1%:R = 0 :> R. Proof. by []. Qed.")
    assert not answer.accepted


def test_a_polynomial_certificate_is_accepted_and_a_smaller_error_is_not(compiler):
    from fractions import Fraction

    taylor = [Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 6), Fraction(1, 24)]
    for eps, accepted in ((Fraction(1, 50), True), (Fraction(1, 1000), False)):
        _, text = certificate_text(taylor, Fraction(1), eps)
        assert compile_text("certificate", text).accepted is accepted


def test_horner_and_rounding():
    from fractions import Fraction

    assert horner([Fraction(1), Fraction(-1, 2), Fraction(3)]) == "(1) + x * ((- 1 / 2) + x * ((3)))"
    assert Fraction(1, 3) < rounded_up(Fraction(1, 3)) < Fraction(35, 100)


def certify(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", **({"PATH": path} if path is not None else {})}
    command = [sys.executable, "-m", "proofs_checks", "certify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=800)


def test_the_command_reports_one_item(everything):
    answer = certify("lemma-3.2", "--json", "-")
    data = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert {"lemma-3.2"} == {entry["id"].split("/")[0] for entry in data["theorems"]}
    assert all(entry["statement"] and not entry["problem"] for entry in data["theorems"])


def test_a_missing_compiler_is_said_to_be_missing(tmp_path):
    strict = certify("lemma-3.2", "--strict", "--json", "-", path=str(tmp_path))
    assert strict.returncode == 4
    assert "coqc is missing" in strict.stderr
    assert json.loads(strict.stdout)["missing"] == ["coqc"]
    assert certify("lemma-3.2", path=str(tmp_path)).returncode == 3


def test_an_unknown_id_is_bad_input():
    answer = certify("lemma-3.22")
    assert answer.returncode == 2
    assert "did you mean" in answer.stderr

"""The sources of the theories: nothing is assumed, every file says what it defines."""

from __future__ import annotations

import re
import tomllib

import pytest

from proofs_checks.coq.toolchain.compiler import requirements, theories, theory_file
from proofs_checks.coq.toolchain.expected_axioms import not_allowed, read_golden
from proofs_checks.coq.translation.generate import PROOFS, allowed_axioms, printed_axioms, proofs, section_text

ASSUMES = re.compile(
    r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjecture|Hypothesis_|Declare|bypass_check|Unset Guard|"
    r"Unset Universe|Unset Positivity|type_in_type|native_compute|Abort)\b"
)


def code_of(text: str) -> str:
    """A file of Coq without its comments."""
    return re.sub(r"\(\*.*?\*\)", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", theories())
def test_no_theory_assumes_anything(name):
    assert not ASSUMES.findall(code_of(theory_file(name).read_text()))


@pytest.mark.parametrize("word", ["Admitted.", "Axiom a : False.", "Parameter x : nat.", "admit."])
def test_the_search_finds_what_is_assumed(word):
    assert ASSUMES.findall(code_of(f"Lemma a : True. (* {word} *) {word}"))
    assert not ASSUMES.findall(code_of(f"(* {word} *)"))


@pytest.mark.parametrize("name", theories())
def test_every_theory_opens_with_a_dictionary(name):
    opening = theory_file(name).read_text().split("From ", 1)[0]
    assert "Dictionary" in opening


@pytest.mark.parametrize("name", theories())
def test_a_section_hypothesis_is_closed_before_the_end(name):
    text = code_of(theory_file(name).read_text())
    assert len(re.findall(r"^Section ", text, re.MULTILINE)) == len(re.findall(r"^End ", text, re.MULTILINE))
    outside = re.sub(r"^Section (\w+)\..*?^End \1\.", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"^\s*(Variables?|Hypothes[ie]s|Context)\b", outside, re.MULTILINE)


def test_the_theories_are_ordered_by_what_they_require():
    order = theories()
    for position, name in enumerate(order):
        assert set(requirements(theory_file(name).read_text())) <= set(order[:position])


def test_no_proof_of_a_claim_assumes_anything():
    table = tomllib.loads(PROOFS.read_text())
    assert table["by_rules"]
    assert not [proof for proof in proofs().values() if ASSUMES.findall(proof)]


def test_every_recorded_axiom_is_allowed_with_a_reason():
    assert all(reason for reason in allowed_axioms().values())
    for name, axioms in read_golden().items():
        certificate = name.startswith("exp_on_")  # of a polynomial, by interval arithmetic
        assert not not_allowed(axioms, certificate)
    assert not_allowed(["Classical_Prop.classic", "my_axiom"]) == ("my_axiom",)


def test_axioms_are_read_from_what_coq_prints():
    output = "Axioms:\na.b : forall x,\n  x\nc\n  : d\nClosed under the global context\n"
    assert printed_axioms(output) == [("a.b", "c"), ()]


def test_a_section_states_proves_and_prints():
    assert section_text([]).startswith("From Coq")

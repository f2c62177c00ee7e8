"""What uses what is computed: from terms, derivations, judged arguments and Coq's theories."""

import networkx
import pytest

from proofs_checks.coq.toolchain.references import item_of, sentences_of, theorem_uses, uses_in
from proofs_checks.ledger.load import load_ledger
from proofs_checks.ledger.used import Use, named_in, uses_of


@pytest.fixture(scope="module")
def uses(ledger):
    return uses_of(ledger, theorems=theorem_uses())


def edges(uses, *how):
    return {(use.used, use.user) for use in uses if use.how in how}


def test_a_gradient_is_derived_through_the_notions_that_reverse_mode_names(uses):
    derived = {use.used for use in uses if use.user == "lemma-3.2" and use.how == "derivation"}
    assert {"definition-3.4", "definition-3.5"} <= derived
    assert ("lemma-3.2", "theorem-3.1") in edges(uses, "derivation")


def test_the_statement_of_a_gradient_speaks_of_the_loss(uses):
    assert ("equation-3.3", "lemma-3.2") in edges(uses, "statement")
    assert ("equation-A.2", "lemma-D.4") in edges(uses, "statement")


def test_an_item_that_speaks_of_no_notion_uses_nothing(uses):
    assert not [use for use in uses if use.user in ("definition-2.3", "lemma-2.1", "table-1")]


def test_no_proof_leads_back_to_itself(uses):
    with pytest.raises(networkx.NetworkXNoCycle):
        networkx.find_cycle(networkx.DiGraph(sorted(edges(uses, "statement", "derivation", "argument", "coq"))))


def test_what_the_ledger_says_of_the_paper_changes_no_computed_edge(ledger):
    from dataclasses import replace

    bare = replace(ledger, items=tuple(replace(item, uses=()) for item in ledger.items))
    assert uses_of(bare) == uses_of(ledger)


def test_a_judged_argument_that_names_an_item_uses_it(ledger):
    entry = {
        "id": "theorem-4.1/x",
        "evidence": [],
        "argument": [{"statement": "by Lemma E.1", "reason": "", "check": ""}],
    }
    assert Use("theorem-4.1", "lemma-E.1", "argument", "by Lemma E.1") in uses_of(ledger, [entry])
    entry["argument"][0]["statement"] = "by Theorem 5.5 of others"
    assert not edges(uses_of(ledger, [entry]), "argument")


def test_a_number_that_no_item_has_is_passed_over(ledger):
    assert list(named_in("Lemma 3.3, Theorem 3.8, lemma-D.4, dilemma 3.1", ledger)) == ["lemma-3.3", "lemma-D.4"]


def test_coq_edges_go_through_lemmas_without_a_number_and_stop_at_the_next_item():
    theory = """
    (* Lemma lemma_9_9 : comment. *)
Lemma lemma_1_1 : P. Proof. by []. Qed.
Lemma helper : P. Proof. exact: lemma_1_1. Qed.
Lemma lemma_1_2 : P. Proof. exact: helper. Qed.
Theorem theorem_1_3 : P. Proof. exact: lemma_1_2. Qed.
Theorem theorem_1_4 : P. Proof. (* exact: lemma_1_2. *) by []. Qed.
"""
    assert uses_in(sentences_of([theory])) == (
        ("lemma-1.2", "lemma-1.1", "lemma_1_2"),
        ("theorem-1.3", "lemma-1.2", "theorem_1_3"),
    )


def test_the_chain_of_error_bounds_is_seen_in_the_theories():
    found = {(used, user) for user, used, _ in theorem_uses()}
    assert {("lemma-3.1", "equation-3.5"), ("lemma-3.5", "lemma-3.6"), ("lemma-3.7", "theorem-3.1")} <= found
    assert item_of("row_stochastic") is None


def test_a_setting_that_introduces_what_it_does_not_define_is_refused(tmp_path):
    from proofs_checks.ledger.errors import LedgerError

    (tmp_path / "settings").mkdir()
    setting = tmp_path / "settings" / "s.toml"
    setting.write_text('sizes = ["n"]\n[definitions]\nE = "eye(n)"\n[introduced]\nF = "lemma-1"\n')
    item = 'id = "lemma-1"\ntitle = "t"\nsection = "1"\n[[forms]]\nform = "printed"\nsetting = "s"\n'
    (tmp_path / "lemma-1.toml").write_text(item + '[[forms.claims]]\nname = "a"\nequal = ["E", "E.T"]\n')
    with pytest.raises(LedgerError, match="introduced 'F'; expected a name of its definitions"):
        load_ledger(tmp_path)
    setting.write_text('sizes = ["n"]\n[definitions]\nE = "eye(n)"\n[introduced]\nE = "lemma-2"\n')
    with pytest.raises(LedgerError, match=r"introduced in 'lemma-2'; expected the id of an item"):
        load_ledger(tmp_path)
    setting.write_text('sizes = ["n"]\n[definitions]\nE = "eye(n)"\n[introduced]\nE = "lemma-1"\n')
    assert load_ledger(tmp_path).items[0].forms[0].introduced == {"E": "lemma-1"}

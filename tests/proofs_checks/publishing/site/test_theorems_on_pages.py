"""Theorems of Coq on the page of an item: both statements side by side, what they rest on, the command; or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from proofs_checks.coq.toolchain.compiler import Compiled
from proofs_checks.coq.translation.generate import Certificate, certificate_of
from proofs_checks.ledger.model import Ledger
from proofs_checks.publishing.data import theorems as shown
from proofs_checks.publishing.data.data import site_data
from proofs_checks.publishing.data.views import item_view
from proofs_checks.publishing.site.measurements.wrong_statements import wrong_statement_fragments
from proofs_checks.publishing.site.pages import environment
from tests.proofs_checks.publishing.site.conftest import report_from_record

KEY = "lemma-3.2/dA|corrected"
COQ = {"method": "coq", "strength": "coq", "detail": "theorem"}


class Plain:
    """Formulas left as they are, so that no program renders them."""

    def html(self, text: str, *how: bool) -> str:
        return str(escape(text))


@pytest.fixture
def compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Coq accepted every section, and no negation."""
    monkeypatch.setattr(shown, "kept_result", lambda text: Compiled(True, "", 1.0))
    monkeypatch.setattr(shown, "refutations", lambda ledger, keys: ())


def report(ledger: Ledger) -> dict[str, Any]:
    found = report_from_record(ledger)
    for claim in found["claims"]:
        if f"{claim['id']}|{claim['form']}" == KEY:
            claim["evidence"] = [COQ, *claim["evidence"]]
    return found


def page(ledger: Ledger, found: dict[str, Any], item: str = "lemma-3.2") -> str:
    data = site_data(ledger, found, shown.theorems(ledger, found))
    position = [entry["id"] for entry in data["items"]].index(item)
    view = item_view(ledger.items[position], data["items"][position])
    template = environment(Plain()).get_template("item.md.jinja")  # type: ignore[arg-type]
    return template.render(item=view, before=None, after=None)


def expected(ledger: Ledger) -> Certificate:
    claim = next(claim for claim in ledger.claims if claim.key == KEY)
    certificate = certificate_of(claim)
    assert certificate is not None
    return certificate


@pytest.mark.usefixtures("compiled_here")
def test_both_statements_the_axioms_and_the_command_are_on_the_page(ledger: Ledger) -> None:
    text = page(ledger, report(ledger))
    certificate = expected(ledger)
    assert text.count('<details class="coq">') == 1
    card = text.split('<details class="coq">', 1)[1].split("</details>", 1)[0]
    left, right = card.split('<div class="coq-side coq-statement">')
    assert "The ledger" in left
    assert str(escape(certificate.claim.text)) in left
    assert str(escape(certificate.statement)) in right
    assert "<code>Classical_Prop.classic</code>: the standard library&#39;s real analysis" in right
    assert "lora-symbolic certify lemma-3.2/dA" in right


@pytest.mark.usefixtures("compiled_here")
def test_a_claim_without_a_theorem_shows_none(ledger: Ledger) -> None:
    assert '<details class="coq">' not in page(ledger, report_from_record(ledger))
    assert '<details class="coq">' not in page(ledger, report(ledger), "lemma-3.4")


def test_a_theorem_that_was_not_accepted_here_is_not_shown(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "kept_result", lambda text: Compiled(False, "Error", 1.0))
    monkeypatch.setattr(shown, "refutations", lambda ledger, keys: ())
    assert shown.theorems(ledger, report(ledger)) == {}
    monkeypatch.setattr(shown, "kept_result", lambda text: None)
    assert shown.theorems(ledger, report(ledger)) == {}


def test_the_negation_of_a_false_claim_is_shown_as_such(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "kept_result", lambda text: Compiled(True, "Closed under the global context\n", 1.0))
    text = page(ledger, report_from_record(ledger))
    assert "In Coq, the negation: <code>not_lemma_3_2_dA_q_by_rows_printed</code>" in text
    assert "no axiom: closed under the global context" in text


def test_a_bound_shows_the_theorem_with_its_constant(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "stochastic_c\n     : forall n : nat,\n       n = n\n"
    monkeypatch.setattr(shown, "kept_result", lambda text: Compiled(True, said, 1.0))
    monkeypatch.setattr(shown, "refutations", lambda ledger, keys: ())
    text = page(ledger, report_from_record(ledger), "lemma-3.4")
    assert text.count('<details class="coq">') == 1
    card = text.split('<details class="coq">', 1)[1].split("</details>", 1)[0]
    assert "with the same constant: <code>stochastic_c</code>" in card
    assert '<pre tabindex="0">forall n : nat,\nn = n</pre>' in card
    stated = [claim.text for claim in ledger.by_id["lemma-3.4"].claims if claim.form != "printed"]
    assert [text for text in stated if str(escape(text)) in card]


def test_steps_of_an_argument_show_their_theorems(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("adapters_answer", "adapters_answered")
    said = "".join(f"{name}\n     : forall n : nat,\n       n = n\n" for name in names)
    monkeypatch.setattr(shown, "kept_result", lambda text: Compiled(True, said, 1.0))
    monkeypatch.setattr(shown, "refutations", lambda ledger, keys: ())
    text = page(ledger, report_from_record(ledger), "theorem-4.1")
    card = text.split('<details class="coq">', 1)[1].split("</details>", 1)[0]
    assert "In Coq, the steps: <code>adapters_answer, adapters_answered</code>" in card
    assert "adapters_answered:\nforall n : nat,\nn = n</pre>" in card
    assert "A hypothesis of the claim is in no theorem" in card
    assert text.count('<details class="coq">') == 2  # those of other claims were not printed


def test_corrected_equalities_are_counted(ledger: Ledger) -> None:
    counts = shown.corrected_in_coq(ledger, report(ledger))
    assert counts["corrected_equalities_in_coq"] == 1
    assert counts["corrected_equalities"] > 100
    assert shown.corrected_in_coq(ledger, report_from_record(ledger))["corrected_equalities_in_coq"] == 0


def test_wrong_statements_are_counted(tmp_path: Path) -> None:
    survivors = [{"explanation": "equal, by the prover"}, {"explanation": ""}]
    tally = {"mutants": 9, "refused": {"one": 5, "two": 0}, "survivors": survivors, "out_of_time": ["two: wrong sign"]}
    stored = tmp_path / "mutants.json"
    stored.write_text(json.dumps({"coqc": "8.16.1 4.13.1", "theories": tally}))
    shown = wrong_statement_fragments(stored)["_generated/wrong-statements-table.html"]
    assert "coqc 8.16.1<" in shown
    cells = "".join(f"<td>{count}</td>" for count in (2, 1, 9, 5, 2, 1, 1))
    assert f'<th scope="row">of the theories</th>{cells}</tr>' in shown
    assert "coq-mutants" in wrong_statement_fragments(tmp_path / "none.json")["_generated/wrong-statements-table.html"]


def test_an_item_that_is_not_true_as_printed_is_not_called_proved_at_its_head(ledger: Ledger) -> None:
    data = site_data(ledger, report_from_record(ledger), {})
    template = environment(Plain()).get_template("item.md.jinja")  # type: ignore[arg-type]
    for position, entry in enumerate(data["items"]):
        view = item_view(ledger.items[position], entry)
        head = template.render(item=view, before=None, after=None).split("</p>", 1)[0]
        assert ('verdict-proved">' in head) == (entry["standing"]["kind"] == "true"), entry["id"]
        assert (">proved<" in head) is False

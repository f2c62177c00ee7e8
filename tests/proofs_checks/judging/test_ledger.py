"""A ledger loads as frozen data in the order of the paper, and whatever is wrong with it is said in one line each."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from lora_symbolic.language import matrix, zeros
from proofs_checks.judging.results import close_over
from proofs_checks.judging.runner import judge_claims
from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.ledger.order import PRINTED_ORDER
from tests.proofs_checks.judging.fabricated import (
    CITED_CLAIM,
    CONDITIONAL_CLAIM,
    CONVENTION_CLAIM,
    FALSE_CLAIM,
    ROUNDING_CLAIM,
    TRUE_CLAIM,
    WAITING_CLAIM,
    write_item,
)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-3.2", TRUE_CLAIM, uses='["lemma-2.1"]', section="3")
    write_item(folder, "lemma-2.1", TRUE_CLAIM + FALSE_CLAIM, section="2")
    write_item(folder, "lemma-A.1", ROUNDING_CLAIM + CITED_CLAIM, section="A")
    return folder


def test_the_papers_own_ledger_loads() -> None:
    ledger = load_ledger()
    assert len(ledger.items) > 50
    assert all(claim.kind != "equal" or claim.problem or claim.lhs is not None for claim in ledger.claims)


def test_the_listed_order_names_no_item_twice() -> None:
    assert len(set(PRINTED_ORDER)) == len(PRINTED_ORDER)


def test_items_come_in_the_order_of_the_paper(folder: Path) -> None:
    assert [item.id for item in load_ledger(folder).items] == ["lemma-2.1", "lemma-3.2", "lemma-A.1"]


def test_claims_are_found_by_item_and_by_claim(folder: Path) -> None:
    ledger = load_ledger(folder)
    assert [claim.id for claim in ledger.select("lemma-2.1")] == ["lemma-2.1/transpose", "lemma-2.1/wrong"]
    assert [claim.key for claim in ledger.select("lemma-2.1/wrong")] == ["lemma-2.1/wrong|printed"]
    assert ledger.select("lemma-2.2") == ()


def test_items_are_frozen(folder: Path) -> None:
    with pytest.raises(FrozenInstanceError):
        load_ledger(folder).items[0].title = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id      = "lemma-3.2"', 'id      = "lemma-3.3"', "expected 'lemma-3.2', the file's name"),
        ('uses    = ["lemma-2.1"]', 'uses    = ["lemma-2.7"]', "uses 'lemma-2.7'; expected the id of an item"),
        ('uses    = ["lemma-2.1"]', 'uses    = ["lemma-3.2"]', "expected no circle"),
        ('form  = "printed"', 'form  = "proved"', "expected printed, corrected or added"),
        ('form  = "printed"', 'form  = "printed"\nsetting = "none"', "setting 'none' is not in settings/"),
        ("printed = 'x'", "verdict = 'proved'", "unknown key 'verdict'"),
        ('name  = "transpose"', 'name  = "transpose"\nverdict = "proved"', "verdict"),
        ('equal = ["(X @ Y).T", "Y.T @ X.T"]', "", "expected exactly one of"),
        ('equal = ["(X @ Y).T", "Y.T @ X.T"]', 'cited = "a"\nwaits = "b"', "expected exactly one of"),
        ('equal = ["(X @ Y).T", "Y.T @ X.T"]', 'rounds = "5"', "expected a table with value and to"),
        ('equal = ["(X @ Y).T", "Y.T @ X.T"]', 'rounds = { value = "x", to = "5" }', "expected numbers"),
        ('equal = ["(X @ Y).T", "Y.T @ X.T"]', 'rounds = { value = "5", to = "5e1" }', "expected a decimal number"),
        ('equal = ["(X @ Y).T", "Y.T @ X.T"]', 'equal = ["Q", "X"]', "Q"),
        ('title   = "Title of lemma-3.2"', "title = 3", "expected a text"),
        ("[forms.matrices]", "[forms.matrices", "lemma-3.2.toml"),
    ],
)
def test_a_ledger_that_is_not_as_the_format_asks_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "lemma-3.2.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(LedgerError) as caught:
        load_ledger(folder)
    assert message in str(caught.value)
    assert "lemma-3.2.toml" in str(caught.value)


def test_a_claim_may_not_occur_twice_in_a_form(folder: Path) -> None:
    write_item(folder, "lemma-A.2", TRUE_CLAIM + TRUE_CLAIM)
    with pytest.raises(LedgerError, match=r"lemma-A\.2\.toml"):
        load_ledger(folder)


def test_a_corrected_form_corrects_a_printed_claim(folder: Path) -> None:
    path = folder / "lemma-3.2.toml"
    form = path.read_text().partition("[[forms]]")[2].replace('"printed"', '"corrected"')
    path.write_text(f"{path.read_text()}\n[[forms]]{form}")
    assert {claim.form for claim in load_ledger(folder).select("lemma-3.2")} == {"printed", "corrected"}
    path.write_text(path.read_text().replace('name  = "transpose"', 'name  = "other"', 1))
    with pytest.raises(LedgerError, match="the name of the printed claim"):
        load_ledger(folder)


def test_every_problem_is_told(folder: Path) -> None:
    write_item(folder, "lemma-A.2", TRUE_CLAIM, uses="3")
    write_item(folder, "lemma-A.3", TRUE_CLAIM, section="3").write_bytes(b"\xff")
    with pytest.raises(LedgerError) as caught:
        load_ledger(folder)
    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such folder"):
        load_ledger(tmp_path / "none")


def test_a_setting_lends_its_names(folder: Path) -> None:
    (folder / "settings").mkdir()
    (folder / "settings" / "shared.toml").write_text('sizes = ["k"]\n[matrices]\nK = ["k", "k"]\n')
    path = folder / "lemma-3.2.toml"
    path.write_text(
        path.read_text()
        .replace('form  = "printed"', 'form  = "printed"\nsetting = "shared"')
        .replace('"(X @ Y).T", "Y.T @ X.T"', '"K.T.T", "K"')
    )
    assert load_ledger(folder).select("lemma-3.2")[0].lhs is matrix("K", "k", "k")


def test_a_hypothesis_puts_its_values_in(folder: Path) -> None:
    write_item(folder, "lemma-A.4", CONDITIONAL_CLAIM)
    [claim] = load_ledger(folder).select("lemma-A.4")
    assert claim.hypothesis == "X = 0"
    assert claim.rhs is zeros("m", "n")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ('{ Z = "zeros(m, n)" }', "'Z' is not a matrix or definition"),
        ('{ X = "zeros(n, m)" }', "expected m x n"),
        ("{}", "given"),
        ('{ X = "zeros(" }', "lemma-A.4"),
    ],
)
def test_a_hypothesis_that_does_not_fit_is_refused(folder: Path, given: str, message: str) -> None:
    write_item(folder, "lemma-A.4", CONDITIONAL_CLAIM.replace('{ X = "zeros(m, n)" }', given))
    with pytest.raises(LedgerError) as caught:
        load_ledger(folder)
    assert message in str(caught.value)


def test_a_derivative_is_taken_before_a_hypothesis_is_put_in(folder: Path) -> None:
    """At X = Y.T the derivative of tr(X Y) in X is Y.T; of tr(Y.T Y) in Y it would be 2 Y."""
    claim = """
[[forms.claims]]
name  = "point"
equal = ["grad(trace(X @ Y), X)", "X"]
hypothesis = "X = Y.T"
given = { X = "Y.T" }
"""
    write_item(folder, "lemma-A.4", claim)
    write_item(folder, "lemma-A.5", claim.replace('"X"]', '"2 * X"]'))
    ledger = load_ledger(folder)
    assert judge_claims(ledger.select("lemma-A.4"))[0].verdict == "proved"
    assert judge_claims(ledger.select("lemma-A.5"))[0].verdict == "refuted"


def test_fully_proved_closes_over_everything_below(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", TRUE_CLAIM + CONVENTION_CLAIM)
    write_item(folder, "lemma-2", TRUE_CLAIM + WAITING_CLAIM)
    write_item(folder, "lemma-3", TRUE_CLAIM, uses='["lemma-1"]')
    write_item(folder, "lemma-4", TRUE_CLAIM, uses='["lemma-2"]')
    write_item(folder, "lemma-5", TRUE_CLAIM, uses='["lemma-4"]')
    ledger = load_ledger(folder)
    results = close_over(judge_claims(ledger.claims), ledger, {})
    full = {result.item: result.fully_proved for result in results if result.name == "transpose"}
    assert full == {"lemma-1": True, "lemma-2": True, "lemma-3": True, "lemma-4": False, "lemma-5": False}
    assert {result.item: result.rests_on for result in results}["lemma-5"] == ("lemma-2",)


def test_recorded_verdicts_stand_in_for_items_that_were_not_judged(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", TRUE_CLAIM)
    write_item(folder, "lemma-2", TRUE_CLAIM, uses='["lemma-1"]')
    ledger = load_ledger(folder)
    results = judge_claims(ledger.select("lemma-2"))
    assert not close_over(results, ledger, {})[0].fully_proved
    assert close_over(results, ledger, {"lemma-1/transpose|printed": "proved"})[0].fully_proved
    assert not close_over(results, ledger, {"lemma-1/transpose|printed": "refuted"})[0].fully_proved

"""The paper is read with charity: strongest reading first, slips apart from false claims, nothing of ours counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs_checks.judging.standing import STANDINGS, standing_of
from proofs_checks.ledger import FOLDER, Ledger, LedgerClaim, LedgerError, load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names
from tests.proofs_checks.judging.fabricated import FALSE_CLAIM, TRUE_CLAIM, write_item

FAULTY = ("refuted", "ill-typed")


@pytest.fixture(scope="module", params=names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def ledger(name: str) -> Ledger:
    return load_ledger(LEDGERS / name)


@pytest.fixture(scope="module")
def recorded(name: str) -> dict[str, str]:
    return verdicts_in(LEDGERS / name / FILE)


def test_no_equality_has_one_term_on_both_sides(ledger: Ledger) -> None:
    assert [claim.key for claim in ledger.claims if claim.lhs is claim.rhs is not None] == []


def test_a_further_reading_stands_below_the_reading_that_counts(ledger: Ledger) -> None:
    for item in ledger.items:
        printed = [claim for claim in item.claims if claim.form == "printed"]
        assert not printed or not printed[0].reading, item.id


def test_every_slip_is_shown_by_a_claim_and_mended(ledger: Ledger, recorded: dict[str, str]) -> None:
    shown = [claim for claim in ledger.claims if claim.slip]
    assert {claim.slip for claim in shown} == set(ledger.slips)
    for claim in shown:
        if claim.kind == "convention":
            continue
        assert recorded[claim.key] in FAULTY, claim.key
        assert recorded.get(f"{claim.id}|corrected") in ("proved", "conditional"), claim.key


def test_no_claim_of_ours_is_printed_or_corrected_under_the_same_id(ledger: Ledger) -> None:
    papers = {claim.id for claim in ledger.claims if claim.form != "added"}
    assert [claim.key for claim in ledger.claims if claim.form == "added" and claim.id in papers] == []


def test_a_claim_that_fails_under_a_hypothesis_of_others_is_not_called_false() -> None:
    item, recorded = load_ledger().by_id["theorem-1.2"], verdicts_in(FOLDER / FILE)
    printed = [(claim, recorded[claim.key]) for claim in item.claims]
    assert ("almost-linear-time", "conditionally-refuted") in [(claim.name, verdict) for claim, verdict in printed]
    assert standing_of(printed).kind == "conditional"


def test_standings_count_the_strongest_reading_of_what_is_printed() -> None:
    claim = LedgerClaim("lemma-1", "a", "printed", "equal", ("x", "y"))
    slip, weak = replace(claim, name="b", slip="a-slip"), replace(claim, name="c", reading="another")
    ours, seth = replace(claim, name="d", form="added"), replace(claim, name="e", kind="judged", hypothesis="SETH")
    cases = {
        "true": [(claim, "proved"), (weak, "refuted"), (ours, "refuted")],
        "slip": [(claim, "proved"), (slip, "ill-typed"), (seth, "conditional")],
        "false": [(claim, "refuted"), (slip, "refuted")],
        "conditional": [(claim, "proved"), (seth, "conditionally-refuted")],
        "open": [(claim, "undecided"), (seth, "conditional")],
        "convention": [(claim, "convention")],
    }
    assert {kind: standing_of(judged).kind for kind, judged in cases.items()} == {kind: kind for kind in STANDINGS}
    assert standing_of(cases["false"]).false == ("a",)
    assert standing_of(cases["slip"]).slips == ("a-slip",)


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ('slip = "unknown"', "expected an id of slips.toml"),
        ("slip = 3", "expected a text"),
        ('reading = " "', "expected a text"),
    ],
)
def test_a_mark_that_does_not_fit_is_refused(tmp_path, mark: str, message: str) -> None:
    write_item(tmp_path, "lemma-1", f"{FALSE_CLAIM}{mark}\n")
    with pytest.raises(LedgerError, match=message):
        load_ledger(tmp_path)


def test_marks_belong_to_printed_claims(tmp_path) -> None:
    path = write_item(tmp_path, "lemma-1", f'{TRUE_CLAIM}reading = "another"\n')
    assert load_ledger(tmp_path).select("lemma-1")[0].reading == "another"
    path.write_text(path.read_text().replace('"printed"', '"added"'))
    with pytest.raises(LedgerError, match="expected it on a printed claim"):
        load_ledger(tmp_path)

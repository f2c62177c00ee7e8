"""Counterexamples entry by entry: the recorded entry is there, other numbers agree, equal sides differ nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from lora_symbolic.evaluation import evaluate, mpmath_numbers
from proofs_checks.ledger import FOLDER, Ledger, LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import read_record
from proofs_checks.publishing.course.explorer import Explored, explore, explored, true_side_of

# what the chapters 6 to 10 say in words of their own, by claim and form
RELIED_UPON: Mapping[str, str] = {
    "text-C.5/identity|corrected": "proved",
    "text-C.5/p1|corrected": "proved",
    "lemma-3.3/number-of-monomials|added": "proved",
    "lemma-3.3/width-in-force|added": "proved",
    "lemma-3.3/rank|corrected": "proved",
    "lemma-3.4/attention-weights|added": "proved",
    "lemma-3.4/bound-same-polynomial|printed": "refuted",
    "lemma-3.7/difference-of-p1-and-p2|added": "proved",
    "theorem-3.1/accuracy|corrected": "proved",
    "theorem-3.1/accuracy-max-norm|added": "proved",
    "text-C.7/bound-A|printed": "refuted",
    "text-C.7/bound-A|corrected": "proved",
    "theorem-3.1/width-at-the-threshold|added": "proved",
    "theorem-3.1/width-at-constant-entries|added": "proved",
    "remark-4.1/threshold-from-below|added": "proved",
    "hypothesis-1/orthogonal-vectors|added": "proved",
    "hypothesis-1/sparsification|added": "cited",
    "lemma-E.1/quadrature|added": "proved",
    "theorem-4.1/accuracy|printed": "proved",
    "theorem-4.1/sketch-first-half|printed": "proved",
    "text-E/dX-is-a-block-of-dAQ|printed": "proved",
    "lemma-D.2/printed-T-for-column-major-vec|corrected": "proved",
    "lemma-D.2/transposes-a-square|printed": "proved",
    "text-C.7/product|corrected": "proved",
}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The paper's ledger."""
    return load_ledger(FOLDER)


@pytest.fixture(scope="module")
def record() -> Mapping[str, Any]:
    """The recorded verdicts."""
    return read_record(FOLDER / "record.json")


@pytest.fixture(scope="module")
def found(ledger: Ledger, record: Mapping[str, Any]) -> list[Explored]:
    """All of them."""
    return explored(ledger, record)


def flat(table: Sequence[Sequence[Any]]) -> list[Any]:
    """The entries, row by row."""
    return [entry for row in table for entry in row]


def claim_of(ledger: Ledger, key: str) -> LedgerClaim:
    """A claim by its key."""
    return next(claim for claim in ledger.claims if claim.key == key)


def test_what_the_chapters_rely_upon_is_recorded(record: Mapping[str, Any]) -> None:
    assert {key: record[key]["verdict"] for key in RELIED_UPON} == RELIED_UPON


def test_every_refuted_equation_with_matrices_is_there(ledger: Ledger, record: Mapping[str, Any], found: Any) -> None:
    expected = [
        claim.id
        for claim in ledger.claims
        if claim.kind == "equal"
        and claim.form == "printed"
        and "matrices" in record[claim.key].get("counterexample", {})
    ]
    assert [example.id for example in found] == expected
    assert len(expected) > 50


def test_the_recorded_entry_holds_the_recorded_values(record: Mapping[str, Any], found: list[Explored]) -> None:
    for example in found:
        recorded = record[f"{example.id}|printed"]["counterexample"]
        row, column = example.entry
        assert example.differ[row][column], example.id
        for side, name in ((example.left, "lhs"), (example.right, "rhs")):
            shown, exact = float(Fraction(side[row][column])), float(Fraction(recorded[name]))
            assert abs(shown - exact) <= 1e-5 * max(1e-20, abs(exact)), example.id


def test_every_entry_is_what_other_numbers_say(
    ledger: Ledger, record: Mapping[str, Any], found: list[Explored]
) -> None:
    numbers = mpmath_numbers(40)
    for example in found[::5]:
        claim = claim_of(ledger, f"{example.id}|printed")
        data = record[claim.key]["counterexample"]
        assert claim.lhs is not None
        assert claim.rhs is not None
        sides = [evaluate(side, data["matrices"], data["sizes"], numbers) for side in (claim.lhs, claim.rhs)]
        for shown, values in zip((example.left, example.right), sides, strict=True):
            for text, value in zip(flat(shown), values.flat, strict=True):
                assert abs(float(Fraction(text)) - float(value)) <= 1e-5 * (1e-12 + abs(float(value))), example.id
        gaps = [abs(a - b) > mpmath.mpf(10) ** -20 for a, b in zip(sides[0].flat, sides[1].flat, strict=True)]
        assert flat(example.differ) == gaps, example.id


def test_the_case_of_the_chapter_is_the_recorded_one(found: list[Explored]) -> None:
    example = next(example for example in found if example.id == "lemma-3.7/p2")
    assert example.left == [["0.125", "-0.125"], ["0.125", "-0.125"]]
    assert example.right == [["0.125", "0.125"], ["-0.125", "-0.125"]]
    assert example.differ == [[False, True], [True, False]]
    assert (example.true_side, example.matrices["C3"], example.matrices["Y"]) == (
        "right",
        [["0"], ["1"]],
        [["0"], ["1"]],
    )
    assert "p2_columns = f.T @ diag(r_vector)" in example.where


def test_a_claim_that_holds_differs_nowhere(ledger: Ledger, record: Mapping[str, Any]) -> None:
    right = claim_of(ledger, "lemma-3.7/p2|corrected")
    example = explore(right, record["lemma-3.7/p2|printed"]["counterexample"], "", None)
    assert example.left == example.right
    assert not any(flat(example.differ))


def test_the_true_side_is_a_gradient_or_what_the_correction_keeps(ledger: Ledger) -> None:
    printed, corrected = (claim_of(ledger, f"lemma-D.2/transposes|{form}") for form in ("printed", "corrected"))
    assert true_side_of(printed, corrected) == "right"
    assert true_side_of(printed, None) == ""
    assert true_side_of(claim_of(ledger, "lemma-3.7/gradient|printed"), None) == "left"


def test_a_claim_without_terms_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="expected an equation"):
        explore(claim_of(ledger, "lemma-3.2/dB|printed"), {"exact": True}, "", None)

"""A ledger says which paper it judges, in which version; what is no such description is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.ledger.paper import read_paper
from proofs_checks.ledger.shelf import LEDGERS, names

WHOLE = {
    "title": '"On Rows"',
    "authors": '["A. One", "B. Two"]',
    "year": "2024",
    "identifier": '"arXiv:1"',
    "version": '"v2"',
    "read": '"text"',
    "sha256": f'"{"0a" * 32}"',
}


def written(folder: Path, **changed: str | None) -> Path:
    """A ledger's folder whose paper.toml has these values instead."""
    (folder / "paper").mkdir()
    values = {**WHOLE, **changed}
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    (folder / "paper" / "paper.toml").write_text("\n".join(lines))
    return folder


def test_a_paper_is_read_with_what_to_know_of_the_reading(tmp_path: Path) -> None:
    paper = read_paper(written(tmp_path, notation="{ C1 = 'C^{(1)}' }"))
    assert paper is not None
    assert (paper.by, paper.place) == ("A. One, B. Two", "2024; arXiv:1")
    assert "v2" in paper.reading
    assert "0a0a0a0a0a0a0a0a" in paper.reading
    assert "no error is claimed" in paper.reading
    assert paper.to_dict()["notation"] == {"C1": "C^{(1)}"}


def test_a_ledger_without_a_paper_is_a_ledger(tmp_path: Path) -> None:
    assert read_paper(tmp_path) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": None}, "title is None; expected a text"),
        ({"authors": '"A. One"'}, "authors is 'A. One'; expected a list of names"),
        ({"authors": "[]"}, "authors is []; expected a list of names"),
        ({"year": '"2024"'}, "year is '2024'; expected a number such as 2025"),
        ({"year": "true"}, "year is True; expected a number such as 2025"),
        ({"pages": "-1"}, "pages is -1; expected a number such as 40"),
        ({"read": '"memory"'}, "read is 'memory'; expected pdf or text"),
        ({"sha256": '"abc"'}, "sha256 is 'abc'; expected 64 hexadecimal digits"),
        ({"notation": "{ C1 = 1 }"}, "notation is {'C1': 1}"),
        ({"notation": "{ C1 = '\\input{x}' }"}, "input; expected a symbol such as W_V"),
        ({"url": '"x"'}, "unknown key 'url'; expected authors, identifier"),
        ({"title": "On Rows"}, "expected a TOML file"),
    ],
)
def test_what_describes_no_paper_is_refused(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    with pytest.raises(LedgerError) as refused:
        read_paper(written(tmp_path, **changed))
    assert str(refused.value).startswith("paper.toml: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", names())
def test_every_ledger_on_the_shelf_knows_its_paper_and_its_name(name: str) -> None:
    ledger = load_ledger(LEDGERS / name)
    assert ledger.paper is not None
    assert ledger.paper.notation
    assert ledger.paper.pages or ledger.paper.read == "text"  # a text may come without page breaks
    assert ledger.option == ("" if name == names()[0] else f" --ledger {name}")


def test_formulas_are_printed_as_the_paper_writes_names() -> None:
    """Names of a setting take the paper's symbols; one that a form declares itself means something else there."""
    claims = {claim.key: claim for claim in load_ledger().claims}
    bound = claims["theorem-3.1/accuracy|corrected"]
    assert r"{C^{(1)}}" in bound.said["latex"]
    assert "B_Q" in bound.said["latex"]
    assert "C_{1}" not in bound.said["latex"]
    own = [
        claim
        for claim in claims.values()
        if "B" in claim.matrices and "B" not in claim.symbols and claim.lhs is not None
    ]
    assert any(claim.item == "definition-2.3" for claim in own)


def test_a_slip_comes_with_its_sentence() -> None:
    ledger = load_ledger()
    shown = [claim for claim in ledger.claims if claim.slip]
    assert shown
    assert all(claim.slip_says == ledger.slips[claim.slip] for claim in shown)

"""Every numbered item of the paper has a ledger file, and nothing else has one unnoticed."""

from __future__ import annotations

import tomllib

from proofs_checks.ledger.load import item_files
from tests.repository.files import ROOT

LEDGER = ROOT / "proofs_checks" / "ledgers" / "lora"


def numbered(kind: str, *numbers: str) -> set[str]:
    """The identifiers kind-number; `2.1..5` stands for 2.1 to 2.5."""
    found = set()
    for number in numbers:
        if ".." in number:
            first, last = number.split("..")
            prefix, start = first.rsplit(".", 1)
            found |= {f"{kind}-{prefix}.{n}" for n in range(int(start), int(last) + 1)}
        else:
            found.add(f"{kind}-{number}")
    return found


ITEMS_OF_THE_PAPER = (
    numbered("equation", "1.1..2", "2.1", "3.1..6", "A.1..2", "C.1..2", "D.1..2")
    | numbered("definition", "1.1..2", "2.1..5", "3.1..6", "A.1", "D.1..8", "E.1", "F.1")
    | numbered("lemma", "1.1", "2.1", "3.1..7", "C.1", "D.1..9", "E.1")
    | numbered("theorem", "1.1..2", "3.1", "4.1", "A.1", "D.1", "F.1")
    | numbered("remark", "1.1", "2.1", "3.1..2", "4.1..2", "5.1..3", "A.1", "F.1")
    | numbered("problem", "1", "2", "3")
    | numbered("hypothesis", "1", "2")
    | numbered("simplification", "S1", "S2", "S3", "S4")
    | numbered("text", "notation", "contributions", "conclusions", "C.1", "C.2", "C.4", "C.5", "C.6", "C.7", "D", "E")
    | {"table-1"}
)


def ledger_ids() -> set[str]:
    """The identifiers of the ledger's files."""
    return {path.stem for path in item_files(LEDGER)}


def test_every_item_of_the_paper_has_a_ledger_file() -> None:
    assert ITEMS_OF_THE_PAPER - ledger_ids() == set()


def test_every_ledger_file_is_an_item_of_the_paper() -> None:
    assert ledger_ids() - ITEMS_OF_THE_PAPER == set()


def test_ranges_are_read_as_meant() -> None:
    assert numbered("lemma", "D.1..3", "E.1") == {"lemma-D.1", "lemma-D.2", "lemma-D.3", "lemma-E.1"}


def test_a_ledger_file_is_called_by_its_id_and_uses_items_that_exist() -> None:
    known = ledger_ids()
    for path in item_files(LEDGER):
        item = tomllib.loads(path.read_text())
        assert item["id"] == path.stem
        assert set(item.get("uses", [])) - known == set(), path.stem


def test_no_ledger_file_types_a_verdict() -> None:
    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for inner in value.values() for key in keys(inner)}
        if isinstance(value, list):
            return {key for inner in value for key in keys(inner)}
        return set()

    for path in item_files(LEDGER):
        assert keys(tomllib.loads(path.read_text())).isdisjoint({"verdict", "status", "evidence"}), path.stem

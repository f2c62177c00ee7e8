"""Procedures decide what parameters say: none names an item of a ledger, in code or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from proofs_checks import decisions
from proofs_checks.ledger import load_ledger

FOLDER = Path(decisions.__file__).parent
KINDS = "Lemmas?|Theorems?|Definitions?|Equations?|Remarks?|Problems?|Table|Appendix"
PRINTED = re.compile(rf"\b(?:{KINDS}) [A-Z\d][\d.]*\b")
IDS = tuple(item.id for item in load_ledger().items)


def named_in(text: str) -> Iterator[str]:
    """Items that a text names, by their ids or as papers print them."""
    yield from PRINTED.findall(text)
    yield from (ident for ident in IDS if re.search(rf"(?<![\w.-]){re.escape(ident)}(?![\w.-])", text))


def test_no_procedure_names_an_item() -> None:
    found = {str(path.relative_to(FOLDER)): [*named_in(path.read_text())] for path in FOLDER.rglob("*.py")}
    assert len(found) > 5
    assert not {path: names for path, names in found.items() if names}


def test_names_of_items_are_found() -> None:
    assert [*named_in("as Lemmas 3.6 and D.5 say")] == ["Lemmas 3.6"]
    assert [*named_in('judge("lemma-3.2")')] == ["lemma-3.2"]
    assert [*named_in("(Appendix A)")] == ["Appendix A"]
    assert not [*named_in("a lemma about 3.2 and problems of width 2")]

"""A paper read as text without page breaks: its inventory goes by sections and equations, and each item says so."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from typing import Any

import pytest

from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names

FOLDER = LEDGERS / "multi-layer"
EQUATIONS = range(1, 33)  # as the text numbers them
# the paper's table of contents: the sections in which something stands, and the pages on which they begin
CONTENTS = """
1.1 3, 1.2 4, 2 5, 3.1 6, 3.2 6, 4 7, 4.1 8, 4.2 8, 4.3 8, 5.1 10, 5.2 10, 5.3 11, 5.4 12, 6 13, 7 13, A 24, B.1 25,
B.2 26, B.3 26, B.4 26, B.5 27, C.1 27, C.2 28, C.3 30, C.4 32, C.5 33, D.1 34, D.2 35, D.3 36, D.4 39, D.5 41, D.6 46,
E.1 48, E.2 50, E.3 52, E.4 54, E.5 56, E.6 58, F.1 59, F.2 60, F.3 60, F.4 62, G.1 63, G.2 65, G.3 66, H.1 68, H.2 71,
H.3 72, I.1 75, I.2 76, J.1 80, J.2 81, J.3 82, K 84
"""
PAGES = {section: int(page) for section, page in (entry.split() for entry in CONTENTS.split(","))}


def entries() -> list[dict[str, Any]]:
    text = (FOLDER / "paper" / "inventory.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["entries"]
    return found[1:]  # the abstract is in no section


def section_of(entry: dict[str, Any]) -> str:
    found = re.match(r"Section (\S+):", entry["what"])
    return found[1] if found else ""


def equations_in(what: str) -> list[int]:
    """The numbers of equations in an entry: "(3)", "(18), (19)", "(29) to (31)"; no o(1).

    >>> equations_in("(29) to (31): n^(1 + o(1)), and (2)")
    [29, 30, 31, 2]
    """
    spans = re.finditer(r"(?<![\w^])\((\d+)\)(?: to \((\d+)\))?", what)
    return list(chain.from_iterable(range(int(one[1]), int(one[2] or one[1]) + 1) for one in spans))


def problems(found: list[dict[str, Any]]) -> list[str]:
    """What an inventory by sections lacks, or has twice."""
    sections = list(dict.fromkeys(map(section_of, found)))
    wrong = [] if sections == list(PAGES) else [f"sections {sorted(set(PAGES) ^ set(sections))}, or their order"]
    wrong += [
        f"{entry['what']}: p. {entry['page']}" for entry in found if PAGES.get(section_of(entry)) != entry["page"]
    ]
    numbers = sorted(chain.from_iterable(equations_in(entry["what"]) for entry in found))
    wrong += [] if numbers == list(EQUATIONS) else [f"equations {sorted(set(EQUATIONS) ^ set(numbers))}, or one twice"]
    wrong += [f"Algorithm {n}" for n in (1, 2) if not any(f"Algorithm {n}" in entry["what"] for entry in found)]
    return wrong


def test_every_section_equation_and_algorithm_is_there() -> None:
    assert problems(entries()) == []


def test_what_is_left_out_is_seen() -> None:
    for what in ("(13), (14)", "Algorithm 2", "Section B.4", "(32)"):
        assert problems([entry for entry in entries() if what not in entry["what"]]), what
    assert problems([*entries(), entries()[-1] | {"what": "Section K: (32)"}])
    assert problems([entry | {"page": 1} for entry in entries()])


def test_each_item_says_that_its_page_is_that_of_its_section() -> None:
    for item in load_ledger(FOLDER).items:
        section, page = next((s, p) for s, p in PAGES.items() if item.place.startswith(f"where Section {s} begins: "))
        assert item.page == page, item.id
        assert section.split(".")[0] == item.section, item.id


@pytest.mark.parametrize("name", names())
def test_what_is_undecided_says_for_what_it_waits(name: str) -> None:
    recorded = verdicts_in(LEDGERS / name / FILE)
    undecided = [claim for claim in load_ledger(LEDGERS / name).claims if recorded[claim.key] == "undecided"]
    assert [claim.key for claim in undecided if claim.kind != "waits" or len(claim.text.split()) < 6] == []

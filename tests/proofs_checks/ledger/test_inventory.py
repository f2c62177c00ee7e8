"""The inventory of each paper is complete: each page, each item, ids that exist, or a reason why nothing is claimed."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from proofs_checks.ledger import Ledger, load_ledger
from proofs_checks.ledger.shelf import LEDGERS, names


@pytest.fixture(scope="module", params=names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def ledger(name: str) -> Ledger:
    return load_ledger(LEDGERS / name)


@pytest.fixture(scope="module")
def entries(name: str) -> list[dict[str, Any]]:
    path = LEDGERS / name / "paper" / "inventory.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["entries"]


def problems(entries: list[dict[str, Any]], ledger: Ledger) -> list[str]:
    """What is wrong with an inventory, one line each."""
    known = set(ledger.ids())
    pages_expected = range(1, 1 + (ledger.paper.pages if ledger.paper else 0))
    found = []
    for entry in entries:
        at = f"p. {entry.get('page')}, {entry.get('what')}"
        if set(entry) not in ({"page", "what", "claims"}, {"page", "what", "convention"}):
            found.append(f"{at}: {sorted(entry)}")
        elif "convention" in entry and len(entry["convention"].split()) < 3:
            found.append(f"{at}: no reason")
        elif "claims" in entry and not (entry["claims"] and set(entry["claims"]) <= known):
            found.append(f"{at}: {sorted(set(entry['claims']) - known)}")
    found += [
        f"p. {page} is missing" for page in pages_expected if page not in {entry.get("page") for entry in entries}
    ]
    pages = [entry.get("page") for entry in entries]
    return found + ([] if pages == sorted(pages) else ["pages out of order"])


def test_every_page_is_there_and_every_id_exists(ledger: Ledger, entries: list[dict[str, Any]]) -> None:
    assert problems(entries, ledger) == []


def test_every_item_is_in_the_inventory_on_its_page(ledger: Ledger, entries: list[dict[str, Any]]) -> None:
    pages: dict[str, set[int]] = {}
    for entry in entries:
        for ident in entry.get("claims", ()):
            pages.setdefault(ident.split("/")[0], set()).add(entry["page"])
    assert [item.id for item in ledger.items if item.page not in pages.get(item.id, ())] == []


def test_numbered_statements_name_their_number_once(ledger: Ledger, entries: list[dict[str, Any]]) -> None:
    for item in ledger.items:
        kind, _, number = item.id.partition("-")
        if kind in ("lemma", "theorem", "definition", "fact", "remark", "problem", "hypothesis", "equation"):
            word = f"({number})" if kind == "equation" else f"{kind.capitalize()} {number}"
            assert any(word in entry["what"] and entry["page"] == item.page for entry in entries), item.id


def test_what_is_wrong_with_an_inventory_is_seen(ledger: Ledger, entries: list[dict[str, Any]]) -> None:
    gap = [entry for entry in entries if entry["page"] != 26]
    assert problems(gap, ledger) or not (ledger.paper and ledger.paper.pages)
    for spoilt in (
        [{**entries[0], "claims": ["lemma-9.9"]}, *entries[1:]],
        [{**entries[0], "claims": []}, *entries[1:]],
        [{"page": 1, "what": "abstract", "convention": "none"}, *entries[1:]],
        [*entries, entries[0]],
    ):
        assert problems(spoilt, ledger)

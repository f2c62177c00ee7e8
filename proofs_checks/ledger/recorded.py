"""What is recorded of a ledger: the verdict of each claim, and the counterexample of each refuted one.

Dictionary
    FILE            {"schema": 1, "claims": {"lemma-3.2/dA|printed": {"verdict": ..., "counterexample": ...}}}
    read_record     its entries
    verdicts_in     the verdicts alone
    ALTERATIONS     the file with {key: {"statement": ..., "outcomes": {"refuted": 9, ...}, "sharper": [...]}}
    read_alterations    what became of the altered versions of proved claims, by the claims' keys
    with_altered        an item, each claim with its own
    write_alterations   written by verify --controls --record
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from proofs_checks.verdict.verdict import Verdict

from .errors import LedgerError
from .model import Item

FILE = "record.json"
ALTERATIONS = "paper/alterations.json"
SCHEMA = 1
Entries = dict[str, dict[str, Any]]


def read_record(path: Path) -> Entries:
    """The entries of a record; none if there is no file.

    Raises LedgerError when the file is not a record.
    """
    if not path.exists():
        return {}
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LedgerError(f"{path.name}: {error}; expected the JSON that verify --record writes") from None
    claims = table.get("claims") if isinstance(table, dict) else None
    if not isinstance(claims, dict) or table.get("schema") != SCHEMA:
        raise LedgerError(f'{path.name}: expected {{"schema": {SCHEMA}, "claims": {{...}}}}')
    verdicts = {verdict.value for verdict in Verdict}
    for key, entry in claims.items():
        if not isinstance(entry, dict) or entry.get("verdict") not in verdicts:
            raise LedgerError(f"{path.name}: entry {key!r} has no verdict; run verify --record")
    return claims


def verdicts_in(path: Path) -> dict[str, str]:
    """The recorded verdict of each claim, by its key."""
    return {key: entry["verdict"] for key, entry in read_record(path).items()}


def read_alterations(folder: Path) -> Entries:
    """What became of altered versions of a ledger's proved claims; none if there is no file.

    Raises LedgerError when the file is not one of these.
    """
    path = folder / ALTERATIONS
    if not path.exists():
        return {}
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LedgerError(f"{path.name}: {error}; expected the JSON that verify --controls --record writes") from None
    claims = table.get("claims") if isinstance(table, dict) and table.get("schema") == SCHEMA else None
    if not isinstance(claims, dict) or not all(_is_tally(entry) for entry in claims.values()):
        raise LedgerError(f"{path.name}: expected claims, each with statement, outcomes and sharper")
    return claims


def _is_tally(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("statement"), str):
        return False
    outcomes, sharper = entry.get("outcomes"), entry.get("sharper")
    counted = isinstance(outcomes, dict) and all(isinstance(count, int) for count in outcomes.values())
    return counted and isinstance(sharper, list) and all(isinstance(text, str) for text in sharper)


def with_altered(item: Item, entries: Entries) -> Item:
    """The item, each claim with what became of its altered versions."""
    forms = []
    for form in item.forms:
        claims = tuple(replace(one, altered=entries[one.key]) if one.key in entries else one for one in form.claims)
        forms.append(replace(form, claims=claims))
    return replace(item, forms=tuple(forms))


def write_alterations(entries: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Write what became of altered versions, one claim a line."""
    lines = [f"    {json.dumps(key)}: {json.dumps(entry)}" for key, entry in entries.items()]
    body = ",\n".join(lines)
    text = f'{{\n  "schema": {SCHEMA},\n  "claims": {{\n{body}\n  }}\n}}\n'
    path = folder / ALTERATIONS
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")

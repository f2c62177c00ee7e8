"""What is recorded of a ledger: the verdict of each claim, and the counterexample of each refuted one.

Dictionary
    FILE            {"schema": 1, "claims": {"lemma-3.2/dA|printed": {"verdict": ..., "counterexample": ...}}}
    read_record     its entries
    verdicts_in     the verdicts alone
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from proofs_checks.verdict.verdict import Verdict

from .errors import LedgerError

FILE = "record.json"
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

"""Cited claims that another ledger judges: which verdict it reached, from its record.

Dictionary
    judged_elsewhere    "alman-song/theorem-E.5/lower-bound" -> paper, claim, verdict, and the command that explains it
"""

from __future__ import annotations

from .errors import LedgerError
from .load import load_ledger
from .recorded import FILE, verdicts_in
from .shelf import LEDGERS, names


def judged_elsewhere(reference: str) -> dict[str, str] | None:
    """What another ledger found of a claim; None where none is named.

    >>> judged_elsewhere("alman-song/theorem-E.5/lower-bound")["verdict"]
    'conditional'

    Raises LedgerError when there is no such ledger or claim.
    """
    if not reference:
        return None
    name, _, ident = reference.partition("/")
    if name not in names():
        raise LedgerError(f"judged_in {reference!r}: no ledger {name!r}; expected one of {', '.join(names())}")
    ledger, verdicts = load_ledger(LEDGERS / name), verdicts_in(LEDGERS / name / FILE)
    found = [claim for claim in ledger.claims if claim.id == ident]
    if not found:
        raise LedgerError(f"judged_in {reference!r}: no claim {ident!r} in the ledger {name}")
    paper = ledger.paper.title if ledger.paper else name
    command = f"lora-symbolic explain {ident}{ledger.option}"
    return {"title": paper, "claim": ident, "verdict": verdicts[found[0].key], "command": command}

"""Names that a reader mistyped: the nearest ones that exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from proofs_checks.ledger.model import Ledger

from .exits import BadInput


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names near a mistyped one, capitals aside.

    >>> nearest("lemma-3.22", ["lemma-3.2", "table-1"])
    ('lemma-3.2',)
    """
    by_lower = {candidate.lower(): candidate for candidate in known}
    return tuple(by_lower[match] for match in get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6))


def unknown_id(ident: str, ledger: Ledger) -> BadInput:
    """The error for an id that is not in the ledger."""
    close = nearest(ident, ledger.ids())
    hint = f"did you mean {' or '.join(close)}?" if close else "expected an id such as lemma-3.2 or lemma-3.2/dA"
    return BadInput(f"{ident[:80]}: no such id in the ledger; {hint}")

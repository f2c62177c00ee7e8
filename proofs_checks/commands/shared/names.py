"""Names that a reader gives: the claims that they mean, and where one is mistyped the nearest that exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from proofs_checks.ledger.model import Ledger, LedgerClaim

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


def selected(ledger: Ledger, ids: Sequence[str]) -> tuple[LedgerClaim, ...]:
    """The claims that the ids name, in the order of the paper; all, if none are given.

    Raises BadInput, with the nearest ids, for an id that is not in the ledger.
    """
    if not ids:
        return ledger.claims
    wanted: set[str] = set()
    for ident in ids:
        if not (claims := ledger.select(ident)) and ident not in ledger.by_id:
            raise unknown_id(ident, ledger)
        wanted.update(claim.key for claim in claims)
    return tuple(claim for claim in ledger.claims if claim.key in wanted)

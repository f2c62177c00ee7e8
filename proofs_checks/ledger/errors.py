"""What can go wrong with the ledger's files.

Dictionary
    LedgerError     a file that is not as the format asks
    known_keys      refuses a table with a key that the format does not have
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.reading.source import did_you_mean


class LedgerError(LanguageError):
    """A ledger file that is not as the format asks; one line for each problem."""


def known_keys(table: Mapping[str, Any], keys: Iterable[str], where: str, inside: str = "") -> None:
    """Find a table to have no other keys.

    >>> known_keys({"slipp": "a"}, ["slip"], "lemma-2.toml")
    Traceback (most recent call last):
    ...
    proofs_checks.ledger.errors.LedgerError: lemma-2.toml: unknown key 'slipp'; expected slip; did you mean 'slip'?

    Raises LedgerError with every key that there may be, and the one that was meant if it is near.
    """
    known = sorted(set(keys))
    if unknown := sorted(set(table) - set(known)):
        hint = did_you_mean(unknown[0], known)
        raise LedgerError(f"{where}: unknown key {unknown[0]!r}{inside}; expected {', '.join(known)}{hint}")

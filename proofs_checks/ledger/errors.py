"""What can go wrong with the ledger's files."""

from __future__ import annotations

from lora_symbolic.language.errors import LanguageError


class LedgerError(LanguageError):
    """A ledger file that is not as the format asks; one line for each problem."""

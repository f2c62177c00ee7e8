"""The ledger: one TOML file for each item of the paper, loaded into frozen data."""

from .errors import LedgerError
from .load import load_ledger
from .model import Form, Item, Ledger, LedgerClaim
from .paper import Paper
from .shelf import FOLDER, folder_of, folders_of

__all__ = [
    "FOLDER",
    "Form",
    "Item",
    "Ledger",
    "LedgerClaim",
    "LedgerError",
    "Paper",
    "folder_of",
    "folders_of",
    "load_ledger",
]

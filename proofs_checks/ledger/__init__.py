"""The ledger: one TOML file for each item of the paper, loaded into frozen data."""

from .errors import LedgerError
from .load import FOLDER, load_ledger
from .model import Form, Item, Ledger, LedgerClaim

__all__ = ["FOLDER", "Form", "Item", "Ledger", "LedgerClaim", "LedgerError", "load_ledger"]

"""Reductions: other statements from which a statement follows, and which are easier to prove."""

from .entries import in_entries
from .sharing import Residue, follows_by_names

__all__ = ["Residue", "follows_by_names", "in_entries"]

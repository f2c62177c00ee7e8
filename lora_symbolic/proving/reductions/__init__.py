"""Reductions: other statements from which a statement follows, and which are easier to prove."""

from .angles import angles_aside, has_turns
from .constants import constants
from .entries import in_entries
from .inverses import turned
from .orders import budget_of, foresee, is_deep
from .ranges import choices, needed_within, split
from .sharing import Residue, follows_by_names

__all__ = [
    "Residue",
    "angles_aside",
    "budget_of",
    "choices",
    "constants",
    "follows_by_names",
    "foresee",
    "has_turns",
    "in_entries",
    "is_deep",
    "needed_within",
    "split",
    "turned",
]

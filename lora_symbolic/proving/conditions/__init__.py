"""What must hold for a statement to mean something: positive arguments, arguments, sums and sizes that are not zero."""

from .condition import Condition, conditions, never_holds
from .entry_signs import EntrySigns
from .intervals import sign_known
from .positive_entries import in_logarithms
from .size_signs import SizeSigns, never_positive

__all__ = [
    "Condition",
    "EntrySigns",
    "SizeSigns",
    "conditions",
    "in_logarithms",
    "never_holds",
    "never_positive",
    "sign_known",
]

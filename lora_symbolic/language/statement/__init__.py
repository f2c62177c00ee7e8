"""Statement files: sizes, matrices, definitions and claims."""

from .claim import Claim
from .comparison import Comparison, Link, Measure, Part, ScalarRange, Side
from .equation import Equation
from .growth_claim import Grows
from .in_range import InRange, in_range
from .reader import CLAIM_KINDS
from .stated import EXISTS_KEYS, STATED_KEYS, Cost, Exists, Holds, Least, Rank, Stated
from .statement import Statement, printed_names, statement_from_table, statement_from_toml

__all__ = [
    "CLAIM_KINDS",
    "STATED_KEYS",
    "Claim",
    "Comparison",
    "Cost",
    "EXISTS_KEYS",
    "Equation",
    "Exists",
    "Grows",
    "Holds",
    "InRange",
    "Least",
    "Link",
    "Measure",
    "Part",
    "Rank",
    "ScalarRange",
    "Side",
    "Stated",
    "Statement",
    "in_range",
    "printed_names",
    "statement_from_table",
    "statement_from_toml",
]

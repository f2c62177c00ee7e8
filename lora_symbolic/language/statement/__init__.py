"""Statement files: sizes, matrices, definitions and claims."""

from .claim import Claim
from .comparison import Comparison, Link, Measure, Part, ScalarRange, Side
from .equation import Equation
from .stated import Cost, Holds, Least, Rank, Stated
from .statement import Statement, printed_names, statement_from_table, statement_from_toml

__all__ = [
    "Claim",
    "Comparison",
    "Cost",
    "Equation",
    "Holds",
    "Least",
    "Link",
    "Measure",
    "Part",
    "Rank",
    "ScalarRange",
    "Side",
    "Stated",
    "Statement",
    "printed_names",
    "statement_from_table",
    "statement_from_toml",
]

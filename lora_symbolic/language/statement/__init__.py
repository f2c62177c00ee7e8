"""Statement files: sizes, matrices, definitions and claims."""

from .claim import Claim
from .comparison import Comparison, Link, Measure, Part, ScalarRange, Side
from .equation import Equation
from .in_range import InRange, in_range
from .kinds.cost import COST_KEYS, Cost, CostBound
from .kinds.growth import Grows
from .kinds.reduction import Problem, Reduces
from .reader import CLAIM_KINDS
from .stated import EXISTS_KEYS, REDUCTION_KEYS, STATED_KEYS, Exists, Holds, Least, Rank, Stated
from .statement import Statement, printed_names, statement_from_table, statement_from_toml

__all__ = [
    "CLAIM_KINDS",
    "COST_KEYS",
    "STATED_KEYS",
    "Claim",
    "Comparison",
    "Cost",
    "CostBound",
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
    "Problem",
    "REDUCTION_KEYS",
    "Rank",
    "Reduces",
    "ScalarRange",
    "Side",
    "Stated",
    "Statement",
    "in_range",
    "printed_names",
    "statement_from_table",
    "statement_from_toml",
]

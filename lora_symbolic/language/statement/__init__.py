"""Statement files: sizes, matrices, definitions and claims."""

from .claim import Claim
from .equation import Equation
from .statement import Statement, printed_names, statement_from_table, statement_from_toml

__all__ = ["Claim", "Equation", "Statement", "printed_names", "statement_from_table", "statement_from_toml"]

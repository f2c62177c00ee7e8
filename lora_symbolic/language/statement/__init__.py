"""Statement files: sizes, matrices, definitions and claims."""

from .claim import Claim
from .statement import Statement, printed_names, statement_from_table, statement_from_toml

__all__ = ["Claim", "Statement", "printed_names", "statement_from_table", "statement_from_toml"]

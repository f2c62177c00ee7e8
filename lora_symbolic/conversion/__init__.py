"""Conversion: terms and claims from other notations and into them: LaTeX, statement files, PyTorch."""

from .errors import ConversionError, LatexProblem
from .latex import from_latex
from .pytorch import from_torch, to_torch
from .statement_writer import to_statement

__all__ = ["ConversionError", "LatexProblem", "from_latex", "from_torch", "to_statement", "to_torch"]

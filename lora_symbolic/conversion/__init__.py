"""Conversion: terms and claims from other notations and into them: LaTeX, statement files, PyTorch."""

from .errors import ConversionError, LatexProblem
from .latex import from_latex

__all__ = ["ConversionError", "LatexProblem", "from_latex"]

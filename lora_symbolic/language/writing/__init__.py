"""Writing: terms as text that the parser reads back, and as LaTeX."""

from .latex import GREEK, name_latex, number_latex, size_latex, to_latex
from .pieces import MAX_SUMMARY, shortened
from .text import to_text

__all__ = ["GREEK", "MAX_SUMMARY", "shortened", "name_latex", "number_latex", "size_latex", "to_latex", "to_text"]

"""Writing: terms as text that the parser reads back, and as LaTeX."""

from .latex import to_latex
from .names import GREEK, NO_SYMBOLS, name_latex, number_latex, size_latex
from .pieces import MAX_SUMMARY, shortened
from .text import to_text
from .words import escaped_words

__all__ = [
    "GREEK",
    "MAX_SUMMARY",
    "NO_SYMBOLS",
    "escaped_words",
    "shortened",
    "name_latex",
    "number_latex",
    "size_latex",
    "to_latex",
    "to_text",
]

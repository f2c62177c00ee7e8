"""Sentences: what a claim that is no equality says, in English, in LaTeX and as JSON, from its data alone."""

from .styles import range_latex, range_text
from .writer import data_of, latex_of, latex_parts, latex_pieces, sentence

__all__ = ["data_of", "latex_of", "latex_parts", "latex_pieces", "range_latex", "range_text", "sentence"]

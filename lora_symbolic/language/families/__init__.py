"""Families: a matrix for each value of an index, as one matrix."""

from .family import Families, Family, column
from .shown import ShownFamilies, bare, member_latex
from .stacking import Member, stacked, total

__all__ = ["Families", "Family", "Member", "ShownFamilies", "bare", "column", "member_latex", "stacked", "total"]

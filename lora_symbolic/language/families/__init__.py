"""Families: a matrix for each value of an index, as one matrix."""

from .family import Families, Family, column
from .shown import ShownFamilies, bare
from .stacking import Member, stacked, total

__all__ = ["Families", "Family", "Member", "ShownFamilies", "bare", "column", "stacked", "total"]

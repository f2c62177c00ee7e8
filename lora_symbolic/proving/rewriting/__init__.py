"""Equations as rewrite rules on the index form."""

from .decision import Goal, decide_modulo, over_one_denominator
from .system import System

__all__ = ["Goal", "System", "decide_modulo", "over_one_denominator"]

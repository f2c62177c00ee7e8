"""Equations as rewrite rules on the index form."""

from .decision import Goal, counted, decide_modulo, over_one_denominator
from .system import System

__all__ = ["Goal", "System", "counted", "decide_modulo", "over_one_denominator"]

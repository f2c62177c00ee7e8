"""Reductions that a reader states: what has to hold of instances and answers, derived, decided, attacked."""

from .decide import Part, decide_reduction
from .obligations import Obligation, obligations_of

__all__ = ["Obligation", "Part", "decide_reduction", "obligations_of"]

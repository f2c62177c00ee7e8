"""Equations as rewrite rules on the index form."""

from .decision import decide_modulo
from .system import System

__all__ = ["System", "decide_modulo"]

"""Least constants: families of instances that attain a constant or approach it."""

from .search import Attained, attained, not_least

__all__ = ["Attained", "attained", "not_least"]

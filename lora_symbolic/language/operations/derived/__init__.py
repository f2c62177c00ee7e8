"""Derived operations: written as functions or signs of their own, and made of other operations."""

from .powers import MAX_POWER, power, sqrt

__all__ = ["MAX_POWER", "power", "sqrt"]

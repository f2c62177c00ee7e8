"""Later: libraries that take long to import, imported when something of theirs is asked for.

Dictionary
    sympy     SymPy, half a second of a processor; most claims are judged without it
    mpmath    mpmath; a claim that is refuted at once, or has a wrong shape, is judged without it
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["mpmath", "sympy"]


class Later:
    """A library by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(import_module(self._name), attribute)
        setattr(self, attribute, found)  # asked for once
        return found


if TYPE_CHECKING:
    import mpmath
    import sympy
else:
    mpmath, sympy = Later("mpmath"), Later("sympy")

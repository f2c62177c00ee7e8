"""Outcome procedures for statements that are no equality, one file each; each file defines `PROCEDURE`.

Dictionary
    names()     the names that a ledger's claim may give in `judged`: those of the files, whatever folder they are in
    named(name) the procedure of that name, imported when it is asked for
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import cast

from .procedure import DecisionProcedure, Outcome, Parameters, agrees

FAMILIES = ("errors", "growth", "hardness", "rank")


@cache
def _modules() -> Mapping[str, str]:
    """The module of each procedure by its name."""
    here = Path(__file__).parent
    return {
        module.name: f"{__name__}.{family}.{module.name}"
        for family in FAMILIES
        for module in iter_modules([str(here / family)])
    }


@cache
def names() -> tuple[str, ...]:
    """The procedures' names, sorted."""
    return tuple(sorted(_modules()))


@cache
def named(name: str) -> DecisionProcedure:
    """The procedure of this name.

    Raises KeyError when there is none.
    """
    return cast(DecisionProcedure, import_module(_modules()[name]).PROCEDURE)


__all__ = ["Outcome", "DecisionProcedure", "Parameters", "agrees", "named", "names"]

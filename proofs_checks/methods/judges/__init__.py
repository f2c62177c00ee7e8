"""The judges of statements that are no equality, one file each, named by the file; each file defines `JUDGE`.

Dictionary
    names()     the names that a ledger's claim may give in `judged`
    named(name) the judge of that name, imported when it is asked for
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from .judge import Judge, Opinion, Parameters, agrees

_NO_JUDGES = frozenset({"judge"})


@cache
def names() -> tuple[str, ...]:
    """The judges' names, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if module.name not in _NO_JUDGES))


@cache
def named(name: str) -> Judge:
    """The judge of this name.

    Raises KeyError when there is none.
    """
    if name not in names():
        raise KeyError(name)
    return cast(Judge, import_module(f"{__name__}.{name}").JUDGE)


__all__ = ["Judge", "Opinion", "Parameters", "agrees", "named", "names"]

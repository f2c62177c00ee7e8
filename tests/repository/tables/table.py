"""Tables that name operations of the language, and what each leaves out.

Dictionary
    Table           where it stands, the operations it handles, and those it leaves out, each with the reason
    complaints      what is missing from a table, named twice, or no operation
    named_in        the operations whose names stand in the source of a function or a module
    of              a table of a module
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType

from lora_symbolic.language.registry import OPERATIONS
from tests.repository.files import ROOT


@dataclass(frozen=True)
class Table:
    """What one table handles, and what it leaves out, by the reason."""

    where: str
    handles: frozenset[str]
    leaves_out: Mapping[str, frozenset[str]]


def complaints(table: Table, operations: Iterable[str]) -> list[str]:
    """What a table says too little, too much, or twice."""
    known = set(operations)
    out = frozenset[str]().union(*table.leaves_out.values())
    return [
        *(f"{table.where}: {name} is neither handled nor left out" for name in sorted(known - table.handles - out)),
        *(f"{table.where}: {name} is handled and left out" for name in sorted(table.handles & out)),
        *(f"{table.where}: {name} is no operation" for name in sorted((table.handles | out) - known)),
    ]


def strings_in(source: object) -> set[str]:
    """The texts that stand in a program, docstrings as they are."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(source)))  # type: ignore[arg-type]
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def named_in(*sources: object) -> frozenset[str]:
    """The operations whose names stand in some functions."""
    return frozenset(set().union(*map(strings_in, sources)) & set(OPERATIONS))


def place(module: ModuleType) -> str:
    """A module as a path of the repository."""
    return str(inspect.getfile(module)).removeprefix(f"{ROOT}/")


def of(module: ModuleType, what: str, handles: Iterable[str], **leaves_out: Iterable[str]) -> Table:
    """A table of a module; a reason is written with _ for a blank."""
    reasons = {reason.replace("_", " "): frozenset(names) for reason, names in leaves_out.items()}
    return Table(f"{place(module)}: {what}", frozenset(handles), reasons)

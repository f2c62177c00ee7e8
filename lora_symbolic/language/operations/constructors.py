"""Constructors: which function builds each operation of the registry.

Dictionary
    CONSTRUCTORS        the constructor of each operation, called with a node's arguments and then its data
    constructs(names)   marks the constructor of these operations
    rebuild(node, args) the same operation on other arguments
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from ..registry import OPERATIONS
from ..term import Term

Arguments = ParamSpec("Arguments")

CONSTRUCTORS: dict[str, Callable[..., Term]] = {}


def constructs(*names: str) -> Callable[[Callable[Arguments, Term]], Callable[Arguments, Term]]:
    """Mark a function as the constructor of these operations, each a row of the registry; KeyError for another name.

    Raises ValueError for an operation that has a constructor already.
    """
    if second := CONSTRUCTORS.keys() & names:
        raise ValueError(f"{', '.join(sorted(second))}: a second constructor; expected one for each operation")

    def mark(build: Callable[Arguments, Term]) -> Callable[Arguments, Term]:
        CONSTRUCTORS.update({OPERATIONS[name].name: build for name in names})
        return build

    return mark


def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
    """The same operation on other arguments, shapes checked again.

    >>> from lora_symbolic.language import matrix
    >>> A, B, C = matrix("A", "m", "n"), matrix("B", "n", "m"), matrix("C", "n", "k")
    >>> rebuild(A @ B, (A, C))
    <A @ C : m x k>
    """
    return node if args == node.args else CONSTRUCTORS[node.op](*args, *node.data)

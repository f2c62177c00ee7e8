"""Functions of each entry: one line for each, the rest is its row of the registry."""

from __future__ import annotations

from collections.abc import Callable

from ..registry import ENTRYWISE
from ..term import Term, make
from .constructors import constructs

EXAMPLE = """
    >>> from lora_symbolic.language import matrix
    >>> {name}(matrix("X", "m", "n"))
    <{name}(X) : m x n>
    """


def entrywise(name: str) -> Callable[[Term], Term]:
    """The constructor of a function of each entry, which keeps the shape.

    >>> from lora_symbolic.language import matrix
    >>> exp(matrix("X", "m", "n"))
    <exp(X) : m x n>
    >>> exp.__doc__.splitlines()[0]
    'The exponential of every entry.'
    """
    row = ENTRYWISE[name]

    @constructs(name)
    def build(term: Term) -> Term:
        return make(name, (term,), (), term.shape, term.is_scalar)

    build.__name__ = build.__qualname__ = name
    holds = f"; a claim that uses it holds where {row.domain.format('the argument')}" if row.domain else ""
    build.__doc__ = f"{row.says[0].upper()}{row.says[1:]}{holds}.\n{EXAMPLE.format(name=name)}"
    return build


exp = entrywise("exp")
log = entrywise("log")
reciprocal = entrywise("reciprocal")
step = entrywise("step")
cos = entrywise("cos")
sin = entrywise("sin")
erf = entrywise("erf")

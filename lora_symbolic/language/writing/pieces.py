"""Pieces: how a node is written, as texts and operands from left to right, and the walk that puts them together.

Dictionary
    Operand         a subterm inside a text, in parentheses when it binds too weakly
    Pieces          how strongly a text binds, and its texts and operands
    listed          operands with commas between them
    write           the text of a term from the pieces of its nodes
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..term import Term
from .scalars import starts_with_minus

MAX_SUMMARY = 80  # characters of the texts that repr shows


@dataclass(frozen=True)
class Operand:
    """A subterm inside a text: it is put in parentheses when it binds less than `strength`."""

    term: Term
    strength: int = 0
    on_the_right: bool = False  # a leading minus is put in parentheses: a + (-b)


Pieces: TypeAlias = tuple[int, list[str | Operand]]


def listed(terms: Sequence[Term]) -> list[str | Operand]:
    """Operands with commas between them."""
    return [part for term in terms for part in (", ", Operand(term))][1:]


def shortened(text: str, most: int = MAX_SUMMARY) -> str:
    """A text on one line, cut when it is long.

    >>> shortened("one and two and three", 12)
    'one and t...'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 3]}..."


def write(
    term: Term,
    pieces_of: Callable[[Term], Pieces],
    write_name: Callable[[str], str],
    names: Mapping[Term, str],
    *,
    expand: bool,
    limit: int | None,
) -> str:
    """Put the pieces of a term and of its operands one after the other; without recursion, so terms may be deep."""
    written: list[str] = []
    length = 0
    stack: list[str | Operand] = [Operand(term)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
            length += len(item)
            if limit is not None and length > limit:
                return "".join(written)[: max(0, limit - 3)] + "..."
        elif item.term in names and not (expand and item.term is term):
            stack.append(write_name(names[item.term]))
        else:
            strength, parts = pieces_of(item.term)
            if strength < item.strength or (item.on_the_right and starts_with_minus(item.term)):
                parts = ["(", *parts, ")"]
            stack.extend(reversed(parts))
    return "".join(written)

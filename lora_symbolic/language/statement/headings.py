"""Headings: the keys of [matrices] and [definitions], names or families such as W[i in h].

Dictionary
    Headings        reads a key: the name, and the index with its range
    NAME, MAX_NAME  what a name is
    shown_key(k)    a key as it stands in a message
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Container
from typing import NoReturn, TypeVar

from ..errors import SyntaxProblem
from ..families import Families, Family
from ..reading import shown, size_in
from ..size import ONE, Size
from ..term import Term

MAX_NAME = 40
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
FAMILY = re.compile(rf"(?P<name>{NAME.pattern})\[\s*(?P<index>{NAME.pattern})\s+in\s(?P<range>[^\[\]]{{1,80}})\]")
SUM = re.compile(r"\bin\b")  # of sum(i in h: ...), the one place of this word

Result = TypeVar("Result")


class Headings:
    """A reader of tables that knows families."""

    families: Families
    sizes: list[str]
    index = ""  # of the definition that is read

    @abstractmethod
    def new_name(self, place: str, name: object) -> str:
        """A name that has no meaning yet."""

    @abstractmethod
    def reading(self, place: str, read: Callable[..., Result], *arguments: object) -> Result:
        """A step whose errors are told with their place."""

    @abstractmethod
    def refuse(self, place: str, message: str) -> NoReturn:
        """An error with its place."""

    def heading(self, place: str, key: object, others: Container[str] = ()) -> tuple[str, str, Size]:
        """The name that a key gives, and an index with its range; no index where the key is a name."""
        found = FAMILY.fullmatch(key) if isinstance(key, str) else None
        if found is None and isinstance(key, str) and "[" in key[:MAX_NAME]:
            self.refuse(place, f'{shown(key)} is no name; expected a family such as "W[i in h]"')
        name = self.new_name(place, key if found is None else found["name"])
        if name in others:
            self.refuse(place, f"{name!r} is named twice; expected each name once")
        if found is None:
            return name, "", ONE
        index = found["index"]
        count = self.reading(place, size_in, found["range"].strip(), self.sizes)
        if index == name or index not in self.families.ranges:
            self.new_name(place, index)
        if index == name:
            self.refuse(place, f"{name!r} is named twice; expected each name once")
        self.reading(place, self.families.declare, index, count)
        return name, index, count

    def defined(self, name: str, term: Term, text: str) -> Term:
        """What a definition stands for: of a family the members, one below the other."""
        index, families = self.index, self.families
        if index or SUM.search(text):
            families.texts[name] = (f"{name}[{index}]" if index else name, text)
        if not index:
            return term
        if other := next((free for free in families.free(term) if free != index), None):
            raise SyntaxProblem(f"the index {other} stands free; expected it in a sum, or no index but {index}")
        stack = families.stacked(term, index)
        families.named[name] = Family(name, families.ranges[index], term.rows, stack, term.is_scalar)
        return stack


def shown_key(key: object) -> str:
    """A key as it stands in a message: plain when it is a short name, quoted when it is not."""
    text = str(key)
    return text if len(text) <= MAX_NAME and NAME.fullmatch(text) else shown(text)

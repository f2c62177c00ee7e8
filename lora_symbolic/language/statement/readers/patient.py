"""The patient reader: one bad definition or claim does not stop a file, the others are read.

Dictionary
    PatientReader   a claim that cannot be read has a `fault`; one that uses a definition whose shapes do not fit has a
                    `problem`, so that it is ill-typed; `faults()` are those of the definitions themselves
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import LanguageError, StatementError, SyntaxProblem
from ...operations import ShapeError
from ...reading import names_in
from ...term import Term
from ..claim import Claim
from .existence import ExistenceReader


class PatientReader(ExistenceReader):
    """Reads on after what cannot be read."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.broken: dict[str, StatementError] = {}
        self.met: set[str] = set()

    def faults(self) -> tuple[str, ...]:
        """The lines of definitions that cannot be read, and of ill-typed ones that no claim uses."""
        return tuple(str(error) for name, error in self.broken.items() if not (_ill_typed(error) and name in self.met))

    def read_definition(self, place: str, name: str, table: Mapping[str, object]) -> None:
        try:
            super().read_definition(place, name, {key: table[key] for key in table if key not in self.broken})
        except StatementError as error:
            self.broken[name] = error

    def parse(self, text: str, is_open: bool = False) -> Term:
        for name in names_in(text) if self.broken else ():
            if name in self.broken:
                self.met.add(name)
                error = self.broken[name]
                message = f"{name} says nothing: {error.__context__ or error}"
                raise ShapeError(message) if _ill_typed(error) else SyntaxProblem(message)
        return super().parse(text, is_open)

    def read_claim(self, place: str, value: object, keys: tuple[str, ...], kinds: tuple[str, ...]) -> Claim:
        try:
            return super().read_claim(place, value, keys, kinds)
        except StatementError as error:
            self.free = None
            return Claim(place, fault=str(error))


def _ill_typed(error: LanguageError) -> bool:
    return isinstance(error.__context__, ShapeError)

"""The paper that a ledger judges: who wrote it, which version was read, and how its names became ours.

Dictionary
    Paper           title, authors, year, venue, identifier, the version read with its hash, the map of notation
    READ_AS         the ways in which a paper was read: its PDF, or a text extracted from it
    read_paper      paper/paper.toml of a ledger
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lora_symbolic.language.errors import SyntaxProblem
from lora_symbolic.language.reading.symbols import symbol_in

from .errors import LedgerError, known_keys

FOLDER = "paper"  # what is said of the paper as a whole
FILE = "paper.toml"
READ_AS = ("pdf", "text")
_TEXTS = ("title", "identifier", "version", "read")
_OPTIONAL = ("venue", "sha256")
_KEYS = {*_TEXTS, *_OPTIONAL, "authors", "year", "pages", "notation"}
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Paper:
    """A paper in the version that was read; `notation` says how the paper writes the names of the ledger's settings.

    Formulas of claims are printed with these symbols, wherever a form does not declare a name itself.

    `pages` is how many pages an inventory must cover, 0 where none is meant.
    """

    title: str
    authors: tuple[str, ...]
    year: int
    identifier: str
    version: str
    read: str
    sha256: str = ""
    venue: str = ""
    pages: int = 0
    notation: Mapping[str, str] = field(default_factory=lambda: _EMPTY)

    @property
    def by(self) -> str:
        """The authors in one line.

        >>> Paper("On Rows", ("A. One", "B. Two"), 2024, "x", "1", "pdf", "0" * 64).by
        'A. One, B. Two'
        """
        return ", ".join(self.authors)

    @property
    def place(self) -> str:
        """Where it appeared, in one line.

        >>> Paper("On Rows", ("A. One",), 2024, "arXiv:1", "v2", "pdf", "0" * 64, "A Journal").place
        'A Journal, 2024; arXiv:1'
        """
        return f"{self.venue}, {self.year}; {self.identifier}" if self.venue else f"{self.year}; {self.identifier}"

    @property
    def reading(self) -> str:
        """Which version was read, and its hash where a file was, so that a reader can open the same one."""
        file = f" (SHA-256 of the file: {self.sha256[:16]})" if self.sha256 else ""
        return f"Read: {self.version}{file}. {self.caution}".strip()

    @property
    def caution(self) -> str:
        """What a reader must know of how the paper was read; empty where its PDF was."""
        if self.read == "pdf":
            return ""
        return "Read as text extracted from the PDF: no error is claimed from a letter, an index or an accent alone."

    def to_dict(self) -> dict[str, Any]:
        """The paper as JSON data."""
        return {
            "title": self.title,
            "authors": list(self.authors),
            "year": self.year,
            "venue": self.venue,
            "identifier": self.identifier,
            "version": self.version,
            "read": self.read,
            "pages": self.pages,
            "sha256": self.sha256,
            "notation": dict(self.notation),
        }


def read_paper(folder: Path) -> Paper | None:
    """The paper of a ledger's folder; None if the ledger does not say which paper it judges.

    Raises LedgerError when the file is not as the format asks.
    """
    path = folder / FOLDER / FILE
    if not path.exists():
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"{FILE}: {error}; expected a TOML file") from None
    known_keys(table, _KEYS, FILE)
    texts = {key: _text(table, key) for key in _TEXTS} | {key: _text(table, key) for key in _OPTIONAL if key in table}
    if texts["read"] not in READ_AS:
        raise LedgerError(f"{FILE}: read is {texts['read']!r}; expected {' or '.join(READ_AS)}")
    if not re.fullmatch(r"[0-9a-f]{64}", texts.get("sha256", "" if texts["read"] == "pdf" else "0" * 64)):
        raise LedgerError(f"{FILE}: sha256 is {texts.get('sha256')!r}; expected 64 hexadecimal digits")
    return Paper(
        **texts,
        authors=_authors(table),
        year=_number(table, "year", 2025),
        pages=_number({"pages": 0, **table}, "pages", 40),
        notation=_notation(table),
    )


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LedgerError(f"{FILE}: {key} is {value!r}; expected a text")
    return value


def _authors(table: Mapping[str, Any]) -> tuple[str, ...]:
    value = table.get("authors")
    if not isinstance(value, list) or not value or not all(isinstance(name, str) and name.strip() for name in value):
        raise LedgerError(f"{FILE}: authors is {value!r}; expected a list of names")
    return tuple(value)


def _number(table: Mapping[str, Any], key: str, example: int) -> int:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise LedgerError(f"{FILE}: {key} is {value!r}; expected a number such as {example}")
    return value


def _notation(table: Mapping[str, Any]) -> Mapping[str, str]:
    value = table.get("notation", {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise LedgerError(f"{FILE}: notation is {value!r}; expected a table of texts, ours = what the paper writes")
    try:
        return MappingProxyType({name: symbol_in(text) for name, text in value.items()})
    except SyntaxProblem as error:
        raise LedgerError(f"{FILE}: notation: {error}") from None

r"""Symbols: what the letters of a LaTeX text stand for.

Dictionary
    Symbols         the symbols of a reader, with their terms, and the sizes of these terms by their own letters
    match           the longest symbol that begins at a place, with its scripts: C_1, W_{Q}, \mathbf{f}, \lambda^{*}
    text_of         tokens as text again
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from lora_symbolic.language.operations import lift, scalar
from lora_symbolic.language.reading import did_you_mean, shown
from lora_symbolic.language.size import Size, size_symbol
from lora_symbolic.language.term import Scalarlike, Term, variables
from lora_symbolic.language.writing import name_latex

from ..errors import LatexProblem
from .tokens import FONTS, Token, tokens

Names: TypeAlias = Mapping[str, Scalarlike] | Iterable[Term]
MAX_LISTED = 100  # characters of the symbols in a message

Key: TypeAlias = tuple[str, ...]


def text_of(key: Iterable[str]) -> str:
    """Tokens as text again, with the one blank that keeps a command from the letter after it."""
    text = ""
    for piece in key:
        apart = text[-1:].isalpha() and piece[:1].isalpha() and "\\" in text.rsplit("{", 1)[-1]
        text += f" {piece}" if apart else piece
    return text


def _scripts(pieces: Sequence[Token], place: int) -> Iterator[int]:
    """The places after a symbol's letter, after its first script, after its second, and so on."""
    if pieces[place].text in FONTS:
        place = _after_group(pieces, place + 1)
    elif pieces[place].text.isalpha() or (pieces[place].text[:1] == "\\" and pieces[place].text[1:].isalpha()):
        place += 1
    else:
        return
    yield place
    while pieces[place].text in ("_", "^", "'"):
        place = place + 1 if pieces[place].text == "'" else _after_group(pieces, place + 1)
        yield place


def _after_group(pieces: Sequence[Token], place: int) -> int:
    depth = 0
    while True:
        depth += {"{": 1, "}": -1}.get(pieces[place].text, 0)
        place += 1
        if depth == 0:
            return place


def _key(symbol: object) -> Key:
    """A reader's symbol as tokens; LatexProblem for what is no one symbol."""
    if not isinstance(symbol, str):
        raise LatexProblem(f"{shown(repr(symbol))} is no text: expected a symbol in LaTeX such as C_1")
    return _key_of(symbol)


@lru_cache(maxsize=4096)
def _key_of(symbol: str) -> Key:
    pieces = tokens(symbol)
    if len(pieces) > 2 and pieces[0].text == "{" and _after_group(pieces, 0) == len(pieces) - 1:
        pieces = [*pieces[1:-2], pieces[-1]]  # braces around the whole, as around a starred name
    if len(pieces) < 2 or len(pieces) - 1 not in _scripts(pieces, 0):
        raise LatexProblem(f"{shown(symbol)}: expected one symbol such as C_1, \\mathbf{{f}} or \\mathit{{loss}}")
    return tuple(piece.text for piece in pieces[:-1])


class Symbols:
    """What symbols stand for: terms by the reader's symbols, sizes by the letters that these terms' shapes have.

    Raises LatexProblem for a symbol that is none, LanguageError for a value that is neither a term nor a number.
    """

    def __init__(self, names: Names) -> None:
        given = names if isinstance(names, Mapping) else {name_latex(term.name): term for term in names}
        self.terms: dict[Key, Term] = {}
        self.sizes: dict[Key, Size] = {}
        for symbol, value in given.items():
            if isinstance(value, Size) and value.name is not None:
                self.sizes[_key(symbol)] = value
            else:
                self.terms[_key(symbol)] = lift(value)
        terms = tuple(self.terms.values())
        sides = [side for term in (*terms, *variables(*terms)) for side in term.shape]
        for name in sorted({name for side in sides for name in side.names}):
            self.sizes.setdefault(_key(name_latex(name)), size_symbol(name))

    def match(self, pieces: Sequence[Token], place: int, only_sizes: bool) -> tuple[Term, int] | None:
        """The term of the longest symbol at a place, and the place after it; None where no known symbol begins.

        Raises LatexProblem for a letter that is both a matrix and a size.
        """
        ends = list(_scripts(pieces, place))
        for end in reversed(ends):
            key = tuple(piece.text for piece in pieces[place:end])
            term = None if only_sizes else self.terms.get(key)
            if term is not None and key in self.sizes:
                where = f"{shown(text_of(key))} at position {pieces[place].at}"
                raise LatexProblem(f"{where}: a matrix and a size; expected two symbols")
            if term is None and key in self.sizes:
                term = scalar(self.sizes[key])
            if term is not None and pieces[end].text not in ("_", "'"):
                return term, end
        return None

    def unknown(self, pieces: Sequence[Token], place: int) -> LatexProblem:
        """The error of a symbol that stands for nothing."""
        ends = list(_scripts(pieces, place))
        end = next((end for end in reversed(ends) if pieces[end - 1].text != "'" or len(ends) == 1), place + 1)
        plain = [end for end in ends if "^" not in {piece.text for piece in pieces[place:end]}]
        name = text_of(piece.text for piece in pieces[place : max(plain, default=end)])
        known = [text_of(key) for key in (*self.terms, *self.sizes)]
        expected = f"one of {', '.join(known)}" if known else "no symbol, as none was given"
        if len(expected) > MAX_LISTED:
            expected = "a symbol that was given"
        where = f"unknown symbol {shown(name)} at position {pieces[place].at}"
        return LatexProblem(f"{where}: expected {expected}{did_you_mean(name, known)}")

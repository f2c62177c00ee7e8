r"""Symbols: how a statement file wants a name written in LaTeX, read by a grammar; what is outside of it is refused.

    symbol  = base, at most one subscript and one superscript, primes
    base    = letter | \alpha ... | \ell | \font{letters} | \accent{base}
    script  = _ or ^ before one piece or a group of pieces: letters, digits, commas, signs, symbols, (pieces)

So what goes into a document is one symbol, with every brace closed, and no command that does anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ..errors import SyntaxProblem
from ..writing import GREEK
from .source import did_you_mean, shown

MAX_SYMBOL = 80
FONTS = frozenset(["mathbf", "mathrm", "mathit", "mathsf", "mathtt", "mathcal", "mathbb", "mathfrak", "boldsymbol"])
ACCENTS = frozenset(["hat", "tilde", "bar", "vec", "dot", "ddot", "widehat", "widetilde", "overline"])
LETTERS = GREEK | {
    "ell",
    "varepsilon",
    "vartheta",
    "varphi",
    "varrho",
    "varsigma",
    "nabla",
    "partial",
    "imath",
    "jmath",
}
MARKS = frozenset(
    ["star", "ast", "dagger", "ddagger", "prime", "circ", "top", "bot", "perp", "parallel", "infty", "pm"]
)
_PIECE = re.compile(r"\\[A-Za-z]+ ?|[A-Za-z0-9,*+'^_{}()-]")


def symbol_in(text: str) -> str:
    r"""The symbol itself, when it is one.

    >>> symbol_in(r"\hat{\mathbf{W}}_{Q,1}^\star")
    '\\hat{\\mathbf{W}}_{Q,1}^\\star'
    >>> symbol_in(r"\input{secret}")
    Traceback (most recent call last):
    ...
    lora_symbolic.language.errors.SyntaxProblem: '\\input{secret}' at position 0: \input; expected a symbol such as W_V

    Raises SyntaxProblem.
    """
    pieces = list(_PIECE.finditer(text)) if len(text) <= MAX_SYMBOL else []
    if not pieces or "".join(piece[0] for piece in pieces) != text:
        raise SyntaxProblem(f"{shown(text)}: expected a symbol in LaTeX such as W_V or \\mathbf{{f}}")
    reader = _Reader(text, [(piece[0].rstrip(), piece.start()) for piece in pieces])
    reader.symbol()
    if reader.next:
        reader.refuse("expected nothing behind the symbol")
    return text


def symbols_of(table: Mapping[str, object], known: Collection[str]) -> dict[str, str]:
    """The symbols of a table, by names that are known.

    Raises SyntaxProblem for a name that is not, and for what is no symbol.
    """
    for name, symbol in table.items():
        if name not in known:
            raise SyntaxProblem(f"{shown(name)} is no name of this file{did_you_mean(name, known)}")
        if not isinstance(symbol, str):
            raise SyntaxProblem(f"{name}: expected a symbol in quotes such as 'W_V'")
    return {name: symbol_in(str(symbol)) for name, symbol in table.items()}


class _Reader:
    """Reads one symbol piece by piece."""

    def __init__(self, text: str, pieces: list[tuple[str, int]]) -> None:
        self.text, self.pieces = text, [*pieces, ("", len(text))]
        self.place = 0

    @property
    def next(self) -> str:
        return self.pieces[self.place][0]

    def refuse(self, expected: str) -> None:
        piece, at = self.pieces[self.place]
        raise SyntaxProblem(f"{shown(self.text)} at position {at}: {piece or 'the end'}; {expected}")

    def take(self, *allowed: str) -> bool:
        found = self.next in allowed
        self.place += found
        return found

    def expect(self, piece: str) -> None:
        if not self.take(piece):
            self.refuse(f"expected {piece}")

    def symbol(self) -> None:
        self.base()
        while self.take("'"):
            pass
        scripts = set[str]()
        while (script := self.next) in ("_", "^"):
            if script in scripts or (script == "^" and self.pieces[self.place - 1][0] == "'"):
                self.refuse("expected one subscript and one superscript")
            scripts.add(script)
            self.place += 1
            self.group()

    def base(self) -> None:
        word = self.next.removeprefix("\\") if self.next.startswith("\\") else ""
        if word in FONTS or word in ACCENTS:
            self.place += 1
            self.expect("{")
            self.letters() if word in FONTS else self.base()
            self.expect("}")
        elif word in LETTERS or (self.next.isascii() and self.next.isalpha()):
            self.place += 1
        else:
            self.refuse("expected a symbol such as W_V")

    def letters(self) -> None:
        start = self.place
        while self.next.isalnum() or self.next.removeprefix("\\") in LETTERS:
            self.place += 1
        if self.place == start:
            self.refuse("expected letters")

    def group(self) -> None:
        if not self.take("{"):
            self.piece()
            return
        self.piece()
        while not self.take("}"):
            self.piece()

    def piece(self) -> None:
        """One piece of a script; a symbol in it may have scripts of its own within braces."""
        mark = self.next.removeprefix("\\") if self.next.startswith("\\") else ""
        if mark in MARKS or (self.next and self.next in "0123456789,*+-"):
            self.place += 1
        elif self.next == "(" and self.pieces[self.place - 1][0] not in ("_", "^"):
            self.place += 1
            while not self.take(")"):
                self.piece()
        elif self.pieces[self.place - 1][0] in ("_", "^"):
            self.base()
        else:
            self.symbol()

"""Cursor: a place in the pieces of a LaTeX text, and the errors that say where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.operations import ShapeError

from ..errors import LatexProblem
from .functions import REFUSED
from .symbols import Symbols
from .tokens import Token, problem

MAX_PARENTHESES = 40

Result = TypeVar("Result")


class Cursor:
    """A place in a text, what its symbols stand for, and the bars that are open."""

    def __init__(self, pieces: list[Token], symbols: Symbols) -> None:
        self.pieces = pieces
        self.symbols = symbols
        self.place = 0
        self.depth = 0
        self.bar = ""
        self.only_sizes = False

    @property
    def token(self) -> Token:
        """The piece that comes next; the last one is empty."""
        return self.pieces[self.place]

    @property
    def next(self) -> str:
        """Its text."""
        return self.token.text

    def texts(self, count: int) -> str:
        """The next pieces as one text."""
        return "".join(piece.text for piece in self.pieces[self.place : self.place + count])

    def refuse(self, expected: str, token: Token | None = None) -> NoReturn:
        """LatexProblem at a piece."""
        at = token or self.token
        raise problem(at, expected if token else REFUSED.get(at.text, expected))

    def expect(self, *expected: str) -> None:
        """Pass over these pieces, each of which must stand here."""
        for text in expected:
            if self.next != text:
                self.refuse(f"expected {text}")
            self.place += 1

    def built(self, token: Token, build: Callable[..., Result], *arguments: object) -> Result:
        """Apply a constructor; its errors say where."""
        try:
            return build(*arguments)
        except ShapeError as error:
            message = f"{error} (at position {token.at})"
            raise ShapeError(message, error.operation, error.operands, error.expected) from None
        except LanguageError as error:
            raise LatexProblem(f"at position {token.at}: {error}") from None

    def inside(self, read: Callable[[], Result], bar: str = "") -> Result:
        """Read what stands in parentheses, in braces, or between bars."""
        if self.depth >= MAX_PARENTHESES:
            self.refuse(f"expected at most {MAX_PARENTHESES} levels of parentheses", self.token)
        before, self.bar = self.bar, bar
        self.depth += 1
        result = read()
        self.depth -= 1
        self.bar = before
        return result

r"""Tokens: a LaTeX text as commands, letters, digits and signs, with the braces that LaTeX lets one leave out.

Dictionary
    Token           a piece of the text, and its position, counted in characters from 1
    tokens(text)    the pieces without blanks; X^\top, C_1, \mathbf f and \frac12 get their braces
    problem         the error at a token
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lora_symbolic.language.reading import MAX_LENGTH, shown

from ..errors import LatexProblem

MAX_NESTING = 40

FONT_NAMES = """mathbf mathrm mathit mathsf mathcal mathbb mathfrak mathscr boldsymbol bm operatorname text textrm hat
tilde bar vec widehat widetilde overline underline dot"""
FONTS = frozenset("\\" + name for name in re.findall(r"\w+", FONT_NAMES))
FRACTIONS = frozenset({r"\frac", r"\tfrac", r"\dfrac"})
ARGUMENTS = {
    "_": 1,
    "^": 1,
    r"\sqrt": 1,
    r"\begin": 1,
    r"\end": 1,
    **dict.fromkeys(FONTS, 1),
    **dict.fromkeys(FRACTIONS, 2),
}
BLANK = r"\s+|~|\\[,;:!\s]|\\(?:quad|qquad|left|right|[bB]igg?[lr]?|displaystyle)(?![A-Za-z])"
PIECE = re.compile(rf"(?P<blank>{BLANK})|\\operatorname\*|\\[A-Za-z]+|\\.|\S", re.DOTALL)
WRAPPED = re.compile(r"\s*(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))[\s]*", re.DOTALL)


@dataclass(frozen=True)
class Token:
    """A piece of a LaTeX text."""

    text: str
    at: int


def problem(token: Token, expected: str) -> LatexProblem:
    """The error at a token; the end of the text is a token without text."""
    what = f"{shown(token.text)} at position {token.at}" if token.text else f"the text ends at position {token.at}"
    return LatexProblem(f"{what}: {expected}")


def tokens(text: str) -> list[Token]:
    r"""The pieces of a text, every argument in braces.

    >>> "".join(token.text for token in tokens(r"\frac12 \left( C_1^\top X \right)"))
    '\\frac{1}{2}(C_{1}^{\\top}X)'

    Raises LatexProblem for braces that do not match, and for a text beyond 20,000 characters or 40 levels.
    """
    if not isinstance(text, str):
        raise LatexProblem(f"{shown(repr(text))} is no text: expected LaTeX such as r'C_1 W C_2^\\top'")
    if len(text) > MAX_LENGTH:
        raise LatexProblem(f"a text of {len(text)} characters: expected at most {MAX_LENGTH}")
    start = 0
    if (wrapped := WRAPPED.fullmatch(text)) is not None:
        start, text = wrapped.start(2), wrapped[2]
    pieces = [Token(found[0], start + found.start() + 1) for found in PIECE.finditer(text) if not found["blank"]]
    pieces = [Token(r"\operatorname", one.at) if one.text == r"\operatorname*" else one for one in pieces]
    braced = _Braced(pieces, Token("", start + len(text.rstrip()) + 1))
    place = 0
    while place < len(pieces):
        place = braced.unit(place, 0)
    return [*braced.out, braced.end]


class _Braced:
    """Puts an argument in braces where it is a single piece."""

    def __init__(self, pieces: list[Token], end: Token) -> None:
        self.pieces = pieces
        self.end = end
        self.out: list[Token] = []

    def peek(self, place: int) -> Token:
        return self.pieces[place] if place < len(self.pieces) else self.end

    def unit(self, place: int, depth: int) -> int:
        """Take one piece with its arguments, or one group; the place after it."""
        token = self.peek(place)
        if depth > MAX_NESTING:
            raise problem(token, f"expected at most {MAX_NESTING} levels of braces")
        if token.text in ("", "}"):
            raise problem(token, "expected a symbol, a number or a group in braces")
        self.out.append(token)
        place += 1
        if token.text == "{":
            while self.peek(place).text != "}":
                if not self.peek(place).text:
                    raise problem(token, "expected a brace } that closes it")
                place = self.unit(place, depth + 1)
            self.out.append(self.peek(place))
            return place + 1
        for _ in range(ARGUMENTS.get(token.text, 0)):
            following = self.peek(place)
            if following.text == "{":
                place = self.unit(place, depth + 1)
                continue
            self.out.append(Token("{", following.at))
            place = self.unit(place, depth + 1)
            self.out.append(Token("}", self.peek(place).at))
        return place

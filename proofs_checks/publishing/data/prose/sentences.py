r"""Sentences: what a stated claim says in LaTeX, taken apart into words and formulas that fit between them.

Dictionary
    said_pieces     a sentence of LaTeX as pieces; a formula ends at a comma, so that lines can break there
    ROLES           the parts of a claim's sentence: for what it is claimed, what is claimed, what the names are
    SaidLine        one part: its role, and its pieces, each said to differ from the other form or not
    said_lines      the parts of a claim's sentence, beside those of its other form
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from .guessed import guessed
from .pieces import Piece

ROLES = ("quantified", "claimed", "named")
_SIGN = re.compile(r"\\(?:begin|end|text|texttt)\{|\\[a-zA-Z]+|\\.|\s+|.", re.DOTALL)
_TEXT = r"\text{"
_BRACES = {"{": 1, _TEXT: 1, r"\texttt{": 1, "}": -1}
# \begin{ opens its name, which } closes, and what \end{ closes, whose name } closes too
_DEPTH = {**_BRACES, r"\begin{": 2, "(": 1, "[": 1, ")": -1, "]": -1}
# between two factors a line may break
_FACTOR = re.compile(r"(?<=[\w})])(?<!\\le)(?<!\\ge)(?<!\\cdot)(?<!\\in) (?=\\(?:lVert|left\(|tan|operatorname))")
_ESCAPED = re.compile(r"\\([{}_#$%&])|\\\^\{\}|\\~\{\}|\\backslash ")


class SaidLine(NamedTuple):
    """One part of a sentence: its role, and its pieces, each said to differ from the other form or not."""

    role: str
    pieces: tuple[tuple[bool, Piece], ...]


def said_pieces(tex: str) -> tuple[Piece, ...]:
    r"""Words and formulas of a sentence.

    >>> [(piece.kind, piece.text) for piece in said_pieces(r"\text{for all }X, Y\text{: }f(X, Y) = 1")]
    [('text', 'for all '), ('formula', 'X'), ('text', ', '), ('formula', 'Y'), ('text', ': '), ('formula', 'f(X, Y) = 1')]
    """  # noqa: E501  a line of output
    found = list[Piece]()
    for piece in _pieces(tex):
        if found and piece.kind == found[-1].kind == "text":
            piece = Piece("text", found.pop().text + piece.text)
        found.append(piece)
    return tuple(found)


def _pieces(tex: str) -> Iterator[Piece]:
    formula, depth = "", 0
    signs = iter(_SIGN.findall(tex))
    for sign in signs:
        if depth == 0 and sign in (_TEXT, ",", ";", ":"):
            yield from _formula(formula)
            formula = ""
            yield from _words(_braced(signs)) if sign == _TEXT else (Piece("text", sign),)
            continue
        depth += _DEPTH.get(sign, 0)
        formula += sign
    yield from _formula(formula)


def _braced(signs: Iterator[str]) -> str:
    """What stands before the brace that closes one that was open."""
    text, depth = "", 1
    for sign in signs:
        depth += _BRACES.get(sign, 0)
        if not depth:
            break
        text += sign
    return text


def _formula(tex: str) -> Iterator[Piece]:
    inside = tex.strip()
    if tex[:1].isspace():
        yield Piece("text", " ")
    if inside:
        yield Piece("formula", _FACTOR.sub(r" \\allowbreak ", inside))
    if inside and tex[-1:].isspace():
        yield Piece("text", " ")


def _words(tex: str) -> Iterator[Piece]:
    code = re.fullmatch(r"\\texttt\{(.*)\}", tex, re.DOTALL)
    if code:
        yield Piece("code", _plain(code[1]))
    else:
        yield from guessed(_plain(tex))


def _plain(tex: str) -> str:
    """The letters that escaped words stand for."""

    def letter(found: re.Match[str]) -> str:
        return found[1] or {"\\^{}": "^", "\\~{}": "~"}.get(found[0], "\\")

    return _ESCAPED.sub(letter, tex)


def said_lines(parts: Sequence[str], other: Sequence[str] = ()) -> tuple[SaidLine, ...]:
    """The parts that say something; formulas that the other form lacks differ, without another form nothing does."""
    lines = [said_pieces(part) for part in parts]
    beside = [said_pieces(part) for part in other] or lines
    return tuple(
        SaidLine(role, tuple(_compared(line, theirs)))
        for role, line, theirs in zip(ROLES, lines, beside, strict=False)
        if line
    )


def _compared(line: Sequence[Piece], other: Sequence[Piece]) -> Iterator[tuple[bool, Piece]]:
    for tag, start, end, _, _ in SequenceMatcher(None, line, other, autojunk=False).get_opcodes():
        yield from ((tag != "equal" and piece.kind == "formula", piece) for piece in line[start:end])

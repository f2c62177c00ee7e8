r"""Formulas in what programs say: plain letters such as |C1 W| <= Gamma^2 read as mathematics, the rest left as words.

Dictionary
    guessed     a text as pieces: what reads as a formula is one, what stands between backticks is code

The longest expression that begins at a word is taken, by recursive descent: sums, products, powers, indices, bars,
functions. What has neither operator nor index is a word. Nothing is dropped: the pieces contain what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .expression import WORDS, NoFormula, Parser
from .pieces import Piece

_TOKEN = re.compile(
    r"\s+|\d+\.\d+(?:e[+-]?\d+)?|\d+(?:e[+-]\d+)?|[A-Za-z]+\d*|<=|>=|!=|->|\*\*|\.\*|\.T\b|\.\.\.|\S", re.DOTALL
)


_OF_MATRICES = frozenset({"@", "sum", "rowsum", "colsum", "softmax", "diag"})


def guessed(text: str) -> tuple[Piece, ...]:
    r"""A text of a program as words, code and formulas.

    >>> [(piece.kind, piece.text) for piece in guessed("bounded by |C1 W| <= Gamma^2 for all")]
    [('text', 'bounded by '), ('formula', '\\lvert C_{1}\\,W \\rvert \\le \\Gamma^{2}'), ('text', ' for all')]
    """
    found = list[Piece]()
    for number, part in enumerate(re.split(r"`([^`\n]+)`", text)):
        found += [Piece("code", part)] if number % 2 else _runs(part)
    return tuple(_joined(found))


def _tokens(text: str) -> list[str]:
    """Tokens; what is a word in spite of its signs is one of them."""
    found, place = list[str](), 0
    for word in WORDS.finditer(text):
        if word.start() < place or (word.start() and re.match(r"[\w^]", text[word.start() - 1])):
            continue
        found += [*_TOKEN.findall(text[place : word.start()]), word[0]]
        place = word.end()
    return found + _TOKEN.findall(text[place:])


def _runs(text: str) -> Iterator[Piece]:
    tokens, place = _tokens(text), 0
    while place < len(tokens):
        parser = Parser(tokens, place, of_matrices=not _OF_MATRICES.isdisjoint(tokens))
        try:
            if tokens[place].isspace() or (place and re.match(r"[\w^]", tokens[place - 1][-1:])):
                raise NoFormula
            tex = parser.relation()
        except NoFormula:
            yield Piece("text", tokens[place])
            place += 1
            continue
        source = "".join(tokens[place : parser.place])
        before, after = "".join(tokens[:place])[-1:], "".join(tokens[parser.place : parser.place + 1])[:1]
        apart = (not before or before in " ([\n") and not re.match(r"[\w^_@\\{}$]", after)
        lone = len(source) == 1 and source.isalpha() and source not in "aAI" and after != "."
        yield Piece("formula", tex) if apart and (parser.weight or lone) else Piece("text", source)
        place = parser.place


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Words that follow each other joined; a word with a caret or an underscore is code."""
    words = ""
    for piece in [*pieces, Piece("code", "")]:
        if piece.kind == "text":
            words += piece.text
            continue
        for part in re.split(r"((?<![^\s(])[^\s(]*[\^_][^\s,;:]*)", words):
            if part:
                yield Piece("code" if re.search(r"[\^_]", part) else "text", part)
        words = ""
        if piece.text:
            yield piece

r"""Words with formulas in LaTeX: notes of the ledger, and what programs say in plain letters.

Dictionary
    maths       a text of a program, escaped, what reads as a formula set as one: W_Q becomes $W_{Q}$
    prose       a note of the ledger: paragraphs, steps, formulas on lines of their own
    sentence    a stated claim: for what it is claimed, the claim, what the names in it are

Formulas are those of `data.prose`, whose commands only print; everything else is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ...data.prose.guessed import guessed
from ...data.prose.pieces import Block, Piece, blocks_of
from ...data.prose.sentences import ROLES, SaidLine
from .display import display
from .escape import code, escape
from .pieces import typeset

LONG = 24  # letters and signs without a space between them
_LISTS = {"step": "enumerate", "item": "itemize"}


def maths(text: str) -> str:
    r"""A text, escaped, its surest formulas as mathematics.

    >>> print(maths("W_Q = 0, |C1 W| <= Gamma, L^(2 - delta) & more"))
    $W_{Q} = 0$, $\lvert C_{1}\,\allowbreak W \rvert \le \Gamma$, $L^{2 - \delta}$ \& more
    """
    return _inline(guessed(text))


def prose(note: str, width: float = 330.0) -> str:
    r"""A note of the ledger.

    >>> print(prose("Claim `dA` is\nfalse & $d$ is 1."))
    Claim \texttt{dA} is false \& $d$ is 1.
    """
    return "\n\n".join(_paragraphs(note, width))


def sentence(lines: Iterable[SaidLine], roles: Sequence[str] = ROLES) -> str:
    """The parts of a claim with these roles, one paragraph each."""
    return "\n\n".join(_inline(piece for _, piece in line.pieces) for line in lines if line.role in roles)


def _paragraphs(note: str, width: float) -> Iterator[str]:
    for shape, blocks in groupby(blocks_of(note), lambda block: block.shape):
        if shape in _LISTS:
            name, items = _LISTS[shape], "\n".join(rf"\item {_inline(block.pieces)}" for block in blocks)
            yield f"\\begin{{{name}}}\n{items}\n\\end{{{name}}}"
        else:
            yield from (_block(block, width) for block in blocks)


def _block(block: Block, width: float) -> str:
    alone = block.shape == "formula" and block.pieces[0].kind == "formula"
    return display(typeset(block.pieces[0].text), width) if alone else _inline(block.pieces)


def _inline(pieces: Iterable[Piece]) -> str:
    return "".join(map(_set, pieces))


def _set(piece: Piece) -> str:
    if piece.kind == "formula":
        breaking = re.sub(r"(\\,|, )", r"\1\\allowbreak ", piece.text)
        return f"${breaking}$"
    if piece.kind == "code":
        return code(piece.text)
    return "".join(_word(word) for word in re.split(r"(\s+)", piece.text))


def _word(word: str) -> str:
    """A word; within a long one it may break after an operator, a parenthesis, and after every twelve letters."""
    if len(word) < LONG:
        return escape(word)
    parts = re.findall(r"\w{12}(?=\w{12})|.", word, re.DOTALL) if re.search(r"\w{24}", word) else [word]
    whole = "".join(escape(part) + (r"\allowbreak{}" if len(part) == 12 and len(parts) > 1 else "") for part in parts)
    return re.sub(r"(\{\*\}|[+/)=,])(?!\{)", r"\1\\allowbreak{}", whole)

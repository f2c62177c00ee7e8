r"""Pieces: prose taken apart into words, code and formulas, so that each medium can set them in its own way.

Dictionary
    Piece       a run of words, of code or of a formula
    Block       a paragraph, a formula on lines of its own, a numbered step or an item of a list
    pieces_of   a line of Markdown: code between backticks, formulas between dollar signs, else words
    blocks_of   a note of the ledger as its blocks
    is_safe     whether a formula consists of commands that only print; what does not is shown as code

The Markdown of notes is small: paragraphs, `1.` and `-` at the beginning of a line, code, `$...$`, and `$$` on lines
of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "formula"]
Shape = Literal["paragraph", "formula", "step", "item"]


def commands(text: str) -> frozenset[str]:
    """The commands of a list in words."""
    return frozenset(text.split())


PRINTING = commands(
    r"""\alpha \beta \gamma \delta \epsilon \varepsilon \eta \theta \kappa \lambda \mu \nu \xi \pi \rho \sigma \tau
    \phi \chi \psi \omega \zeta \Gamma \Delta \Theta \Lambda \Phi \Psi \Omega \ell \infty \star \top \cdot \cdots \times
    \odot \otimes \oslash \le \ge \ne \in \to \mapsto \longrightarrow \Longrightarrow \approx \sum \int \nabla \partial
    \langle \rangle \lVert \rVert \lvert \rvert \frac \tfrac \sqrt \exp \log \max \min \tan \arcsin \cos \sin
    \operatorname \mathrm \mathbf \mathbb \mathcal \mathsf \text \tilde \widetilde \widehat \overline \circ \varphi
    \bar \hat \mathit \quad \qquad \bigl \bigr \pm \neg \forall
    \, \; \: \! \{ \} \|"""
)
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)")
_INLINE = re.compile(r"`(?P<code>[^`\n]+)`|\$(?P<formula>[^$\n]+)\$")
_MARK = re.compile(r"(?P<step>\d+\. )|(?P<item>- )")


@dataclass(frozen=True)
class Piece:
    """A run of words, of code or of a formula."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph, a step or an item with its pieces; a formula on lines of its own is one piece."""

    shape: Shape
    pieces: tuple[Piece, ...]


def is_safe(tex: str) -> bool:
    r"""Whether a formula only prints: commands of a list, no sign with another meaning, every brace closed.

    >>> is_safe(r"\frac{\alpha}{r} B A"), is_safe(r"\input{x}"), is_safe("a^{b"), is_safe("a % b")
    (True, False, False, False)
    """
    if not set(_COMMAND.findall(tex)) <= PRINTING or re.search(r"[%#&~\x00-\x1f]|\^\^|\$", tex.replace("\n", " ")):
        return False
    depth = 0
    for sign in re.sub(r"\\.", "", tex):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _formula(tex: str) -> Piece:
    return Piece("formula", tex) if is_safe(tex) else Piece("code", tex)


def pieces_of(text: str) -> tuple[Piece, ...]:
    r"""Words, code and formulas of a line of Markdown.

    >>> [(piece.kind, piece.text) for piece in pieces_of(r"at $d = 1$ (claim `rank`)")]
    [('text', 'at '), ('formula', 'd = 1'), ('text', ' (claim '), ('code', 'rank'), ('text', ')')]
    """
    found, place = list[Piece](), 0
    for hit in _INLINE.finditer(text):
        if hit.start() > place:
            found.append(Piece("text", text[place : hit.start()]))
        found.append(Piece("code", hit["code"]) if hit["code"] else _formula(hit["formula"]))
        place = hit.end()
    return (*found, Piece("text", text[place:])) if place < len(text) else tuple(found)


def blocks_of(note: str) -> tuple[Block, ...]:
    r"""The blocks of a note; lines that follow each other are one paragraph.

    >>> [block.shape for block in blocks_of("Wrong.\n\n$$\na = b\n$$\n\n1. First.\n2. Second.")]
    ['paragraph', 'formula', 'step', 'step']
    """
    return tuple(_blocks(note))


def _blocks(note: str) -> Iterator[Block]:
    for part in re.split(r"(\n?^\$\$\n.*?\n\$\$$\n?)", note.strip(), flags=re.MULTILINE | re.DOTALL):
        if part.strip().startswith("$$\n"):
            yield Block("formula", (_formula(" ".join(part.strip().strip("$").split())),))
            continue
        for paragraph in re.split(r"\n\s*\n", part):
            yield from _lines(paragraph)


def _lines(paragraph: str) -> Iterator[Block]:
    shape: Shape = "paragraph"
    words = list[str]()
    for line in paragraph.strip().split("\n"):
        mark = _MARK.match(line)
        if mark and words:
            yield Block(shape, pieces_of(" ".join(words)))
            words = []
        if mark:
            shape = "step" if mark["step"] else "item"
        words.append(line[mark.end() :] if mark else line)
    if any(words):
        yield Block(shape, pieces_of(" ".join(words)))

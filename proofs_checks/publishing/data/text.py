"""Texts for pages and documents: plain text as Markdown, long formulas in lines.

Dictionary
    markdown        what would be markup is escaped
    markdown_note   a note of the ledger, whose Markdown is kept and nothing else is obeyed
    formula_lines   a printed form in lines that fit a page
"""

from __future__ import annotations

import re

from .prose.pieces import Block, Piece, blocks_of

_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+!|$~^&]|(?<!\w)[:-]|-(?!\w)|:(?!\s|$)")


def markdown(text: str) -> str:
    """Plain text as Markdown: what would be markup is escaped, code between backticks stays code.

    A hyphen within a word and a colon behind one are no markup.

    >>> markdown("q_j is *row* `c @ C3.T`")
    'q\\\\_j is \\\\*row\\\\* `c @ C3.T`'
    """
    pieces = re.split(r"(`[^`]+`)", text)
    return "".join(piece if piece.startswith("`") else _MARKUP.sub(r"\\\g<0>", piece) for piece in pieces)


def markdown_note(note: str) -> str:
    r"""A note as Markdown: formulas and code as they stand, words escaped.

    >>> markdown_note("*Claim* `dA` has $d = 1$.")
    '\\*Claim\\* `dA` has $d = 1$.'
    """
    lines = list[str]()
    for block in blocks_of(note):
        listed = block.shape in ("step", "item")
        if lines and not (listed and lines[-1].startswith(("1. ", "- "))):
            lines.append("")
        lines.append(_markdown_block(block))
    return "\n".join(lines)


def _markdown_block(block: Block) -> str:
    if block.shape == "formula" and block.pieces[0].kind == "formula":
        return f"$$\n{block.pieces[0].text}\n$$"
    mark = {"step": "1. ", "item": "- "}.get(block.shape, "")
    return mark + "".join(map(_markdown_piece, block.pieces))


def _markdown_piece(piece: Piece) -> str:
    return {"text": markdown(piece.text), "code": f"`{piece.text}`", "formula": f"${piece.text}$"}[piece.kind]


def formula_lines(tex: str) -> list[str]:
    """A printed form in lines that fit a page: broken where it has wide spaces outside of braces.

    >>> formula_lines(r"a = b,\\quad c = \\text{for\\quad all}")
    ['a = b,', 'c = \\\\text{for\\\\quad all}']
    """
    lines = [""]
    for piece in re.split(r"(\\q?quad(?![a-zA-Z]))", tex):
        if piece.startswith(r"\q") and _closed(lines[-1]):
            lines.append("")
        else:
            lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _closed(tex: str) -> bool:
    """Whether what a piece opens it closes: braces, environments, stretched delimiters."""
    plain = re.sub(r"\\[{}]", "", tex)
    pairs = (("{", "}"), (r"\begin{", r"\end{"), (r"\left", r"\right"))
    plain = re.sub(r"\\(left|right)(?=[a-z])", "", plain)
    return all(plain.count(one) == plain.count(other) for one, other in pairs)

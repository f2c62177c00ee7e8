"""Texts for pages and documents: plain text as Markdown, long formulas in lines.

Dictionary
    markdown        what would be markup is escaped
    formula_lines   a printed form in lines that fit a page
"""

from __future__ import annotations

import re


def markdown(text: str) -> str:
    """Plain text as Markdown: what would be markup is escaped, code between backticks stays code.

    >>> markdown("q_j is *row* `c @ C3.T`")
    'q\\\\_j is \\\\*row\\\\* `c @ C3.T`'
    """
    pieces = re.split(r"(`[^`]+`)", text)
    return "".join(
        piece if piece.startswith("`") else re.sub(r"([\\`*_{}\[\]<>()#+!|$~^&:-])", r"\\\1", piece) for piece in pieces
    )


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

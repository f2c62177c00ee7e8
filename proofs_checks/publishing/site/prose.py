"""Prose on pages: notes and the words of programs as HTML, formulas drawn, items and claims linked.

Dictionary
    Prose       the two filters of the templates: `note` for the Markdown of the ledger, `said` for what programs say
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Any

from markupsafe import Markup

from ..data.prose.guessed import guessed
from ..data.prose.pieces import Block, Piece, blocks_of, pieces_of
from ..data.words import label
from .formulas import Formulas

_LABEL = re.compile(
    r"\b(?:Definition|Equation|Hypothesis|Lemma|Problem|Remark|Simplification|Table|Text|Theorem)"
    r" (?:[A-Z]\.\d+|\d+\.\d+|S\d|\d+|[A-Z]\b|notation|contributions|conclusions)"
)
_TAGS: Mapping[str, tuple[str, str]] = {"step": ("ol", "li"), "item": ("ul", "li"), "paragraph": ("", "p")}


class Prose:
    """What turns prose into HTML: the formulas of the site, and the items that words may link to."""

    def __init__(self, formulas: Formulas, items: Iterable[Mapping[str, Any]]) -> None:
        self._formulas = formulas
        self._known = {label(item["id"]): item["id"] for item in items}

    def note(self, text: str, item: Mapping[str, Any] | None = None, to_items: str = "") -> Markup:
        """A note of the ledger; claims of its item become links to their place on the page of that item."""
        page = f"{to_items}{item['id']}.html" if item is not None and to_items else ""
        claims = {pair["name"]: f"{page}#{pair['forms'][0]['anchor']}" for pair in item["pairs"]} if item else {}
        found = list[str]()
        for (outer, inner), blocks in groupby(blocks_of(text), lambda block: _TAGS.get(block.shape, ("", ""))):
            lines = [self._block(block, inner, claims, to_items) for block in blocks]
            found += [f"<{outer}>", *lines, f"</{outer}>"] if outer else lines
        return Markup("\n".join(found))  # noqa: S704  every piece is escaped, or drawn by KaTeX

    def said(self, text: str) -> Markup:
        """What a program says, its surest formulas drawn."""
        return Markup(self._inline(guessed(str(text)), {}, None))  # noqa: S704  as above

    def piece(self, piece: Piece) -> Markup:
        """One piece of a sentence."""
        return Markup(self._piece(piece, {}, None, display=False))  # noqa: S704  as above

    def line(self, text: str) -> Markup:
        """A line of Markdown."""
        return Markup(self._inline(pieces_of(str(text)), {}, None))  # noqa: S704  as above

    def _block(self, block: Block, tag: str, claims: Mapping[str, str], to_items: str) -> str:
        if block.shape == "formula":
            inside = self._inline(block.pieces, {}, None, display=True)
            return f'<div class="formula" tabindex="0" role="group" aria-label="formula">{inside}</div>'
        return f"<{tag}>{self._inline(block.pieces, claims, to_items)}</{tag}>"

    def _inline(
        self, pieces: Iterable[Piece], claims: Mapping[str, str], to_items: str | None, display: bool = False
    ) -> str:
        return "".join(self._piece(piece, claims, to_items, display) for piece in pieces)

    def _piece(self, piece: Piece, claims: Mapping[str, str], to_items: str | None, display: bool) -> str:
        if piece.kind == "formula":
            return self._formulas.html(piece.text, display, not display)
        text = escape(piece.text)
        if piece.kind == "code":
            place = claims.get(piece.text)
            return f'<a href="{escape(place)}"><code>{text}</code></a>' if place else f"<code>{text}</code>"
        if to_items is None:
            return text
        return _LABEL.sub(lambda hit: self._linked(hit[0], to_items), text)

    def _linked(self, name: str, to_items: str) -> str:
        ident = self._known.get(name)
        return f'<a href="{to_items}{escape(ident)}.html">{name}</a>' if ident else name

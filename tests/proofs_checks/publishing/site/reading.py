"""What a person reads on a page: its words in order, and where the first formula, picture or result stands.

Dictionary
    Read            the words outside code and formulas, and how many stand before there is something to look at
    read            a page, as it is read
    raw_mathematics what is written with carets and underscores in running text
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
SILENT = frozenset(("script", "style", "template", "noscript", "head", "option", "title", "annotation", "button"))
# classes of what one looks at; a signature is what a page of the interface is for
SHOWN = frozenset(("katex", "math", "verdict", "highlight", "number-card", "output", "sig"))
LOOKED_AT = frozenset(("svg", "img", "table", "pre", "canvas", "blockquote"))  # what is quoted on pages are results
CODE = frozenset(("code", "pre", "kbd", "svg"))
RAW = re.compile(r"\w\^[\w({-]|(?<![\w/.@-])[A-Za-z]_[A-Za-z0-9]{1,3}(?![\w/.-])")


@dataclass
class Read:
    """The words of a page; `before` is how many of them stand before the first formula, picture or result."""

    words: list[str] = field(default_factory=list)
    before: int | None = None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Read()
        self.open: list[tuple[str, str]] = []

    def _within(self, tags: frozenset[str]) -> bool:
        return any(name in tags for name, _ in self.open)

    def _in_formula(self) -> bool:
        return any({"katex", "math"} & set(words.split()) for _, words in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = dict(attrs).get("class") or ""
        if tag not in VOID:
            self.open.append((tag, words))
        article = self._within(frozenset(("article",)))
        looked_at = tag in LOOKED_AT or bool(SHOWN & set(words.split()))
        if article and looked_at and self.found.before is None and not self._within(SILENT):
            self.found.before = len(self.found.words)

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            name, _ = self.open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._within(frozenset(("article",))) or self._within(SILENT | CODE) or self._in_formula():
            return
        self.found.words += data.split()


def read(html: str) -> Read:
    """A page, as it is read."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


def raw_mathematics(html: str) -> list[str]:
    """Carets and underscores in running text."""
    return RAW.findall(" ".join(read(html).words))

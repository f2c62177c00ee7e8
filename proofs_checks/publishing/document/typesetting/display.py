r"""Display maths: formulas and chains of them set in amsmath's environments, in lines that fit.

Dictionary
    Row             a line of a chain: what is on the left of the alignment, what on the right, a word beside it
    display         one formula
    chain           several, aligned at their relations, with words at the margin, as derivations are printed
    aligned         the same for Markdown, where KaTeX and MathJax take no words at the margin
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .atoms import rows_of
from .lines import Piece, broken, width_in_points
from .widths import text_width

INDENT = 20.0  # points: a quad twice
NOTE_GAP = 24.0
NOTE_SIZE = 0.092  # points a hundredth of the type size: notes are small
_LEFT_SHARE = 0.4  # a left side that is wider stands on a line of its own


@dataclass(frozen=True)
class Row:
    """A line of a chain; `note` stands at the margin and is LaTeX, `words` its width as plain text."""

    left: str
    right: str
    note: str = ""
    words: str = ""


def split_at_relation(tex: str) -> tuple[str, str]:
    r"""A formula before and from its first relation that stands in no parentheses.

    >>> split_at_relation(r"f(x = 1) = y")
    ('f(x = 1)', '= y')
    """
    pieces = broken(tex, 1e6, at_relations=True)
    if len(pieces) < 2:
        return "", tex
    return pieces[0].text, " ".join(piece.text for piece in pieces[1:])


def display(tex: str, width: float) -> str:
    r"""A formula on lines of its own.

    >>> print(display("a = b", 300))
    \[ a = b \]
    """
    if fits(tex, width):
        return rf"\[ {tex} \]"
    left, right = split_at_relation(tex)
    return chain([Row(left, right)], width)


def fits(tex: str, width: float) -> bool:
    """Whether a formula fits on one line."""
    return width_in_points(tex) <= width and len(rows_of(tex)) == 1


def chain(rows: Sequence[Row], width: float) -> str:
    """Formulas aligned at their relations, with their notes at the right margin."""
    body = " \\\\\n".join(_lines(rows, width, lambda row: rf" \tag*{{{row.note}}}"))
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def aligned(rows: Sequence[Row], width: float) -> str:
    """The same as one formula, the notes in a column of their own."""
    body = " \\\\\n".join(_lines(rows, width, lambda row: rf" && \text{{{row.words}}}"))
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _lines(rows: Sequence[Row], width: float, note_of: Callable[[Row], str]) -> Iterator[str]:
    lefts = [width_in_points(row.left) for row in rows if row.left]
    column = max((left for left in lefts if left <= _LEFT_SHARE * width), default=0.0)
    for row in rows:
        beside = NOTE_GAP + NOTE_SIZE * text_width(row.words) if row.words else 0.0
        note = note_of(row) if row.note else ""
        room = width - column - beside
        if row.left and width_in_points(row.left) > column:
            for number, piece in enumerate(broken(row.left, room, room - INDENT)):
                yield (r"&\qquad " if number else "& ") + _closed(piece.text)
            yield from _right(broken(row.right, room - INDENT), r"&\qquad ", r"&\qquad ", note)
        else:
            first = row.left + " &" if row.left else "&"
            yield from _right(broken(row.right, room, room - INDENT), first, r"&\qquad ", note)


def _right(pieces: Sequence[Piece], first: str, others: str, note: str) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        start = others if number and not piece.relation else "&" if number and first != others else first
        last = note if number == len(pieces) - 1 else ""
        yield start + " " + _closed(piece.text) + last


def _closed(text: str) -> str:
    """A line of an alignment may not begin with what `\\\\` would take for its argument."""
    return "{}" + text if text.startswith(("[", "*")) else text

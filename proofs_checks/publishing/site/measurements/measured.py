"""Tables of measurements on pages.

Dictionary
    table       a table with a caption, which scrolls by itself where it is wide
    cell        one of its cells; Typed marks what is typed
    seconds     a time with two digits
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

LONG = 20  # characters; shorter cells are never broken into lines


def table(head: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> str:
    """A table with a caption; the first column names the row.

    >>> table(["d", "L"], [[2, 3]], "one").split("<table")[0]
    '<div class="measured" tabindex="0" role="region" aria-label="one">'
    """
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{set_names(escape(str(row[0])))}</th>{"".join(cell(value) for value in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="measured" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
        f'<table class="docutils"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def set_names(text: str) -> str:
    """Indexed names of matrices in escaped text as they are set in formulas.

    >>> set_names("soft, W_Q")
    'soft, <i>W</i><sub>Q</sub>'
    """
    return re.sub(r"\b([A-Z])_([A-Z])\b", r"<i>\1</i><sub>\2</sub>", text)


class Typed(str):
    """A cell that shows what is typed."""


def cell(value: object) -> str:
    """A cell of a table; long texts may be broken into lines.

    >>> cell(2), cell(Typed("a < b")), cell("one word after the other")
    ('<td>2</td>', '<td><code>a &lt; b</code></td>', '<td class="text">one word after the other</td>')
    """
    text = set_names(escape(str(value)))
    kind = ' class="text"' if len(str(value)) > LONG else ""
    return f"<td{kind}><code>{text}</code></td>" if isinstance(value, Typed) else f"<td{kind}>{text}</td>"


def seconds(value: float | None) -> str:
    """A time with two digits.

    >>> seconds(0.00123), seconds(12.3), seconds(123.4), seconds(None)
    ('1.2 ms', '12 s', '120 s', '–')
    """
    if value is None:
        return "–"
    if value < 0.0995:
        return f"{value * 1e3:.2g} ms"
    return f"{value:.2g} s" if value < 99.5 else f"{round(value, -1):.0f} s"

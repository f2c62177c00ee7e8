"""Fragments: HTML that hand-written pages include, by the paths at which they include it.

Dictionary
    FRAGMENTS           the folder of all fragments
    in_figure           a drawing in a figure
    stored_fragments    path -> HTML, drawn from a file of results, or a remark where that is not stored
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FRAGMENTS = "_generated"


def in_figure(drawing: str) -> str:
    """A drawing in a figure.

    >>> in_figure("<svg></svg>")
    '<figure class="curve"><svg></svg></figure>'
    """
    return f'<figure class="curve">{drawing}</figure>'


def stored_fragments(
    kind: str, path: Path, drawn: Mapping[str, Callable[[Mapping[str, Any]], str]], missing: str
) -> dict[str, str]:
    """Every fragment of a kind, drawn from a file of results; `missing` in their place where it is not stored."""
    report = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return {
        f"{FRAGMENTS}/{kind}-{name}.html": draw(report) if report is not None else missing
        for name, draw in drawn.items()
    }

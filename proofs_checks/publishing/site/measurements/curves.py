"""The curves as SVG that follows the page's colours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from ...curves import CURVES, SETTINGS
from .fragments import FRAGMENTS, in_figure


def as_svg(figure: Figure, title: str, prefix: str) -> str:
    """The figure as inline SVG that follows the page's colours; the prefix keeps its ids apart from others'."""
    stream = io.StringIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(
            stream, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None, "Creator": None}
        )
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"#0{6}\b", "currentColor", svg)
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    svg = re.sub(r"(<text [^>]*style=\")", r"\1fill: currentColor; ", svg)
    head = f'<svg role="img" aria-label="{title}" '
    return re.sub(r"<svg ", head, re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2), count=1)


def curve_fragments(tables: Mapping[str, Any]) -> dict[str, str]:
    """The fragments of all curves from the certified tables."""
    return {
        f"{FRAGMENTS}/{name}.html": in_figure(as_svg(draw(tables), title, name))
        for name, (draw, title) in CURVES.items()
    }

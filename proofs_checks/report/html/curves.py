"""The curves as SVG that follows the page's colours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from .. import curves
from ..curves import SETTINGS

Data = Mapping[str, Any]


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


def error_curves(tables: Data) -> str:
    """The least relative error against the degree."""
    return as_svg(
        curves.error_curves(tables), "Least relative error of a polynomial for exp against its degree", "errors"
    )


def degree_curves(tables: Data) -> str:
    """The least degree against the bound."""
    return as_svg(curves.degree_curves(tables), "Least degree against the bound of the logits", "degrees")


def growth_curves(tables: Data) -> str:
    """The exponent of the width against a, between its bounds, for growing L."""
    return as_svg(curves.growth_curves(tables), "Exponent of the width against the growth of the entries", "growth")


def phase_diagram(tables: Data) -> str:
    """The exponent of the rank over tokens and the growth of the logits."""
    return as_svg(curves.phase_diagram(tables), "Exponent of the rank over tokens and growth of the logits", "phase")

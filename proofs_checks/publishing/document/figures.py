"""Figures of the companion document as PDF files: curves from the certified tables, graphs of what uses what."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from ..data.graphs import dot_of, graph_edges
from ..tools import ToolMissing, program

Data = Mapping[str, Any]
FILLS: Mapping[str, str] = {  # the darker, the stronger
    "none": "#ffffff",
    "high-precision": "#eef3f8",
    "exact-at-shapes": "#dbe7f2",
    "certified-interval": "#c3d8ea",
    "derivation": "#a5c5e0",
    "canonical-form": "#80add3",
    "coq": "#5b93c4",
}


def curve_files(tables: Data) -> dict[str, bytes]:
    """The curves by the names of their files.

    Raises ToolMissing without matplotlib.
    """
    try:
        import matplotlib as mpl

        from .. import curves
    except ImportError as error:
        raise ToolMissing(f"{error.name} is missing; pip install matplotlib") from None
    found = {}
    for name, (draw, _) in curves.CURVES.items():
        stream = io.BytesIO()
        figure = draw(tables)
        with mpl.rc_context(curves.SETTINGS):
            figure.savefig(stream, format="pdf", bbox_inches="tight", metadata={"CreationDate": None})
        found[f"{name}.pdf"] = stream.getvalue()
    return found


def graph_files(items: Sequence[Data], sections: Sequence[str]) -> dict[str, bytes]:
    """The graphs by the names of their files: one of all items, one for each section with what it touches elsewhere.

    Raises ToolMissing without graphviz.
    """
    edges = graph_edges(items)
    found = {"graph-all.pdf": _drawn(items, edges, None)}
    for section in sections:
        here = {item["id"] for item in items if item["section"] == section}
        touching = {edge: how for edge, how in edges.items() if here & set(edge)}
        if touching:
            found[f"graph-{section}.pdf"] = _drawn(items, touching, section)
    return found


def _drawn(items: Sequence[Data], edges: Mapping[tuple[str, str], str], inside: str | None) -> bytes:
    joined = {end for edge in edges for end in edge}
    shown = [item for item in items if item["id"] in joined]
    dot = dot_of(shown, edges, "#{id}", inside, across=True)
    dot = re.sub(r'class="item [^"]*strength-([\w-]+)[^"]*"', lambda found: f'fillcolor="{FILLS[found[1]]}"', dot)
    done = subprocess.run([program("dot", "graphviz"), "-Tpdf"], input=dot.encode(), capture_output=True, check=True)
    return done.stdout

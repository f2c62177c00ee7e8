"""Graphs of what uses what: drawn by graphviz when the site is built, inline SVG whose nodes are links.

Dictionary
    shape       the kind of item                            (words.KINDS)
    border      the statement as printed                    plain: it stands; double dashes: corrected; dots: open
    fill        the least strength among its claims' evidence: the darker, the stronger
    mark        the verdict that speaks for the item        (words.MARKS)

Edges lead from what is used to what uses it, transitively reduced: an edge that a longer path implies is left out.
There are two graphs, for what our proofs use (computed) and for how the paper argues (the ledger's `uses`).

    solid       used in a derivation, in a judged argument or in a proof of Coq
    dashed      used in the statement alone
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import networkx

from proofs_checks.verdict.verdict import Verdict

from ..tools import program
from .words import KINDS, MARKS, OTHER_SHAPE, short_label

Data = Mapping[str, Any]
STYLES: Mapping[str, str] = {
    "sound": "filled",
    "corrected": "filled,dashed",
    "faulty": "filled,dashed",
    "open": "filled,dotted",
    "agreed": "filled",
}
_HEAD = """digraph uses {
  graph [rankdir=%s, nodesep=0.18, ranksep=0.42, bgcolor=transparent, fontname="Helvetica"]
  node [fontname="Helvetica", fontsize=12, height=0.35, margin="0.12,0.06"]
  edge [arrowsize=0.55, penwidth=0.9]
"""


def reduced(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges without those that a longer path implies.

    >>> reduced([("a", "b"), ("b", "c"), ("a", "c")])
    [('a', 'b'), ('b', 'c')]
    """
    graph: networkx.DiGraph[str] = networkx.DiGraph(list(edges))
    return sorted(networkx.transitive_reduction(graph).edges)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _node(item: Data, href: str, outside: bool) -> str:
    status = item["status"]
    classes = f"item statement-{status['statement']} strength-{status['strength']}" + (" outside" if outside else "")
    tip = f"{item['label']}: {item['title']}; {status['verdict']}, {status['statement']}, {status['strength']}"
    attributes = {
        "label": f"{MARKS[status['verdict']]} {short_label(item['id'])}",
        "shape": KINDS.get(item["kind"], ("", OTHER_SHAPE))[1],
        "style": STYLES[status["statement"]],
        "class": classes,
        "URL": href.format(id=item["id"]),
        "tooltip": tip,
    }
    return f"  {_quoted(item['id'])} [{', '.join(f'{key}={_quoted(text)}' for key, text in attributes.items())}]"


def _taken(items: Iterable[Data]) -> list[str]:
    """Nodes for the items of other papers that these are taken from, with their edges."""
    lines = []
    for other in {other["reference"]: other for item in items for other in item["takes"]}.values():
        kind = other["item"].partition("-")[0]
        attributes = {
            "label": f"{MARKS[Verdict.CITED]} {short_label(other['item'])}, {other['ledger']}",
            "shape": KINDS.get(kind, ("", OTHER_SHAPE))[1],
            "style": "filled,dotted",
            "class": "item statement-open strength-none outside",
            "tooltip": f"{other['by']}: {other['title']}; printed there: {other['verdicts']}",
        }
        listed = ", ".join(f"{key}={_quoted(text)}" for key, text in attributes.items())
        lines.append(f"  {_quoted(other['reference'])} [{listed}]")
    for item in items:
        lines += [f'  {_quoted(o["reference"])} -> {_quoted(item["id"])} [class="paper"]' for o in item["takes"]]
    return lines


def dot_of(
    items: Sequence[Data],
    edges: Mapping[tuple[str, str], str],
    href: str,
    inside: str | None,
    across: bool,
    others: bool = False,
) -> str:
    """The graph in the language of graphviz; nodes of other sections than `inside` are marked as outside.

    `others`: with the items of other papers that these are taken from.
    """
    lines = [_HEAD % ("LR" if across else "TB")]
    lines += [_node(item, href, inside is not None and item["section"] != inside) for item in items]
    for (used, user), how in edges.items():
        style = ', style="dashed"' if how == "statement" else ""
        lines.append(f"  {_quoted(used)} -> {_quoted(user)} [class={_quoted(how)}{style}]")
    lines += _taken(items) if others else []
    return "\n".join([*lines, "}"])


def svg_of(dot: str, title: str, prefix: str) -> str:
    """The drawing, ready to stand in a page: ids made unique, colours left to the style sheet."""
    done = subprocess.run(
        [program("dot", "graphviz"), "-Tsvg"], input=dot, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    svg = done.stdout[done.stdout.index("<svg") :]
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(<svg width="(\d+)pt" height="(\d+)pt")', r'<svg data-width="\2"', svg)
    svg = re.sub(r"<g [^>]*><a xlink:href=", "<g><a xlink:href=", svg)
    svg = svg.replace('fill="black"', 'fill="currentColor"').replace('stroke="black"', 'stroke="currentColor"')
    svg = re.sub(r"<title>uses</title>", f"<title>{title}</title>", svg, count=1)
    return re.sub(r"\n\s*", "\n", svg).strip()


def graph_edges(items: Sequence[Data], computed: bool = True) -> dict[tuple[str, str], str]:
    """What uses what, reduced, and how: `proof` or `statement` when computed, else `paper`."""
    if not computed:
        return dict.fromkeys(reduced((used, item["id"]) for item in items for used in item["uses"]), "paper")
    how = {
        (use["id"], item["id"]): "statement" if set(use["how"]) == {"statement"} else "proof"
        for item in items
        for use in item["computed_uses"]
    }
    return {edge: how[edge] for edge in reduced(how)}


def overview(items: Sequence[Data], computed: bool = True) -> str:
    """The graph of all items that use or are used."""
    edges = graph_edges(items, computed)
    joined = {end for edge in edges for end in edge}
    joined |= set() if computed else {item["id"] for item in items if item["takes"]}
    shown = [item for item in items if item["id"] in joined]
    title = "What our proofs use, all items" if computed else "How the paper argues, all items"
    dot = dot_of(shown, edges, "items/{id}.html", None, across=computed, others=not computed)
    return svg_of(dot, title, "all" if computed else "paper")


def section_graph(items: Sequence[Data], section: str, computed: bool = True) -> str:
    """The graph of a section with its nearest neighbours elsewhere."""
    here = {item["id"] for item in items if item["section"] == section}
    edges = {edge: how for edge, how in graph_edges(items, computed).items() if here & set(edge)}
    shown_ids = here | {end for edge in edges for end in edge}
    shown = [item for item in items if item["id"] in shown_ids]
    dot = dot_of(shown, edges, "../items/{id}.html", section, across=False)
    title = f"What our proofs use in section {section}" if computed else f"How the paper argues in section {section}"
    return svg_of(dot, title, f"section-{section}" if computed else f"section-{section}-paper")


def legend() -> str:
    """The shapes of the kinds of items, as a small drawing."""
    lines = [_HEAD % "TB", '  node [style=filled, class="item statement-sound strength-none"]']
    names = list(KINDS)
    lines += [f"  {name} [shape={KINDS[name][1]}, label={_quoted(name)}]" for name in names]
    for row in range(0, len(names), 5):
        lines.append("  { rank=same; " + "; ".join(names[row : row + 5]) + " }")
    lines.append("  " + " -> ".join(names[::5]) + " [style=invis]")
    return svg_of("\n".join([*lines, "}"]), "Shapes of the kinds of items", "legend")

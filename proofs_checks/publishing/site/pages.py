"""Pages: the generated sources of the site, by their paths; every one from the views of one run.

Dictionary
    environment     the templates with their filters; HTML is escaped everywhere
    generated       path -> text, for items, sections, errata, and the fragments that hand-written pages include
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from lora_symbolic.language.writing import name_latex
from proofs_checks.judging.standing import STANDINGS
from proofs_checks.verdict.verdict import Verdict

from ..data.counts import finding
from ..data.data import Data
from ..data.graphs import legend, overview, section_graph
from ..data.papers import instructive, papers
from ..data.prose.plain import plain_note
from ..data.text import formula_lines, markdown
from ..data.views import derived_once, errata
from ..data.words import HEADLINE, HOW_WORDS, KINDS, MARKS, MEANINGS, STATEMENT_WORDS, label
from .first_page import first_page
from .formulas import Formulas
from .measurements.fragments import FRAGMENTS
from .prose import Prose

TEMPLATES = Path(__file__).parent / "templates"
FENCE = "`" * 12
SHORT = 160


def _shorten(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def environment(formulas: Formulas, views: Sequence[Data] = ()) -> jinja2.Environment:
    """The templates with their filters; prose may link to the items of these views."""
    words = Prose(formulas, views)
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
    )
    found.filters |= {
        "tex": lambda text, *how: Markup(formulas.html(text, *how)),  # noqa: S704  KaTeX escapes its input
        "note": words.note,
        "said": words.said,
        "piece": words.piece,
        "line": words.line,
        "md": lambda text: Markup(markdown(text)),  # noqa: S704  Markdown escapes HTML that is escaped here
        "finding": finding,
        "name": name_latex,
        "label": label,
        "shorten": _shorten,
        "lines": formula_lines,
    }
    found.globals |= {"marks": MARKS, "fence": FENCE, "statement_words": STATEMENT_WORDS, "how_words": HOW_WORDS}
    found.globals["standings"] = STANDINGS
    return found


def generated(
    data: Data, views: Sequence[Data], tables: Data, formulas: Formulas, documents: bool = True
) -> dict[str, str]:
    """The generated sources and fragments of the whole site; they link to the documents if there are any."""
    views = [derived_once(view) for view in views]
    templates = environment(formulas, views)
    templates.globals["documents"] = documents
    graphs = {
        (section, computed): section_graph(data["items"], section, computed)
        for section in data["sections"]
        for computed in (True, False)
    }

    def draw() -> dict[str, str]:
        return _drawn(templates, data, views, graphs)

    formulas.collect(draw)
    pages = draw()
    pages |= {
        f"{FRAGMENTS}/graph.html": _framed(overview(data["items"]), "what our proofs use, all items"),
        f"{FRAGMENTS}/paper-graph.html": _framed(overview(data["items"], False), "how the paper argues, all items"),
        f"{FRAGMENTS}/legend.html": legend(),
        f"{FRAGMENTS}/data.js": data_script(data, tables),
    }
    return pages


def _framed(svg: str, title: str) -> str:
    return f'<figure class="graph" tabindex="0" role="group" aria-label="{title}">{svg}</figure>'


def _drawn(
    templates: jinja2.Environment, data: Data, views: Sequence[Data], graphs: Mapping[tuple[str, bool], str]
) -> dict[str, str]:
    slips = errata(views)
    common = {"numbers": data["numbers"], "items": views, "errata": slips, "headline": HEADLINE, "paper": data["paper"]}
    pages = {
        "errata.md": templates.get_template("errata.md.jinja").render(common),
        f"{FRAGMENTS}/errata.txt": _plain("errata.txt.jinja", common),
        f"{FRAGMENTS}/verdicts.html": templates.get_template("verdicts.html.jinja").render(common, meanings=MEANINGS),
        "claims.md": templates.get_template("claims.md.jinja").render(
            common,
            verdicts=_verdicts(data),
            kinds=sorted({item["kind"] for item in views}, key=lambda kind: ([*KINDS, kind].index(kind), kind)),
            sections=data["sections"],
        ),
        **first_page(templates, common, views),
    }
    if templates.globals["documents"]:
        page = templates.get_template("papers.html.jinja")
        pages[f"{FRAGMENTS}/papers.html"] = page.render(papers=papers(), instructive=instructive())
    section_page = templates.get_template("section.md.jinja")
    for section in data["sections"]:
        here = [view for view in views if view["section"] == section]
        pages[f"sections/{section}.md"] = section_page.render(
            common | {"items": here},
            section=section,
            graph=Markup(graphs[section, True]),  # noqa: S704  drawn by graphviz
            paper_graph=Markup(graphs[section, False]),  # noqa: S704  drawn by graphviz
        )
    item_page = templates.get_template("item.md.jinja")
    ids = ["", *(view["id"] for view in views), ""]
    for view, before, after in zip(views, ids[:-2], ids[2:], strict=True):
        pages[f"items/{view['id']}.md"] = item_page.render(common, item=view, before=before, after=after)
    pages["sections/index.md"] = templates.get_template("sections.md.jinja").render(
        common, rows=_section_rows(data), verdicts=_verdicts(data)
    )
    return pages


def _verdicts(data: Data) -> list[str]:
    """The verdicts that occur."""
    return [verdict.value for verdict in Verdict if data["numbers"][verdict.value.replace("-", "_")]]


def _section_rows(data: Data) -> list[dict[str, Any]]:
    """For each section the number of its items, and of its claims by verdict."""
    rows = []
    for section in data["sections"]:
        items = [item for item in data["items"] if item["section"] == section]
        counts = Counter(claim["verdict"] for item in items for claim in item["claims"])
        rows.append({"section": section, "number": len(items), "counts": counts})
    return rows


def _plain(name: str, values: Mapping[str, Any]) -> str:
    plain = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=False, trim_blocks=True)  # noqa: S701  a text file
    plain.filters["plain"] = plain_note
    return plain.get_template(name).render(values)


def data_script(data: Data, tables: Data) -> str:
    """The data that scripts of the pages use, as a classic script."""
    shown = {key: tables[key] for key in ("degrees", "width") if key in tables}
    shipped = {"numbers": data["numbers"], "tables": shown}
    return f"var LORA_SYMBOLIC = {json.dumps(shipped, ensure_ascii=True, separators=(',', ':'))};\n"

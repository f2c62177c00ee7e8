"""The page before several sites: the papers that are judged, each with its counts and the way to its site.

Dictionary
    write_shelf     index.html of a folder in which each ledger's site has a folder of its ledger's name
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2

from proofs_checks.judging.standing import STANDINGS

from ..data.papers import papers
from .build import forget_pages

TEMPLATES = Path(__file__).parent / "templates"


def write_shelf(folder: Path, names: Sequence[str]) -> Path:
    """Write the page and return its path."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    rows = [row for row in papers() if row["name"] in names]
    page = folder / "index.html"
    text = environment.get_template("shelf.html.jinja").render(papers=rows, standings=STANDINGS)
    page.write_text(text + "\n", encoding="utf-8")
    forget_pages(folder, "papers", [page.name])
    return page

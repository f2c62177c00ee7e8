"""The companion document: every item of the paper, corrected, with derivations and evidence, as LaTeX and as a PDF.

Dictionary
    require_tools   whether LaTeX, graphviz and matplotlib are here, before the work
    sources         the files of the document by their names, the errata and the figures among them
    make_companion  the files written beside each other, and what LaTeX says of each document
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from proofs_checks.ledger.model import Ledger
from proofs_checks.verdict.evidence import STRENGTHS

from ..data.authors import letter
from ..data.data import site_data
from ..data.tables import tables
from ..data.theorems import theorems
from ..data.views import errata, ledger_views
from ..data.words import HEADLINE, MEANINGS, STATEMENT_WORDS
from ..tools import ToolMissing, extra, program
from .bibliography import cited
from .build import compile_tex, latex, move_into
from .constants import constant_rows
from .environment import environment
from .figures import curve_files, graph_files
from .log import BuildLog
from .prepare import MARKS, prepared, rules_of

WIDTH = 440.0
Data = Mapping[str, Any]
Timer = Callable[[str], None]


@dataclass(frozen=True)
class Companion:
    """What was made: the document and the errata, with what LaTeX said of each."""

    pdf: Path
    logs: Mapping[str, BuildLog]

    @property
    def complaints(self) -> list[str]:
        """Everything that keeps a document from being clean."""
        return [f"{name}: {line}" for name, log in self.logs.items() for line in log.complaints]


def sources(ledger: Ledger, report: Data, cache: Path, stem: str, of_the_paper: bool = True) -> dict[str, bytes]:
    """The files of the document; tables of constants and the bibliography belong to the paper's own ledger.

    Raises ToolMissing without graphviz or matplotlib.
    """
    data = site_data(ledger, report, theorems(ledger, report))
    views = list(prepared(ledger_views(ledger, data)))
    figures = f"{stem}-figures"
    drawn = graph_files(data["items"], data["sections"])
    values: dict[str, Any] = {
        "linked": True,
        "known": {item["id"] for item in views},
        "marks": MARKS,
        "meanings": MEANINGS,
        "statement_words": STATEMENT_WORDS,
        "strengths": STRENGTHS,
        "rules": rules_of(views),
        "width": WIDTH,
        "numbers": data["numbers"],
        "headline": HEADLINE,
        "sections": data["sections"],
        "items": views,
        "errata": errata(views),
        "letter": letter(ledger, views),
        "figures": figures,
        "graphs": [section for section in data["sections"] if f"graph-{section}.pdf" in drawn],
        "sources": str(report.get("sources") or "unknown")[:16],
        "paper": ledger.paper,
    }
    if of_the_paper:
        certified = tables(cache)
        drawn |= curve_files(certified)
        values |= {**constant_rows(certified), "works": cited(views)}
    templates = environment(WIDTH, values)
    documents = {"": ("companion", "A companion to the paper"), "-errata": ("errata/list", "Errata")}
    documents["-authors"] = ("errata/authors", "Errata for the authors")
    found = {
        f"{stem}{suffix}.tex": templates.get_template(f"{name}.tex.jinja").render(title=title).encode()
        for suffix, (name, title) in documents.items()
    }
    return found | {f"{figures}/{name}": content for name, content in drawn.items()}


def require_tools() -> None:
    """Find out before the work whether all that the documents are made with is here.

    Raises ToolMissing without LaTeX, graphviz or matplotlib.
    """
    latex()
    program("dot", "graphviz")
    if find_spec("matplotlib") is None:
        raise ToolMissing(f"matplotlib is missing; {extra('report')}")


def make_companion(ledger: Ledger, report: Data, out: Path, cache: Path, of_the_paper: bool = True) -> Companion:
    """Write `out` and the errata as PDF, with their sources beside them.

    Nothing is replaced unless both documents were made. Raises ToolMissing without LaTeX, graphviz or matplotlib,
    LatexFailed when LaTeX stops.
    """
    files = sources(ledger, report, cache, out.stem, of_the_paper)
    with tempfile.TemporaryDirectory(prefix="lora-symbolic-companion-") as place:
        source, made = Path(place) / "source", Path(place) / "made"
        write_files(source, files)
        mains = [name for name in files if name.endswith(".tex")]
        logs = {name: compile_tex(source, name, made / f"{Path(name).stem}.pdf") for name in mains}
        for name in files:
            move_into(source / name, out.parent / name)
        for name in mains[1:]:
            move_into(made / f"{Path(name).stem}.pdf", out.parent / f"{Path(name).stem}.pdf")
        move_into(made / f"{out.stem}.pdf", out)
    return Companion(out, logs)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

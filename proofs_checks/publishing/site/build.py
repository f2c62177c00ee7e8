"""The builder of the site: sources gathered in one folder, Sphinx run over them, nothing else left in the result.

Dictionary
    stage       the hand-written documents and the generated pages, side by side; only what changed is written again
    forget_pages  pages that an earlier site left in a folder are removed, and the list of today's is kept there
    build_site  the site in a folder, and what Sphinx had to say
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from proofs_checks.ledger.errors import LedgerError
from proofs_checks.ledger.model import Ledger
from proofs_checks.ledger.paper import Paper
from proofs_checks.ledger.rules.latex import place_of

from ..course.page import course_pages
from ..data.data import site_data
from ..data.tables import tables
from ..data.text import markdown
from ..data.theorems import theorems
from ..data.views import ledger_views
from ..json_report import by_key, to_json
from ..tools import DOCUMENTS, extra, kept
from .formulas import FormulaError, Formulas, ToolMissing, katex_folder, program
from .measurements.fragments import FRAGMENTS
from .pages import generated
from .reference import reference_pages

BUILD = "site"  # the name of the folder where sources of pages are gathered
PAGES = ".pages.json"  # in a site: its pages, each with a digest of what was written
LIBRARIES = ("matplotlib", "sphinx", "furo", "myst_parser", "sphinx_design", "sphinxcontrib.katex")
NOT_STAGED = {"node_modules", "__pycache__", "_build"}
STAGED = (".md", ".py", ".rst", ".toml", ".json", ".svg", ".png", ".html", ".js", ".css", ".txt", ".ipynb", ".pdf")
INDEX = """# {title}
{head}
```{{raw}} html
:file: _generated/dashboard.html
```

## What was found

```{{raw}} html
:file: _generated/judged.html
```

```{{toctree}}
:hidden:

claims
sections/index
errata
```
"""
CONFIGURATION = "from proofs_checks.publishing.site.configuration import *  # noqa: F403\n"


@dataclass(frozen=True)
class Site:
    """A built site: where it is, how many pages it has, and what Sphinx warned of."""

    folder: Path
    pages: int
    warnings: tuple[str, ...]


def _write(path: Path, content: bytes) -> None:
    """Write a file unless it holds this already, so that Sphinx reads again only what changed."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _documents(folder: Path) -> Iterator[tuple[str, Path]]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_STAGED)
        for name in sorted(names):
            if name.endswith(STAGED):
                path = Path(here) / name
                yield path.relative_to(folder).as_posix(), path


def index_of(paper: Paper | None) -> str:
    """The first page of a site without documents: the paper's title and how it was read at its head."""
    if paper is None:
        return INDEX.format(title="Results", head="")
    head = f"\n{markdown(f'{paper.by}; {paper.place}.')}\n{markdown(paper.reading)}\n"
    return INDEX.format(title=markdown(paper.title), head=head)


def stage(source: Path, pages: Mapping[str, str], documents: Path | None, paper: Paper | None = None) -> None:
    """Gather the sources; what no longer belongs there is removed."""
    wanted = {"conf.py": CONFIGURATION.encode(), "index.md": index_of(paper).encode()}
    if documents is not None and documents.is_dir():
        wanted |= {name: path.read_bytes() for name, path in _documents(documents)}
    wanted |= {name: text.encode() for name, text in pages.items()}
    for name, path in list(_documents(source)):
        if name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        _write(source / name, content)


def _static(folder: Path) -> None:
    """KaTeX's style sheet and fonts, of the version that rendered the formulas."""
    dist = katex_folder() / "dist"
    _write(folder / "katex" / "katex.min.css", (dist / "katex.min.css").read_bytes())
    for font in sorted((dist / "fonts").glob("*.woff2")):
        _write(folder / "katex" / "fonts" / font.name, font.read_bytes())


def require_tools() -> None:
    """Find out before the work whether all that a site is built with is here.

    Raises ToolMissing when Sphinx, its theme, KaTeX, node, graphviz or matplotlib is not.
    """
    for library in LIBRARIES:
        if find_spec(library) is None:
            raise ToolMissing(f"{library} is missing; {extra('site')}")
    program("node", "nodejs")
    program("dot", "graphviz")
    katex_folder()


def pages_in(out: Path) -> tuple[str, dict[str, str]]:
    """What the pages of a site were made from, and the list of them; empty where there is no list."""
    try:
        found = json.loads((out / PAGES).read_text(encoding="utf-8"))
        return str(found["source"]), dict(found["pages"])
    except (OSError, ValueError, TypeError, KeyError):
        return "", {}


def forget_pages(out: Path, source: str, pages: Iterable[str]) -> None:
    """Remove the pages that an earlier site left in the folder; one that somebody changed since stays.

    What no site wrote is not in the list, and stays too.
    """
    _, before = pages_in(out)
    now = {name: _digest(out / name) for name in sorted(pages) if (out / name).is_file()}
    for name in sorted(before.keys() - now.keys()):
        path = out / name
        inside = path.resolve().is_relative_to(out.resolve())
        if inside and path.is_file() and _digest(path) == before[name]:
            path.unlink()
            if path.parent != out and not any(path.parent.iterdir()):
                path.parent.rmdir()
    (out / PAGES).write_text(json.dumps({"source": source, "pages": now}, indent=0) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build_site(
    ledger: Ledger,
    report: Mapping[str, Any],
    out: Path,
    application: TyperGroup,
    work: Path | None = None,
    documents: Path | None = DOCUMENTS,
) -> Site:
    """Build the site of a ledger and the report of one run of it, with the hand-written documents if there are any.

    The documents have a page of the application's command line, and they alone show certified tables and curves.

    Raises ToolMissing when Sphinx, its theme, KaTeX, node, graphviz or matplotlib is not here, LedgerError with the
    file and the key when KaTeX rejects a formula of the ledger.
    """
    require_tools()
    from .measurements.stored import measured_fragments
    from .sphinx_run import run_sphinx

    work = kept(BUILD) if work is None else work
    documents = documents if documents is not None and documents.is_dir() else None
    data = site_data(ledger, report, theorems(ledger, report))
    numbers = {} if documents is None else tables(work / "cache")
    formulas = Formulas(work / "cache" / "formulas.json")
    try:
        pages = generated(data, ledger_views(ledger, data), numbers, formulas, documents is not None)
    except FormulaError as error:
        if not (place := place_of(error.tex, ledger)):
            raise
        raise LedgerError(f"{place}: {error}; expected LaTeX that KaTeX sets") from None
    formulas.save()
    if documents is not None:
        from .measurements.curves import curve_fragments

        pages |= curve_fragments(numbers) | reference_pages(application) | measured_fragments(documents)
        verdicts = {key: claim["verdict"] for key, claim in by_key(report["claims"]).items()}
        pages |= course_pages(documents, verdicts, work / "cache")
    source = work / "source"
    stage(source, pages, documents, ledger.paper)
    _static(work / "static")
    extra = work / "extra"
    _write(extra / "results.json", to_json(report).encode())
    if documents is not None:
        _write(extra / "constants.json", json.dumps(numbers, indent=1).encode())
    _write(extra / "errata.txt", pages[f"{FRAGMENTS}/errata.txt"].encode())
    _write(work / "static" / "data.js", pages[f"{FRAGMENTS}/data.js"].encode())
    warnings = io.StringIO()
    made_from = hashlib.sha256(str(source.resolve()).encode()).hexdigest()
    found = run_sphinx(source, out, work, data["numbers"], warnings, afresh=pages_in(out)[0] != made_from)
    forget_pages(out, made_from, (f"{name}.html" for name in found))
    shutil.rmtree(out / "_sources", ignore_errors=True)
    lines = tuple(line for line in warnings.getvalue().splitlines() if line.strip())
    return Site(out, sum(1 for _ in out.rglob("*.html")), lines)

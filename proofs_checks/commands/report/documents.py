"""The site and the companion document: written, and said where they are."""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter

from typer.core import TyperGroup

from proofs_checks.ledger.shelf import ALL, folders_of
from proofs_checks.publishing.document.build import LatexFailed
from proofs_checks.publishing.document.companion import make_companion
from proofs_checks.publishing.document.companion import require_tools as require_document_tools
from proofs_checks.publishing.site.build import BUILD, build_site, require_tools
from proofs_checks.publishing.tools import DOCUMENTS, ToolMissing, kept

from ..shared import exits
from ..shared.files import check_writable
from ..shared.streams import note
from .results import Judged, results_in


def check_pdf(path: Path) -> None:
    """Find out before the work whether the document can be written.

    Raises BadInput when the path has another ending, names a folder, or has a name that LaTeX cannot read.
    """
    if path.suffix != ".pdf" or path.is_dir():
        raise exits.BadInput(f"{path}: expected a file whose name ends in .pdf")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", path.stem):
        raise exits.BadInput(f"{path}: expected a name of letters, digits, dots, hyphens and underscores")
    check_writable(str(path))


def check_tools(html: Path | None, pdf: Path | None, strict: bool) -> int:
    """Find out before the work whether what is asked for can be made; else say what is missing.

    The exit code is 4 without what a site takes; without what the document takes 3, or 4 if strict.
    """
    asked = (
        ("--pdf", pdf, require_document_tools, exits.TOOL_MISSING if strict else exits.UNDECIDED),
        ("--html", html, require_tools, exits.TOOL_MISSING),
    )
    for option, place, require, code in asked:
        try:
            if place is not None:
                require()
        except ToolMissing as error:
            note(f"report {option}: {error}")
            return code
    return exits.AS_CLAIMED


def work_folder(judged: Judged) -> Path:
    """Where the sources of the pages of a ledger are gathered."""
    return kept(BUILD) if judged.other is None else kept(BUILD) / "ledgers" / judged.other


def write_site(judged: Judged, html: Path, strict: bool, application: TyperGroup) -> int:
    """Build the site, say where it is, and return the exit code: 4 when a tool is missing, 1 for warnings if strict.

    The site of a ledger that is not the paper's has the results alone, not the documents.
    """
    start = perf_counter()
    try:
        documents = DOCUMENTS if judged.other is None else None
        site = build_site(judged.ledger, judged.report, html, application, work_folder(judged), documents)
    except ToolMissing as error:
        note(f"report --html: {error}")
        return exits.TOOL_MISSING
    for line in site.warnings:
        note(line)
    note(f"site: {site.pages} pages, {perf_counter() - start:.1f} s; open {html / 'index.html'}")
    return exits.REFUTED if strict and site.warnings else exits.AS_CLAIMED


def write_sites(html: Path, strict: bool, application: TyperGroup) -> int:
    """Build a site for each ledger that comes with the program, and the page before them; return the exit code."""
    from proofs_checks.publishing.site.shelf import write_shelf

    codes = [
        write_site(results_in(folder, None), html / folder.name, strict, application) for folder in folders_of(ALL)
    ]
    if exits.TOOL_MISSING not in codes:
        note(f"papers: open {write_shelf(html, [folder.name for folder in folders_of(ALL)])}")
    return max(codes)


def write_companion(judged: Judged, pdf: Path, strict: bool) -> int:
    """Make the companion document, say where it is, and return the exit code.

    Without LaTeX 3, or 4 if strict; 1 when LaTeX stops, or for a warning if strict. An old document stays then.
    """
    start = perf_counter()
    cache = work_folder(judged) / "cache"
    try:
        made = make_companion(judged.ledger, judged.report, pdf, cache, judged.other is None)
    except ToolMissing as error:
        note(f"report --pdf: {error}")
        return exits.TOOL_MISSING if strict else exits.UNDECIDED
    except LatexFailed as error:
        note(f"report --pdf: {error}")
        return exits.REFUTED
    for line in made.complaints:
        note(line)
    pages = ", ".join(f"{name.removesuffix('.tex')}.pdf {log.pages} pages" for name, log in made.logs.items())
    note(f"document: {pages}, {perf_counter() - start:.1f} s; open {pdf}")
    return exits.REFUTED if strict and made.complaints else exits.AS_CLAIMED

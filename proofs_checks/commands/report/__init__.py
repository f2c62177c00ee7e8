"""report: what people look at, from the results of one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer
from typer.core import TyperGroup

from ..shared import exits
from ..shared.options import LedgerFolder


def report(
    context: typer.Context,
    html: Annotated[Path | None, typer.Option("--html", metavar="DIR", help="Build the site in this folder.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Make the companion document.")] = None,
    results: Annotated[
        Path | None, typer.Option("--results", metavar="FILE", help="A verify.json; by default the last run's.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for a warning, 4 for a tool.")] = False,
    ledger: LedgerFolder = None,
) -> int:
    """Write what is asked for, and return the exit code.

    Raises BadInput when there is nothing to write, or a path cannot be used.
    """
    if html is None and pdf is None:
        raise exits.BadInput("nothing to write; expected --html DIR or --pdf FILE")
    if html is not None and html.exists() and not html.is_dir():
        raise exits.BadInput(f"{html}: is a file; expected a folder for the site")

    from proofs_checks.ledger.shelf import ALL

    from .documents import check_pdf, check_tools, write_companion, write_site, write_sites
    from .results import results_in

    if (every := str(ledger) == ALL) and (pdf is not None or results is not None):
        raise exits.BadInput(f"{'--pdf' if pdf is not None else '--results'} with --ledger all: expected one ledger")

    if pdf is not None:
        check_pdf(pdf)
    if missing := check_tools(html, pdf, strict):
        return missing
    application = cast(TyperGroup, context.find_root().command)
    if every and html is not None:
        return write_sites(html, strict, application)
    found = results_in(ledger, results)
    codes = [] if pdf is None else [write_companion(found, pdf, strict)]
    codes += [] if html is None else [write_site(found, html, strict, application)]
    return max(codes)

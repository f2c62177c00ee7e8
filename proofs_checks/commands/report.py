"""report: what people look at, from the results of one run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from proofs_checks.judging import record
from proofs_checks.judging.results import close_over
from proofs_checks.ledger import FOLDER, Ledger, load_ledger
from proofs_checks.ledger import recorded as stored
from proofs_checks.publishing.fingerprint import fingerprint
from proofs_checks.publishing.json_report import by_key, report_of, to_json
from proofs_checks.publishing.terminal import note

from . import exits
from .files import check_writable, write_text
from .judging import judge_with_progress, plan_of, warn
from .verify import REPORT

SECONDS = 20.0


def run(html: Path | None, pdf: Path | None, results: Path | None, strict: bool, folder: Path | None = None) -> int:
    """Write what is asked for, and return the exit code."""
    if html is None and pdf is None:
        raise exits.BadInput("nothing to write; expected --html DIR or --pdf FILE")
    if html is not None and html.exists() and not html.is_dir():
        raise exits.BadInput(f"{html}: is a file; expected a folder for the site")
    if pdf is not None:
        check_pdf(pdf)
    folder = folder or FOLDER
    ledger = load_ledger(folder)
    found = results_of(ledger, folder, results)
    other = None if folder == FOLDER else folder.name
    codes = [] if pdf is None else [write_companion(ledger, found, pdf, strict, other)]
    codes += [] if html is None else [write_site(ledger, found, html, strict, other)]
    return max(codes)


def check_pdf(path: Path) -> None:
    """Find out before the work whether the document can be written.

    Raises BadInput when the path has another ending, names a folder, or has a name that LaTeX cannot read.
    """
    if path.suffix != ".pdf" or path.is_dir():
        raise exits.BadInput(f"{path}: expected a file whose name ends in .pdf")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", path.stem):
        raise exits.BadInput(f"{path}: expected a name of letters, digits, dots, hyphens and underscores")
    check_writable(str(path))


def results_of(ledger: Ledger, folder: Path, place: Path | None) -> Mapping[str, Any]:
    """The report that pages are made from: the file named, else the last run's if it still holds, else a new run.

    Raises BadInput when the file named is no report of this ledger.
    """
    if place is not None:
        found = _read(place)
        if (problem := _unlike(found, ledger)) is not None:
            raise exits.BadInput(f"{place}: {problem}; expected verify.json of this ledger, as verify writes it")
        return found
    path = (REPORT if folder == FOLDER else REPORT / "ledgers" / folder.name) / "verify.json"
    sources = fingerprint(folder)
    if path.is_file():
        found = _read(path)
        if found.get("sources") == sources and _unlike(found, ledger) is None:
            note(f"results: {path}")
            return found
    note("results: none that still hold; judging the ledger")
    recorded = stored.read_record(folder / stored.FILE)
    judged = judge_with_progress(ledger.claims, None, plan_of((), SECONDS))
    verdicts = {key: entry["verdict"] for key, entry in recorded.items()}
    closed = close_over(judged, ledger, verdicts)
    warn(closed)
    differences = [found.message for found in record.differences(closed, recorded, complete=True, limited=False)]
    data = report_of(closed, in_ledger=True, differences=differences, sources=sources)
    write_text(path, to_json(data))
    return data


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise exits.BadInput(f"{path}: {reason}; expected verify.json, as verify writes it") from None
    if not isinstance(found, dict):
        raise exits.BadInput(f"{path}: holds no object; expected verify.json, as verify writes it")
    return found


def _unlike(found: Mapping[str, Any], ledger: Ledger) -> str | None:
    """How a report does not fit a ledger, None if it does."""
    claims: Sequence[Mapping[str, Any]] = found.get("claims") or ()
    try:
        stated = {key: claim["statement"] for key, claim in by_key(claims).items()}
    except (TypeError, KeyError):
        return "holds no claims"
    expected = {claim.key: claim.text for claim in ledger.claims}
    if missing := [key for key in expected if key not in stated]:
        return f"lacks {missing[0].replace('|', ' (')})"
    if other := [key for key, text in expected.items() if stated[key] != text]:
        return f"states {other[0].replace('|', ' (')}) otherwise"
    return None


def write_site(ledger: Ledger, found: Mapping[str, Any], html: Path, strict: bool, other: str | None) -> int:
    """Build the site, say where it is, and return the exit code: 4 when a tool is missing, 1 for warnings if strict.

    `other` names a ledger that is not the paper's: its site has the results alone, not the documents.
    """
    from proofs_checks.publishing.course.chapter import DOCUMENTS
    from proofs_checks.publishing.site.build import BUILD, build_site
    from proofs_checks.publishing.site.formulas import ToolMissing

    start = perf_counter()
    try:
        if other is None:
            site = build_site(ledger, found, html, BUILD, DOCUMENTS)
        else:
            site = build_site(ledger, found, html, BUILD / "ledgers" / other, None)
    except ToolMissing as error:
        note(f"report --html: {error}")
        return exits.TOOL_MISSING
    for line in site.warnings:
        note(line)
    note(f"site: {site.pages} pages, {perf_counter() - start:.1f} s; open {html / 'index.html'}")
    return exits.REFUTED if strict and site.warnings else exits.AS_CLAIMED


def write_companion(ledger: Ledger, found: Mapping[str, Any], pdf: Path, strict: bool, other: str | None) -> int:
    """Make the companion document, say where it is, and return the exit code.

    Without LaTeX 3, or 4 if strict; 1 when LaTeX stops, or for a warning if strict. An old document stays then.
    """
    from proofs_checks.publishing.document.build import LatexFailed
    from proofs_checks.publishing.document.companion import make_companion
    from proofs_checks.publishing.site.build import BUILD
    from proofs_checks.publishing.tools import ToolMissing

    start = perf_counter()
    cache = (BUILD if other is None else BUILD / "ledgers" / other) / "cache"
    try:
        made = make_companion(ledger, found, pdf, cache, other is None)
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

"""The results that pages are made from: a file's, the last run's if they still hold, else a new run's.

Dictionary
    Judged          a ledger with the report of one run of it
    results_in      the ledger of a folder, judged
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs_checks.judging import record
from proofs_checks.judging.results import close_over
from proofs_checks.ledger import FOLDER, Ledger, folder_of, load_ledger
from proofs_checks.ledger import recorded as stored
from proofs_checks.publishing.fingerprint import fingerprint
from proofs_checks.publishing.json_report import by_key, report_of, to_json

from ..shared import exits
from ..shared.files import report_base, report_folder, write_text
from ..shared.judging import judge_with_progress, plan_of, warn
from ..shared.streams import note

SECONDS = 20.0


@dataclass(frozen=True)
class Judged:
    """A ledger with the report of one run; `other` names a ledger that is not the paper's."""

    ledger: Ledger
    report: Mapping[str, Any]
    other: str | None


def results_in(folder: Path | None, place: Path | None) -> Judged:
    """The ledger of a folder, or the paper's, with its report.

    Raises BadInput when the file named is no report of this ledger.
    """
    folder = folder_of(folder)
    ledger = load_ledger(folder)
    return Judged(ledger, results_of(ledger, folder, place), None if folder == FOLDER else folder.name)


def results_of(ledger: Ledger, folder: Path, place: Path | None) -> Mapping[str, Any]:
    """The report that pages are made from: the file named, else the last run's if it still holds, else a new run.

    Raises BadInput when the file named is no report of this ledger.
    """
    if place is not None:
        found = _read(place)
        if (problem := _unlike(found, ledger)) is not None:
            raise exits.BadInput(f"{place}: {problem}; expected verify.json of this ledger, as verify writes it")
        return found
    path = report_folder(folder, FOLDER, report_base()) / "verify.json"
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
    differences = [found.message for found in record.differences(closed, recorded, True, False, ledger.option)]
    data = report_of(closed, in_ledger=True, differences=differences, sources=sources, ledger=ledger)
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

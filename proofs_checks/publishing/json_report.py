"""The JSON report, schema 1: claims with verdict, evidence and seconds, and a summary by verdict.

The schema ships beside this file as `schema/verify.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from proofs_checks.judging.results import Result, summary_of, under_conditions
from proofs_checks.ledger.model import Ledger, key_of
from proofs_checks.ledger.shelf import named_by
from proofs_checks.verdict.evidence import Strength
from proofs_checks.verdict.verdict import Verdict

SCHEMA = 1
SCHEMA_FILE = Path(__file__).parent / "schema" / "verify.schema.json"


def claim_entry(result: Result, in_ledger: bool) -> dict[str, Any]:
    """One claim's entry."""
    entry: dict[str, Any] = {
        "id": result.id,
        "form": result.form,
        "verdict": result.verdict.value,
        "evidence": [piece.to_dict() for piece in result.evidence],
        "seconds": round(result.seconds, 4),
        "statement": result.text,
        "reason": result.judgement.reason,
        "conflict": result.judgement.conflict,
    }
    if result.verdict in (Verdict.PROVED, Verdict.CONDITIONAL):
        entry["further"] = list(result.further)
    entry |= {mark: text for mark, text in (("slip", result.slip), ("reading", result.reading)) if text}
    if result.conditions:
        entry["conditions"] = list(result.conditions)
        entry["instance"] = result.judgement.instance
    if result.where:
        entry["where"] = list(result.where)
    if in_ledger:
        entry["fully_proved"] = result.fully_proved
        entry["rests_on"] = list(result.rests_on)
    if result.counterexample is not None:
        entry["counterexample"] = dict(result.counterexample)
    if result.remains is not None:
        entry["remains"] = dict(result.remains)
    if result.bound is not None:
        entry["bound"] = dict(result.bound)
    if argument := [dict(step) for piece in result.evidence for step in piece.steps]:
        entry["argument"] = argument
    if certificate := next(
        (piece.data for piece in result.evidence if piece.strength is Strength.COQ and piece.data), None
    ):
        entry["coq"] = dict(certificate)
    return entry


def paper_entry(ledger: Ledger) -> dict[str, Any]:
    """Which ledger a report is of, and the paper that it judges, where the ledger says so."""
    paper = {} if ledger.paper is None else {"paper": {**ledger.paper.to_dict(), "place": ledger.paper.place}}
    return {"ledger": named_by(ledger.option), **paper}


def report_of(
    results: Sequence[Result],
    in_ledger: bool,
    differences: Sequence[str] = (),
    sources: str | None = None,
    bad_input: Sequence[str] = (),
    ledger: Ledger | None = None,
) -> dict[str, Any]:
    """The whole report as JSON data; `sources` is the fingerprint of what a complete run was made from.

    Of a ledger it says which paper is judged, and how a command means the ledger.
    """
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "claims": [claim_entry(result, in_ledger) for result in results],
        "summary": summary_of(results),
        "forms": {
            form: summary_of(result for result in results if result.form == form)
            for form in dict.fromkeys(result.form for result in results)
        },
        "under_conditions": under_conditions(results),
    }
    if in_ledger:
        report["differences"] = list(differences)
    if ledger is not None:
        report |= paper_entry(ledger)
    if bad_input:
        report["bad_input"] = list(bad_input)
    if sources is not None:
        report["sources"] = sources
    return report


def by_key(claims: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The entries of claims, by the claims' keys."""
    return {key_of(claim["id"], claim["form"]): claim for claim in claims}


def to_json(data: object) -> str:
    """JSON text that ends in a newline."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"

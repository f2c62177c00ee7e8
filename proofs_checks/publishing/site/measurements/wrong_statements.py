"""The fragment on wrong statements: how many of them Coq refused under the proofs of its theorems, as stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from proofs_checks.coq.mutants.run import RESULTS

from .fragments import stored_fragments
from .measured import table

PARTS = {"generated": "of the ledger's claims", "theories": "of the theories"}
HEAD = [
    "theorems",
    "how many",
    "with a refused one",
    "wrong statements",
    "refused",
    "closed",
    "of these explained",
    "not told in time",
]
MISSING = "<p>Not tried yet: <code>make coq-mutants</code>.</p>"


def wrong_statement_fragments(results: Path = RESULTS) -> dict[str, str]:
    """The table; a remark that says how to make the results where they are not stored."""
    return stored_fragments("wrong-statements", results, {"table": wrong_statements_table}, MISSING)


def wrong_statements_table(report: Mapping[str, Any]) -> str:
    """A row for each kind of theorem."""
    rows = [[label, *_counts(report[part])] for part, label in PARTS.items() if part in report]
    return table(HEAD, rows, f"Wrong statements under the proofs of theorems, coqc {report['coqc'].split()[0]}")


def _counts(tally: Mapping[str, Any]) -> list[int]:
    refused = list(tally["refused"].values())
    explained = [survivor for survivor in tally["survivors"] if survivor["explanation"]]
    return [
        len(refused),
        sum(count > 0 for count in refused),
        tally["mutants"],
        sum(refused),
        len(tally["survivors"]),
        len(explained),
        len(tally["out_of_time"]),
    ]

"""Counts of what was proved and how, of what was refuted and by what, and of what Coq's record holds.

Dictionary
    parts_of            proved and refuted claims by what they are; the parts of a number add up to it
    recorded_in_coq     how many claims have a theorem in the stored record of Coq's compiler, and when that was made
    finding             the first sentence of a note
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from proofs_checks.coq.toolchain.expected_axioms import read_compilation, read_golden
from proofs_checks.coq.translation.generate import theorem_name, wanted
from proofs_checks.ledger.model import Ledger
from proofs_checks.verdict.verdict import Verdict

Entry = Mapping[str, Any]
PROVED_PARTS: Mapping[str, str] = {
    "proved_for_all": "equalities, for all sizes and all entries",
    "proved_where": "where a condition holds",
    "proved_shapes": "about shapes",
    "proved_statements": "statements with a recorded argument",
    "proved_roundings": "about roundings",
}
REFUTED_PARTS: Mapping[str, str] = {
    "refuted_by_entry": "at an entry in which the two sides differ, certified",
    "refuted_otherwise": "by a family of instances or a computed value",
}
_OF_KIND = {"equal": "proved_for_all", "shape": "proved_shapes", "rounds": "proved_roundings"}


def parts_of(claims: Sequence[Entry]) -> dict[str, int]:
    """The proved claims, and those refuted as printed in the strongest reading, each in one part.

    >>> parts_of([{"kind": "equal", "verdict": "proved", "form": "printed"}])["proved_for_all"]
    1
    """
    counts = Counter(part for claim in claims if (part := _part(claim)))
    return {part: counts[part] for part in (*PROVED_PARTS, *REFUTED_PARTS)}


def _part(claim: Entry) -> str | None:
    if claim["verdict"] == Verdict.PROVED:
        return "proved_where" if claim.get("conditions") else _OF_KIND.get(claim["kind"], "proved_statements")
    if claim["verdict"] == Verdict.REFUTED and claim["form"] == "printed" and not claim.get("reading"):
        return "refuted_by_entry" if "entry" in claim.get("counterexample", {}) else "refuted_otherwise"
    return None


def recorded_in_coq(ledger: Ledger) -> dict[str, Any]:
    """What the record of the last compilation holds for a ledger: theorems of claims, of corrected ones, the date."""
    known = (
        read_golden() if not ledger.option else {}
    )  # theorems are of one ledger; claims of others may have their ids
    held = [claim for claim in wanted(ledger) if theorem_name(claim) in known]
    return {
        "coq_recorded": len(held),
        "coq_recorded_corrected": sum(claim.form == "corrected" for claim in held),
        **{f"coq_{key}": value for key, value in read_compilation().items()},
    }


def finding(note: str) -> str:
    """The finding of a note: its first line, which is its first sentence.

    >>> finding("It is false.\\nAnd so on.")
    'It is false.'
    """
    return note.strip().split("\n", 1)[0]

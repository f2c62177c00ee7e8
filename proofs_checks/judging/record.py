"""The record: the verdicts that the methods once computed, kept beside the ledger and compared at every run.

Dictionary
    record.json     {"schema": 1, "claims": {"lemma-3.2/dA|printed": {"verdict": ..., "counterexample": ...}}}
    entries_of      results -> entries of the record
    differences     what a run says otherwise than the record, one sentence each
    recheck         a recorded counterexample, confirmed again without any prover

No entry is written by hand: `lora-symbolic verify --record` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lora_symbolic.language.statement import Cost, Grows, Holds, Rank, Reduces
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.ledger.recorded import SCHEMA, Entries
from proofs_checks.verdict.verdict import Verdict

from .results import Result

REFUTED = (Verdict.REFUTED, Verdict.CONDITIONALLY_REFUTED)


@dataclass(frozen=True)
class Difference:
    """One claim about which a run and the record differ; `late` when the run merely ran out of time."""

    key: str
    message: str
    late: bool = False


def entries_of(results: Iterable[Result]) -> Entries:
    """The entries that these results make."""
    entries: Entries = {}
    for result in results:
        entries[result.key] = {"verdict": result.verdict.value}
        if result.counterexample is not None:
            entries[result.key]["counterexample"] = dict(result.counterexample)
    return entries


def write_record(entries: Entries, path: Path) -> None:
    """Write a record, one claim a line, so that a changed verdict is one changed line."""
    lines = [f"    {json.dumps(key)}: {json.dumps(entry, sort_keys=True)}" for key, entry in entries.items()]
    body = ",\n".join(lines)
    path.write_text(f'{{\n  "schema": {SCHEMA},\n  "claims": {{\n{body}\n  }}\n}}\n', encoding="utf-8")


def differences(
    results: Sequence[Result], recorded: Entries, complete: bool, limited: bool, option: str = ""
) -> list[Difference]:
    """What differs between a run and the record.

    `complete`: the run judged the whole ledger, so recorded claims that are gone differ too. `limited`: only some
    methods spoke, so that being undecided is no difference, unless evidence contradicts itself. `option` is what a
    command needs to mean this ledger.
    """
    if not recorded:
        return [Difference("", f"the ledger has no record yet; run lora-symbolic verify --record{option}")]
    found: list[Difference] = []
    for result in results:
        entry = recorded.get(result.key)
        name = f"{result.id} ({result.form})"
        if entry is None:
            message = f"{name}: {result.verdict}, not recorded yet; run lora-symbolic verify --record{option}"
            found.append(Difference(result.key, message))
        elif entry["verdict"] != result.verdict:
            undecided = result.verdict is Verdict.UNDECIDED and not result.judgement.conflict
            if limited and undecided:
                continue
            message = f"{name}: {result.verdict}, recorded {entry['verdict']}: {result.judgement.reason}"
            found.append(Difference(result.key, message, late=undecided and result.out_of_time))
    if complete:
        here = {result.key for result in results}
        found += [
            Difference(key, f"{key.replace('|', ' (')}): recorded, but no longer in the ledger")
            for key in recorded
            if key not in here
        ]
    return found


def recheck(claim: LedgerClaim, entry: Mapping[str, Any]) -> Difference | None:
    """What is wrong with the counterexample that is recorded, at the claim as it stands now; None where it refutes."""
    data = entry.get("counterexample")
    name = f"{claim.id} ({claim.form})"
    if data is None:
        refuted = entry.get("verdict") in REFUTED
        return Difference(claim.key, f"{name}: refuted with no counterexample") if refuted else None
    problem = _problem_with(claim, data)
    if problem is None:
        return None
    return Difference(claim.key, f"{name}: the recorded counterexample is not confirmed: {problem}")


def _problem_with(claim: LedgerClaim, data: Mapping[str, Any]) -> str | None:
    if claim.kind == "rounds":
        from proofs_checks.ledger.rounding import compare

        return "the printed digits are right" if compare(*claim.texts)["agrees"] else None
    if claim.kind == "judged":
        from .methods.statements.judged import problem_with_data

        return problem_with_data(claim, data)
    if claim.exists is not None:
        from proofs_checks.recheck.counts import problem_with_existence

        return problem_with_existence(data, claim.exists)
    if claim.stated is not None:
        return _problem_with_stated(claim, data)
    if claim.lhs is None or claim.rhs is None:
        return "the claim has no two sides any more"
    from proofs_checks.recheck.confirm import problem_with

    return problem_with(data, claim.lhs, claim.rhs)


def _problem_with_stated(claim: LedgerClaim, data: Mapping[str, Any]) -> str | None:
    """The problem with a counterexample to a bound, a rank or a cost; a constant that is not the least one has none."""
    from proofs_checks.recheck.counts import problem_with_cost, problem_with_rank
    from proofs_checks.recheck.inequality import problem_with

    if isinstance(claim.stated, Rank):
        return problem_with_rank(data, claim.stated)
    if isinstance(claim.stated, Cost):
        return problem_with_cost(data, claim.stated)
    if isinstance(claim.stated, Grows):
        return _problem_with_growth(claim, claim.stated, data)
    if isinstance(claim.stated, Reduces):
        from proofs_checks.recheck.reduction import problem_with_reduction

        return problem_with_reduction(data, claim.stated)
    if not isinstance(claim.stated, Holds):
        return "the claim states nothing any more"
    return problem_with(data, claim.stated, claim.where)


def _problem_with_growth(claim: LedgerClaim, stated: Grows, data: Mapping[str, Any]) -> str | None:
    """The problem with sequences against a growth, or with a family that has no thin factors."""
    from proofs_checks.recheck.growth import problem_with_growth

    from .methods.statements.growth import problem_with_family

    return problem_with_family(stated, data) if stated.of_factors else problem_with_growth(data, stated)

"""Meaning: what becomes of a claim's sentence and verdict when one of its fields is altered.

An alteration that holds although it claims more is no mistake of the court: it is a sharper statement, and is shown.

Dictionary
    unchanged           whether an alteration changes neither the sentence nor the verdict
    Outcome             an alteration, its sentence, and what the court makes of it
    judge_alterations   refuted, undecided, holds too or sharper (both proved), or conflict (proved and refuted)
    tally               their number by outcome, and the sentences of those that are sharper
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lora_symbolic.language.statement import Grows
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.mutants.fields import SCALED, Altered, alterations
from proofs_checks.verdict.verdict import Verdict

from .runner import Plan, judge_claim

SECONDS = 5.0
OUTCOMES = ("refuted", "undecided", "hold too", "sharper", "conflict")
HYPOTHESES = ("where", "under")
SMALLER = frozenset({SCALED, "strict for weak", "every for some"})  # sharper in a conclusion
LARGER = frozenset({"hypothesis dropped", "weak for strict"})  # sharper in a hypothesis
NEGATED = frozenset({"strict for weak", "quantifier exchanged"})  # sharper in what is said not to hold


@dataclass(frozen=True)
class Outcome:
    """An alteration: its kind, its field, its sentence, and the outcome."""

    kind: str
    field: str
    text: str
    outcome: str


def unchanged(claim: LedgerClaim, altered: Altered) -> bool:
    """Whether the altered claim says the same sentence and has the same verdict."""
    if altered.claim.text != claim.text or altered.claim.hypothesis != claim.hypothesis:
        return False
    return judge_claim(claim).verdict is judge_claim(altered.claim).verdict


def judge_alterations(claim: LedgerClaim, kinds: frozenset[str] | None = None) -> Iterator[Outcome]:
    """The alterations of a proved claim with their outcomes; only those of some kinds, if any are named."""
    for altered in alterations(claim):
        if kinds is None or altered.kind in kinds:
            yield Outcome(altered.kind, altered.field, altered.claim.text, _outcome(altered))


def tally(claim: LedgerClaim) -> dict[str, Any]:
    """What became of the altered versions of a proved claim, as it is recorded."""
    found = list(judge_alterations(claim))
    outcomes = Counter(one.outcome for one in found)
    return {
        "statement": claim.text,
        "outcomes": {outcome: outcomes[outcome] for outcome in OUTCOMES if outcomes[outcome]},
        "sharper": list(dict.fromkeys(one.text for one in found if one.outcome == "sharper")),
    }


def _outcome(altered: Altered) -> str:
    judgement = judge_claim(altered.claim, Plan(seconds=SECONDS)).judgement
    if judgement.conflict:
        return "conflict"
    if judgement.verdict in (Verdict.PROVED, Verdict.CONDITIONAL):
        sharper = LARGER if altered.field in HYPOTHESES else SMALLER
        if isinstance(altered.claim.stated, Grows) and altered.claim.stated.negated:
            sharper = NEGATED
        return "sharper" if altered.kind in sharper else "hold too"
    if judgement.verdict in (Verdict.REFUTED, Verdict.CONDITIONALLY_REFUTED):
        return "refuted"
    return "undecided"

"""Meaning: what becomes of a claim's sentence and verdict when one of its fields is altered.

An alteration that holds although it claims more is no mistake of the court: it is a sharper statement, and is shown.

Dictionary
    unchanged           whether an alteration changes neither the sentence nor the verdict
    Outcome             an alteration, its sentence, and what the court makes of it
    judge_alterations   refuted, undecided, weaker or sharper (both proved), or conflict (proved and refuted)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.mutants.fields import Altered, alterations
from proofs_checks.verdict.verdict import Verdict

from .runner import Plan, judge_claim

SECONDS = 5.0
MORE = frozenset({"constant times 0.9", "strict for weak"})  # in a conclusion they claim more, in a hypothesis less


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


def _outcome(altered: Altered) -> str:
    judgement = judge_claim(altered.claim, Plan(seconds=SECONDS)).judgement
    if judgement.conflict:
        return "conflict"
    if judgement.verdict in (Verdict.PROVED, Verdict.CONDITIONAL):
        more = altered.kind == "hypothesis dropped" or (altered.kind in MORE and altered.field != "where")
        return "sharper" if more else "weaker"
    return "refuted" if judgement.verdict is Verdict.REFUTED else "undecided"

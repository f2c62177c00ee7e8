"""The verdict: the one function that turns a claim's evidence into its status.

Dictionary
    Verdict         proved, refuted, ill-typed, conditional, undecided, cited, convention, conditionally-refuted
    Judgement       a verdict, the reason in a sentence, the conditions of a proof, and whether the evidence
                    contradicts itself
    judge           evidence -> judgement; no other place decides
    corroboration   the independent kinds of evidence that agree with a proof, the proof itself apart
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .evidence import Evidence, Finding

FURTHER_KINDS_NEEDED = 2
DECIDING: frozenset[str] = frozenset(
    {"symbolic", "shapes", "rounding", "judged", "bounds", "coq"}
)  # what these prove is proved


class Verdict(StrEnum):
    """The status of a claim."""

    PROVED = "proved"
    REFUTED = "refuted"
    ILL_TYPED = "ill-typed"
    CONDITIONAL = "conditional"
    UNDECIDED = "undecided"
    CITED = "cited"
    CONVENTION = "convention"
    CONDITIONALLY_REFUTED = "conditionally-refuted"  # under a hypothesis of others; if it fails, the claim may stand


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason; `conflict` is set when the evidence contradicts itself.

    A proof under `conditions` has an `instance` that satisfies them: sizes and matrices, as data.
    """

    verdict: Verdict
    reason: str
    conflict: bool = False
    conditions: tuple[str, ...] = ()
    instance: Mapping[str, Any] | None = None


_BY_READING = {
    Finding.CITED: Verdict.CITED,
    Finding.CONVENTION: Verdict.CONVENTION,
    Finding.WAITS: Verdict.UNDECIDED,
}


def _with(evidence: Sequence[Evidence], *findings: Finding) -> list[Evidence]:
    return [piece for piece in evidence if piece.finding in findings]


def _methods(pieces: Sequence[Evidence]) -> str:
    return ", ".join(dict.fromkeys(piece.method for piece in pieces))


def judge(evidence: Sequence[Evidence], hypothesis: str | None = None) -> Judgement:
    """The judgement that the evidence supports; `hypothesis` is one of others that the claim names.

    A proof stands only if nothing contradicts it; a certified counterexample refutes; anything else is undecided.
    What was found to mean nothing anywhere is undecided, proof or not.
    What rests on theorems or hypotheses of others, or on the claim's own, is conditional, and so is a refutation.
    A proof by a further route alone, such as SymPy's derivative, decides nothing, but it contradicts a refutation.
    Agreement of numbers with a refuted claim is no contradiction: a false identity may hold at some shapes.

    >>> from proofs_checks.verdict.evidence import Strength
    >>> proof = Evidence("symbolic", Strength.CANONICAL_FORM, "", Finding.PROVES)
    >>> judge([proof]).verdict.value
    'proved'
    >>> judge([proof, Evidence("counterexample", Strength.EXACT_AT_SHAPES, "", Finding.REFUTES)]).conflict
    True
    """
    if not evidence:
        return Judgement(Verdict.UNDECIDED, "no method applies")
    proofs = _with(evidence, Finding.PROVES)
    refutations = _with(evidence, Finding.REFUTES)
    ill_typed = _with(evidence, Finding.ILL_TYPED)
    readings = _with(evidence, *_BY_READING)
    against = refutations + _with(evidence, Finding.DISAGREES)
    decided = [group for group in (proofs, refutations, ill_typed, readings) if group]
    if proofs and against:
        return _conflict(proofs, against)
    if len(decided) > 1:
        return _conflict(decided[0], decided[1])
    if len({piece.finding for piece in readings}) > 1:
        return _conflict(readings[:1], readings[1:])
    vacuous = _with(evidence, Finding.VACUOUS)
    if vacuous and refutations:
        return _conflict(vacuous, refutations)
    if vacuous:
        return Judgement(Verdict.UNDECIDED, vacuous[0].detail)
    if readings:
        return Judgement(_BY_READING[readings[0].finding], readings[0].detail)
    if ill_typed:
        return Judgement(Verdict.ILL_TYPED, ill_typed[0].detail)
    if refutations:
        return _refuted(refutations)
    if proofs and not any(piece.method in DECIDING for piece in proofs):
        return Judgement(Verdict.UNDECIDED, f"{_methods(proofs)} alone does not decide: {_why_undecided(evidence)}")
    if proofs and (under := hypothesis or _outside(proofs)):
        return _proved(Verdict.CONDITIONAL, f"holds under: {under}", proofs)
    if proofs:
        return _proved(Verdict.PROVED, proofs[0].detail, proofs)
    return Judgement(Verdict.UNDECIDED, _why_undecided(evidence))


def _outside(pieces: Sequence[Evidence]) -> str:
    """What others must have right for every one of these pieces; empty if one needs nothing of others."""
    return "" if any(not piece.rests_on for piece in pieces) else "; ".join(pieces[0].rests_on)


def _refuted(refutations: Sequence[Evidence]) -> Judgement:
    """A refutation, conditional when there is none that needs nothing of others."""
    if outside := _outside(refutations):
        return Judgement(Verdict.CONDITIONALLY_REFUTED, f"fails under: {outside}; {refutations[0].detail}")
    return Judgement(Verdict.REFUTED, refutations[0].detail)


def _proved(verdict: Verdict, reason: str, proofs: Sequence[Evidence]) -> Judgement:
    """The judgement of a proof, under the conditions that its evidence carries."""
    data = next((piece.data for piece in proofs if piece.data and piece.data.get("conditions")), None)
    if data is None:
        return Judgement(verdict, reason)
    return Judgement(verdict, reason, conditions=tuple(data["conditions"]), instance=data["instance"])


def _conflict(one: Sequence[Evidence], other: Sequence[Evidence]) -> Judgement:
    reason = f"CONFLICT: {_methods(one)} says {one[0].finding}, {_methods(other)} says {other[0].finding}"
    return Judgement(Verdict.UNDECIDED, f"{reason}; one of them is wrong: {other[0].detail}", conflict=True)


def _why_undecided(evidence: Sequence[Evidence]) -> str:
    if unfit := _with(evidence, Finding.UNFIT):
        return unfit[0].detail
    disagreeing = _with(evidence, Finding.DISAGREES)
    if disagreeing:
        return f"the sides differ in numbers, no certificate was found: {disagreeing[0].detail}"
    silent = _with(evidence, Finding.SILENT)
    return silent[0].detail if silent else "numbers agree, and numbers never prove"


def corroboration(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The methods, other than the one that decides, which agree with a proof.

    >>> from proofs_checks.verdict.evidence import Strength
    >>> corroboration([Evidence("symbolic", Strength.CANONICAL_FORM, "", Finding.PROVES),
    ...                Evidence("identity-test", Strength.EXACT_AT_SHAPES, "", Finding.AGREES)])
    ('identity-test',)
    """
    proofs = [piece for piece in _with(evidence, Finding.PROVES) if piece.method in DECIDING]
    if not proofs:
        return ()
    supporting = _with(evidence, Finding.PROVES, Finding.AGREES)
    return tuple(dict.fromkeys(piece.method for piece in supporting if piece.method != proofs[0].method))


def thinly_supported(judgement: Judgement, evidence: Sequence[Evidence]) -> bool:
    """Whether a claim is proved with fewer than two further independent kinds of evidence."""
    proved = judgement.verdict in (Verdict.PROVED, Verdict.CONDITIONAL)
    return proved and len(corroboration(evidence)) < FURTHER_KINDS_NEEDED

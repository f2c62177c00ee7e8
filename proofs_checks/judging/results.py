"""Results: what the court has to say of each claim, and the summary over all of them.

Dictionary
    Result          one claim with its judgement, evidence and time
    Run             the results of a whole run, in the order of the paper
    summary_of      the number of claims of each verdict
    under_conditions  how many of the proved claims hold under a condition
    close_over      which proved claims rest on proved items all the way down
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from proofs_checks.ledger.model import Ledger, LedgerClaim, key_of
from proofs_checks.verdict.evidence import Evidence, Finding, strongest
from proofs_checks.verdict.verdict import Judgement, Verdict, corroboration, thinly_supported

_SUPPORT: Mapping[Verdict, tuple[Finding, ...]] = {
    Verdict.PROVED: (Finding.PROVES,),
    Verdict.CONDITIONAL: (Finding.PROVES,),
    Verdict.REFUTED: (Finding.REFUTES,),
    Verdict.ILL_TYPED: (Finding.ILL_TYPED,),
    Verdict.CITED: (Finding.CITED,),
    Verdict.CONVENTION: (Finding.CONVENTION,),
    Verdict.UNDECIDED: (Finding.AGREES, Finding.DISAGREES),
    Verdict.CONDITIONALLY_REFUTED: (Finding.REFUTES,),
}
SETTLED = frozenset({Verdict.PROVED, Verdict.CONDITIONAL, Verdict.CONVENTION})


@dataclass(frozen=True)
class Result:
    """One claim's judgement with all that led to it."""

    id: str
    item: str
    name: str
    form: str
    text: str
    judgement: Judgement
    evidence: tuple[Evidence, ...]
    seconds: float
    out_of_time: bool = False
    problems: tuple[str, ...] = ()
    fully_proved: bool = False
    rests_on: tuple[str, ...] = ()
    slip: str = ""
    reading: str = ""
    where: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The id with the form."""
        return key_of(self.id, self.form)

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.judgement.verdict

    @property
    def strongest(self) -> Evidence | None:
        """The strongest evidence for the verdict."""
        return strongest(self.evidence, _SUPPORT[self.verdict])

    @property
    def further(self) -> tuple[str, ...]:
        """The methods that agree with a proof, the proof apart."""
        return corroboration(self.evidence)

    @property
    def thin(self) -> bool:
        """Whether a proof has fewer than two further kinds of evidence beside it."""
        return thinly_supported(self.judgement, self.evidence)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must hold for a proved claim to mean something."""
        return self.judgement.conditions

    @property
    def bound(self) -> Mapping[str, Any] | None:
        """Of a stated bound: what was derived and claimed, and the instance that comes nearest, with its ratio."""
        derived = next((piece.data for piece in self.evidence if piece.data and "derived" in piece.data), None)
        if derived is None:
            return None
        nearest = next((piece.data for piece in self.evidence if piece.data and "ratio" in piece.data), None)
        said = {key: derived[key] for key in ("derived", "claimed", "family", "said", "latex") if key in derived}
        return {**said, **({} if nearest is None else {"ratio": nearest["ratio"], "nearest": dict(nearest)})}

    @property
    def remains(self) -> Mapping[str, Any] | None:
        """Of an equality that is undecided: the monomials that its difference keeps, and what numbers say of it."""
        if self.verdict is not Verdict.UNDECIDED:
            return None
        found = next((piece.data["remains"] for piece in self.evidence if piece.data and "remains" in piece.data), None)
        if found is None:
            return None
        numbers = strongest(self.evidence, _SUPPORT[Verdict.UNDECIDED])
        return {**found, **({} if numbers is None else {"numbers": f"{numbers.method}: {numbers.detail}"})}

    @property
    def counterexample(self) -> Mapping[str, Any] | None:
        """The data of the certified counterexample, when the claim is refuted, under a hypothesis or not."""
        if self.verdict not in (Verdict.REFUTED, Verdict.CONDITIONALLY_REFUTED):
            return None
        return next((piece.data for piece in self.evidence if piece.finding is Finding.REFUTES), None)


def summary_of(results: Iterable[Result]) -> dict[str, int]:
    """The number of claims of each verdict that occurs, in the order in which verdicts are declared."""
    counts = Counter(result.verdict for result in results)
    return {verdict.value: counts[verdict] for verdict in Verdict if counts[verdict]}


def under_conditions(results: Iterable[Result]) -> int:
    """The number of proved claims that hold where a condition does."""
    return sum(result.verdict is Verdict.PROVED and bool(result.conditions) for result in results)


def effective(claims: Sequence[LedgerClaim]) -> tuple[LedgerClaim, ...]:
    """The claims in the form that counts: the corrected one where there is one, else the printed one."""
    corrected = {claim.id for claim in claims if claim.form == "corrected"}
    return tuple(claim for claim in claims if claim.form == "corrected" or claim.id not in corrected)


def open_items(ledger: Ledger, verdicts: Mapping[str, str]) -> frozenset[str]:
    """The items with a claim that is neither proved, nor proved under its own hypothesis, nor a convention."""
    return frozenset(
        item.id
        for item in ledger.items
        if any(verdicts.get(claim.key) not in SETTLED for claim in effective(item.claims))
    )


def close_over(results: Sequence[Result], ledger: Ledger, recorded: Mapping[str, str]) -> tuple[Result, ...]:
    """The results with `fully_proved` and `rests_on` filled in from everything that each item uses.

    A claim is fully proved when it is proved and every claim of every item below it is settled, each in the form that
    counts: proved, proved under the hypothesis that the claim itself names, or a convention.
    For items that this run did not judge, the recorded verdicts stand in.
    """
    import networkx

    verdicts = {**recorded, **{result.key: result.verdict.value for result in results}}
    still_open = open_items(ledger, verdicts)
    order = {item.id: rank for rank, item in enumerate(ledger.items)}
    closed = []
    for result in results:
        below = networkx.ancestors(ledger.graph, result.item) & still_open
        rests_on = tuple(sorted(below, key=order.__getitem__))
        full = result.verdict is Verdict.PROVED and not rests_on
        closed.append(replace(result, rests_on=rests_on, fully_proved=full))
    return tuple(closed)

"""The standing of an item: what becomes of what the paper prints there, read as well as it can be.

Only printed claims count, in the strongest reading; further readings, corrected forms and what is ours do not.

Dictionary
    STANDINGS       true, slip, false, conditional, open, convention, with what each means
    Standing        an item's standing, the slips it shows and the names of its false claims
    standing_of     claims of one item with their verdicts -> Standing
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.verdict import Verdict

STANDINGS: Mapping[str, str] = {
    "true": "true as printed",
    "slip": "true once a slip is mended",
    "false": "false as printed",
    "conditional": "holds, or fails, under a hypothesis of others",
    "open": "undecided or cited in part",
    "convention": "a convention",
}
FAULTY = (Verdict.REFUTED, Verdict.ILL_TYPED)
UNDER_A_HYPOTHESIS = (Verdict.CONDITIONAL, Verdict.CONDITIONALLY_REFUTED)


@dataclass(frozen=True)
class Standing:
    """How an item stands; `slips` are ids of the ledger's slips, `false` the names of claims that are no slip."""

    kind: str
    slips: tuple[str, ...]
    false: tuple[str, ...]


def standing_of(judged: Iterable[tuple[LedgerClaim, str]]) -> Standing:
    """The standing of an item from its claims with their verdicts.

    A claim that holds or fails under a hypothesis of others, such as SETH, makes the item conditional: the hypothesis
    may fail. One false claim makes the item false, and a slip counts before what is open or conditional.
    """
    own = [(claim, verdict) for claim, verdict in judged if claim.form == "printed" and not claim.reading]
    slips = tuple(dict.fromkeys(claim.slip for claim, _ in own if claim.slip))
    faulty = [claim for claim, verdict in own if verdict in FAULTY]
    false = tuple(claim.name for claim in faulty if not claim.slip)
    verdicts = {verdict for _, verdict in own}
    if false:
        kind = "false"
    elif slips:
        kind = "slip"
    elif verdicts & {Verdict.UNDECIDED, Verdict.CITED}:
        kind = "open"
    elif verdicts & set(UNDER_A_HYPOTHESIS):
        kind = "conditional"
    else:
        kind = "convention" if verdicts <= {Verdict.CONVENTION} else "true"
    return Standing(kind, slips, false)

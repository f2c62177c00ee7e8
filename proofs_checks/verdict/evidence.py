"""Evidence: what one method found about one claim, and how much it is worth.

Dictionary
    Finding     what the evidence says of the claim; a number can refute, it never proves
    Strength    the kinds of worth, strongest first; a derivation holds for all sizes and all its steps were checked,
                where a step may rest on a named inequality of the textbooks
    STRENGTHS, ALL_SHAPES    all of them in that order, and those that hold for all shapes
    Evidence    a method's name, its strength, a sentence of detail, the finding, data where there are some, and the
                theorems and hypotheses of others that the finding rests on
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Strength(StrEnum):
    """What a piece of evidence is worth, strongest first."""

    COQ = "coq"
    CANONICAL_FORM = "canonical-form"
    DERIVATION = "derivation"
    CERTIFIED_INTERVAL = "certified-interval"
    EXACT_AT_SHAPES = "exact-at-shapes"
    HIGH_PRECISION = "high-precision"
    NONE = "none"


STRENGTHS: tuple[Strength, ...] = tuple(Strength)
ALL_SHAPES: frozenset[Strength] = frozenset({Strength.COQ, Strength.CANONICAL_FORM, Strength.DERIVATION})


class Finding(StrEnum):
    """What a piece of evidence says of a claim."""

    PROVES = "proves"  # for all shapes and all values
    AGREES = "agrees"  # both sides agreed wherever they were evaluated
    SILENT = "silent"  # nothing can be concluded
    DISAGREES = "disagrees"  # the sides differed in numbers, with no certificate
    UNFIT = "unfit"  # the witness of an existence does not do; another one may
    REFUTES = "refutes"  # a certified counterexample
    VACUOUS = "vacuous"  # nothing is known for which the claim means anything
    ILL_TYPED = "ill-typed"  # the shapes do not fit
    WAITS = "waits"  # no method exists yet
    CITED = "cited"  # a theorem or hypothesis of other authors
    CONVENTION = "convention"  # an agreement on names or notation


@dataclass(frozen=True)
class Evidence:
    """What one method found.

    >>> Evidence("identity-test", Strength.EXACT_AT_SHAPES, "3 shapes", Finding.AGREES).strength.value
    'exact-at-shapes'

    Raises ValueError for a text that is no strength, and for a proof that rests on numbers.
    """

    method: str
    strength: Strength
    detail: str
    finding: Finding = Finding.SILENT
    data: Mapping[str, Any] | None = None
    steps: tuple[Mapping[str, str], ...] = ()  # of a derivation: statement, reason, check
    rests_on: tuple[str, ...] = ()  # theorems and hypotheses of others, not judged

    def __post_init__(self) -> None:
        if self.strength not in STRENGTHS:
            raise ValueError(f"strength {self.strength!r}: expected one of {', '.join(STRENGTHS)}")
        if self.finding is Finding.PROVES and self.strength not in ALL_SHAPES:
            raise ValueError(f"{self.method}: evidence of strength {self.strength} cannot prove")

    def to_dict(self) -> dict[str, str]:
        """The three public fields, as they stand in a report."""
        return {"method": self.method, "strength": str(self.strength), "detail": self.detail}


def strongest(evidence: Iterable[Evidence], findings: Iterable[Finding] | None = None) -> Evidence | None:
    """The first piece of the greatest strength, among those with one of these findings (all, if none is given)."""
    wanted = None if findings is None else frozenset(findings)
    pieces = [piece for piece in evidence if wanted is None or piece.finding in wanted]
    return min(pieces, key=lambda piece: STRENGTHS.index(piece.strength), default=None)

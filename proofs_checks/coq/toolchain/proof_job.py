"""Attempts: a theorem that Coq is asked for about one claim, and what came of it.

Dictionary
    Proof               a file of Coq that states and proves a theorem in one way, and the limits of its run
    Attempt             a claim with its statement and proofs of Coq, or one line that says why there is none
    compiled            the attempt with what Coq's compiler says of it, kept by content
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from proofs_checks.ledger.model import LedgerClaim

from .assumptions import not_allowed, printed_axioms
from .compiler import Compiled, compile_text
from .limits import NO_LIMITS, Limits


@dataclass(frozen=True)
class Proof:
    """A file of Coq that proves the theorem in one way, and within which limits it is read."""

    text: str
    limits: Limits = NO_LIMITS


@dataclass(frozen=True)
class Attempt:
    """A theorem about a claim: `reason` says in one line why there is none; `accepted` only after compiling.

    The proofs are tried one after the other; once one is accepted, it is the only one.
    """

    claim: LedgerClaim
    theorem: str
    statement: str = ""
    proofs: tuple[Proof, ...] = ()
    reason: str = ""
    accepted: bool = False
    axioms: tuple[str, ...] = ()
    seconds: float = 0.0
    kept: bool = False

    @property
    def text(self) -> str:
        """The file of the first proof, empty if there is none."""
        return self.proofs[0].text if self.proofs else ""


def compiled(attempt: Attempt, why: Callable[[str], str], certificate: bool = False) -> Attempt:
    """The attempt with the compiler's answer; `why` reads off its output why there is no theorem.

    A theorem that rests on what nothing allows does not count; `certificate` allows the kernel's machine integers.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    if not attempt.proofs:
        return attempt
    refused: list[Compiled] = []
    for proof in attempt.proofs:
        answer = compile_text(attempt.theorem, proof.text, limits=proof.limits)
        if answer.accepted:
            return _accepted(replace(attempt, proofs=(proof,)), answer, refused, certificate)
        refused.append(answer)
    found = replace(attempt, seconds=_seconds(refused), kept=all(answer.kept for answer in refused))
    stopped = [answer.stopped for answer in refused if answer.stopped]
    reason = why(refused[-1].output)
    return replace(found, reason=f"{reason}; {stopped[-1]}" if stopped else reason)


def _accepted(attempt: Attempt, answer: Compiled, refused: list[Compiled], certificate: bool) -> Attempt:
    found = replace(attempt, seconds=_seconds([*refused, answer]), kept=answer.kept)
    axioms = printed_axioms(answer.output)
    if len(axioms) != 1:
        return replace(found, reason="what it rests on was not printed")
    if beyond := not_allowed(axioms[0], certificate):
        return replace(found, reason=f"rests on {', '.join(beyond)}, which nothing allows")
    return replace(found, accepted=True, axioms=axioms[0])


def _seconds(answers: list[Compiled]) -> float:
    return sum(answer.seconds for answer in answers)

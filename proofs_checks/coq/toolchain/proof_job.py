"""Attempts: a theorem that Coq is asked for about one claim, and what came of it.

Dictionary
    Attempt             a claim with its statement and file of Coq, or one line that says why there is none
    compiled            the attempt with what Coq's compiler says of it, kept by content
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from proofs_checks.ledger.model import LedgerClaim

from .assumptions import not_allowed, printed_axioms
from .compiler import compile_text


@dataclass(frozen=True)
class Attempt:
    """A theorem about a claim: `reason` says in one line why there is none; `accepted` only after compiling."""

    claim: LedgerClaim
    theorem: str
    statement: str = ""
    text: str = ""
    reason: str = ""
    accepted: bool = False
    axioms: tuple[str, ...] = ()
    seconds: float = 0.0
    kept: bool = False


def compiled(attempt: Attempt, why: Callable[[str], str], certificate: bool = False) -> Attempt:
    """The attempt with the compiler's answer; `why` reads off its output why there is no theorem.

    A theorem that rests on what nothing allows does not count; `certificate` allows the kernel's machine integers.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    if not attempt.text:
        return attempt
    answer = compile_text(attempt.theorem, attempt.text)
    found = replace(attempt, seconds=answer.seconds, kept=answer.kept)
    if not answer.accepted:
        return replace(found, reason=why(answer.output))
    axioms = printed_axioms(answer.output)
    if len(axioms) != 1:
        return replace(found, reason="what it rests on was not printed")
    if beyond := not_allowed(axioms[0], certificate):
        return replace(found, reason=f"rests on {', '.join(beyond)}, which nothing allows")
    return replace(found, accepted=True, axioms=axioms[0])

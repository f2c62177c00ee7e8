"""Certification: every theorem compiled, its axioms compared with what is allowed and recorded.

Dictionary
    Certified          one theorem: whether Coq accepted it, and what it rests on
    Certification      all of them, with the theories' times and what differs from the golden file
    certify_claims     compiles the theories and the sections of some claims
    Coverage           n of n: how many claims have a theorem
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..ledger import Ledger, LedgerClaim
from .generate import Certificate, by_section, is_algebraic, printed_axioms, proofs, section_text, wanted
from .golden import axioms_text, not_allowed, read_golden, theorems_of_theories
from .toolchain import PROCESSES, Compiled, compile_text, compile_theories


@dataclass(frozen=True)
class Certified:
    """One theorem: `claim` is None for a theorem of the theories; `problem` is what is wrong with it, if anything."""

    theorem: str
    axioms: tuple[str, ...]
    claim: LedgerClaim | None = None
    statement: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Coverage:
    """How many of the claims that should have a theorem have one, and the keys of those that have none."""

    have: int
    should: int
    missing: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.have} of {self.should}"


@dataclass(frozen=True)
class Certification:
    """What was compiled."""

    theories: dict[str, Compiled]
    certified: tuple[Certified, ...]
    seconds: float

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one line for each theorem."""
        return tuple(f"{found.theorem}: {found.problem}" for found in self.certified if found.problem)

    @property
    def axioms(self) -> dict[str, tuple[str, ...]]:
        """The axioms of each theorem."""
        return {found.theorem: found.axioms for found in self.certified}


def coverage(claims: Iterable[LedgerClaim]) -> Coverage:
    """How many of these claims have a theorem."""
    claims = tuple(claims)
    missing = tuple(claim.key for claim in claims if claim.key not in proofs())
    return Coverage(len(claims) - len(missing), len(claims), missing)


def coverages(ledger: Ledger) -> dict[str, Coverage]:
    """n of n: of the corrected algebraic claims, and of all true equalities of the ledger."""
    claims = wanted(ledger)
    algebraic = [claim for claim in claims if is_algebraic(claim, ledger)]
    return {"corrected algebraic claims": coverage(algebraic), "all true equalities": coverage(claims)}


def _problem(theorem: str, axioms: Sequence[str], recorded: dict[str, tuple[str, ...]]) -> str:
    if beyond := not_allowed(axioms):
        return f"rests on {', '.join(beyond)}, which nothing allows"
    if theorem not in recorded:
        return "its axioms are not recorded; run certify --record"
    if tuple(axioms) != recorded[theorem]:
        return f"rests on {', '.join(axioms) or 'nothing'}, recorded was {', '.join(recorded[theorem]) or 'nothing'}"
    return ""


def certify_claims(claims: Iterable[LedgerClaim], ledger: Ledger, with_theories: bool = True) -> Certification:
    """Compile the theories and the sections in which these claims stand.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    _, compiled = compile_theories()
    wanted_keys = {claim.key for claim in claims}
    sections = by_section(wanted(ledger), ledger)
    chosen = {
        section: certificates
        for section, certificates in sections.items()
        if any(certificate.claim.key in wanted_keys for certificate in certificates)
    }
    recorded = read_golden()
    texts = {f"section_{section}": section_text(certificates) for section, certificates in chosen.items()}
    if with_theories:
        texts["theories"] = axioms_text()
    with ThreadPoolExecutor(PROCESSES) as pool:
        answers = dict(zip(texts, pool.map(lambda name: compile_text(name, texts[name]), texts), strict=True))
    found: list[Certified] = []
    for section, certificates in chosen.items():
        found += _section(certificates, answers[f"section_{section}"], wanted_keys, recorded)
    if with_theories:
        found += _theories(answers["theories"], recorded)
    seconds = sum(answer.seconds for answer in [*compiled.values(), *answers.values()])
    return Certification(compiled, tuple(found), seconds)


def _section(
    certificates: Sequence[Certificate], answer: Compiled, keys: set[str], recorded: dict[str, tuple[str, ...]]
) -> list[Certified]:
    axioms = printed_axioms(answer.output)
    found = []
    for position, certificate in enumerate(certificates):
        if certificate.claim.key not in keys:
            continue
        theorem, claim = certificate.theorem, certificate.claim
        if position < len(axioms):
            problem = _problem(theorem, axioms[position], recorded)
            found.append(Certified(theorem, axioms[position], claim, certificate.statement, problem))
        else:
            reason = " ".join(answer.output.split())[-300:] if position == len(axioms) else "an earlier one failed"
            found.append(Certified(theorem, (), claim, certificate.statement, f"not accepted: {reason}"))
    return found


def _theories(answer: Compiled, recorded: dict[str, tuple[str, ...]]) -> list[Certified]:
    names = theorems_of_theories()
    axioms = printed_axioms(answer.output)
    if len(axioms) != len(names):
        return [Certified("theories", (), problem=f"not accepted: {' '.join(answer.output.split())[-300:]}")]
    return [
        Certified(name, printed, problem=_problem(name, printed, recorded))
        for name, printed in zip(names, axioms, strict=True)
    ]

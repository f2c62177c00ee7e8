"""Certification: every theorem compiled, its axioms compared with what is allowed and recorded.

Dictionary
    Certified          one theorem: whether Coq accepted it, and what it rests on
    Certification      all of them, with the theories' times and what differs from the golden file
    certify_claims     compiles the theories and the sections of some claims
    comparisons        files that compare constants of theorems with those of the error calculus and of the ledger
    kept_theorems      the theorems of claims that are certified already, without compiling
    Coverage           n of n: how many claims have a theorem
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from proofs_checks.ledger import Ledger, LedgerClaim

from ..certificates.polynomial_table import certify_table, entries
from ..certificates.rank import certify_ranks, rank_cells, statement_of_cell
from ..toolchain.audit import examined
from ..toolchain.compiler import PROCESSES, Compiled, compile_text, compile_theories, kept_result
from ..toolchain.expected_axioms import theorems_of_theories
from ..translation.generate import Certificate, axioms_text, by_section, is_algebraic, proofs, section_text, wanted
from .bounds import bounds_text
from .constants import CONSTANTS, constants_text
from .steps import steps_text


@dataclass(frozen=True)
class Certified:
    """One theorem: `claim` is None for theories and tables; `problem` is what is wrong with it, if anything."""

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
    differing: tuple[str, ...] = ()  # comparisons of constants that Coq does not accept

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one line for each theorem and each comparison."""
        theorems = (f"{found.theorem}: {found.problem}" for found in self.certified if found.problem)
        return (*theorems, *(f"{name}: not those of the theorems" for name in self.differing))

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


def certify_claims(
    claims: Iterable[LedgerClaim], ledger: Ledger, with_theories: bool = True, one_by_one: bool = False
) -> Certification:
    """Compile the theories and the sections in which these claims stand, and compare what the theorems rest on.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    _, theories = compile_theories()
    keys = {claim.key for claim in claims}
    sections = {
        section: certificates
        for section, certificates in by_section(wanted(ledger), ledger).items()
        if any(certificate.claim.key in keys for certificate in certificates)
    }
    seconds: list[float] = [answer.seconds for answer in theories.values()]

    def compiled(name: str, text: str) -> Compiled:
        answer = compile_text(name, text)
        seconds.append(answer.seconds)
        return answer

    def section(name: str) -> list[Certified]:
        return _section(sections[name], partial(compiled, f"section_{name}"), one_by_one)

    with ThreadPoolExecutor(PROCESSES) as pool:
        longest_first = sorted(sections, key=lambda name: -len(sections[name]))
        found = dict(zip(longest_first, pool.map(section, longest_first), strict=True))
    certified = [entry for name in sections for entry in found[name] if entry.claim and entry.claim.key in keys]
    differing: tuple[str, ...] = ()
    if with_theories:
        differing = tuple(
            name for name, text in comparisons(ledger).items() if not compiled("constants", text).accepted
        )
        examination = examined(theorems_of_theories(), axioms_text, partial(compiled, "theories"), False, one_by_one)
        certified += [Certified(name, entry.axioms, problem=entry.problem) for name, entry in examination.items()]
        certified += _tables(seconds, one_by_one)
    return Certification(theories, tuple(certified), sum(seconds), differing)


def comparisons(ledger: Ledger) -> dict[str, str]:
    """Files that compare constants with those of theorems: the error calculus's, chain by chain, and the ledger's."""
    of_calculus = {f"constants of the {name} chain": constants_text(name) for name in CONSTANTS}
    return {**of_calculus, "constants of the ledger": bounds_text(ledger), "constants of the steps": steps_text()}


def _section(
    certificates: Sequence[Certificate], compiled: Callable[[str], Compiled | None], one_by_one: bool = False
) -> list[Certified]:
    names = [certificate.theorem for certificate in certificates]
    found = examined(names, partial(section_text, certificates), compiled, False, one_by_one)
    return [
        Certified(
            entry.theorem, found[entry.theorem].axioms, entry.claim, entry.statement, found[entry.theorem].problem
        )
        for entry in certificates
        if entry.theorem in found
    ]


def _tables(seconds: list[float], one_by_one: bool) -> list[Certified]:
    """The default tables: polynomials with the error of the gradient, and ranks."""
    polynomials = certify_table(entries(), one_by_one)
    seconds += [found.answer.seconds for found in polynomials]
    certified = [
        Certified(
            found.entry.theorem,
            found.examined.axioms,
            statement=f"{found.entry.name}: {found.entry.certificate.statement}",
            problem=found.examined.problem,
        )
        for found in polynomials
    ]
    ranks, answer = certify_ranks(rank_cells(), one_by_one)
    seconds.append(answer.seconds)
    for cell in rank_cells():
        seen = ranks[cell.theorem]
        certified.append(Certified(cell.theorem, seen.axioms, None, statement_of_cell(cell), seen.problem))
    return certified


def kept_theorems(ledger: Ledger) -> dict[str, Certified]:
    """The theorems that are certified by what was compiled here before, by their claims' keys; nothing is compiled."""
    return {
        entry.claim.key: entry
        for certificates in by_section(wanted(ledger), ledger).values()
        for entry in _section(certificates, kept_result)
        if entry.claim and not entry.problem
    }

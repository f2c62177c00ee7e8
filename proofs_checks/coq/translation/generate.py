"""Generated files: the ledger's claims as lemmas of Coq, each with its proof, one file for each section.

Dictionary
    theorem_name(claim)     lemma_3_2_dA_corrected
    proofs()                how each claim is proved, from proofs.toml
    wanted(ledger)          the claims that should have a theorem: equalities, in a form that is true
    section_text(...)       the file of one section
    axioms_text(...)        the file that prints what the theorems of the theories rest on
    Certificate             one claim's theorem: its statement and its proof
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from proofs_checks.ledger import FOLDER, Ledger, LedgerClaim
from proofs_checks.ledger.recorded import FILE, verdicts_in

from ..errors import NotTranslatable
from ..toolchain.assumptions import allowed_axioms, grouped, printed_axioms, rests_text
from ..toolchain.compiler import theories
from ..toolchain.expected_axioms import read_golden
from .translate import statement_of

PROOFS = Path(__file__).parent / "proofs.toml"
ALGEBRAIC_SECTIONS = ("2", "3", "A", "C", "D", "E")
HEADER = """From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus softmax gradient_tactic matrix_ring
  adapters real_field.
Import GRing.Theory.
Local Open Scope ring_scope.
"""


@dataclass(frozen=True)
class Certificate:
    """A claim with its theorem."""

    claim: LedgerClaim
    theorem: str
    statement: str
    proof: str


def theorem_name(claim: LedgerClaim) -> str:
    """The name of a claim's theorem: its id with underscores, and its form."""
    return re.sub(r"\W", "_", f"{claim.id}_{claim.form}")


@cache
def proofs() -> Mapping[str, str]:
    """The proof of each claim that has one, by the claim's key."""
    table = tomllib.loads(PROOFS.read_text(encoding="utf-8"))
    found = dict.fromkeys(table["by_rules"], "claim_by_rules.")
    return {**found, **table.get("by_hand", {})}


@cache
def recorded_verdicts(path: Path = FOLDER / FILE) -> Mapping[str, str]:
    """The recorded verdict of each claim, by its key."""
    return verdicts_in(path)


def wanted(ledger: Ledger) -> tuple[LedgerClaim, ...]:
    """The equalities that are true as they stand or under their hypothesis: each should have a theorem."""
    verdicts = recorded_verdicts()
    return tuple(
        claim
        for claim in ledger.claims
        if claim.kind == "equal" and verdicts.get(claim.key) in ("proved", "conditional")
    )


def is_algebraic(claim: LedgerClaim, ledger: Ledger) -> bool:
    """Whether a claim stands in a section whose corrected claims must all have a theorem."""
    return claim.form == "corrected" and ledger.by_id[claim.item].section in ALGEBRAIC_SECTIONS


def certificate_of(claim: LedgerClaim) -> Certificate | None:
    """The theorem of a claim, None if it has no proof in Coq yet."""
    proof = proofs().get(claim.key)
    if proof is None:
        return None
    try:
        return Certificate(claim, theorem_name(claim), statement_of(claim), proof)
    except NotTranslatable:
        return None


def by_section(claims: Iterable[LedgerClaim], ledger: Ledger) -> dict[str, list[Certificate]]:
    """The theorems by the section of their item."""
    found: dict[str, list[Certificate]] = {}
    for claim in claims:
        certificate = certificate_of(claim)
        if certificate is not None:
            found.setdefault(ledger.by_id[claim.item].section, []).append(certificate)
    return found


def section_text(certificates: Sequence[Certificate], groups: Sequence[Sequence[str]] | None = None) -> str:
    """The file that states and proves these theorems, and prints what each group of them rests on.

    The groups are those of the golden file if none are given.
    """
    parts = [HEADER]
    for certificate in certificates:
        parts.append(f"Lemma {certificate.theorem} :\n{certificate.statement}.\nProof. {certificate.proof} Qed.\n")
    chosen = groups_of(certificates) if groups is None else groups
    return "\n".join([*parts, rests_text(chosen)])


def groups_of(certificates: Iterable[Certificate]) -> list[tuple[str, ...]]:
    """The theorems of these certificates in the groups of the golden file."""
    return grouped((certificate.theorem for certificate in certificates), read_golden())


def axioms_text(groups: Sequence[Sequence[str]]) -> str:
    """A file that prints what groups of theorems of the theories rest on."""
    return f"{HEADER}From lora Require Import {' '.join(theories())}.\n{rests_text(groups)}"


__all__ = [
    "HEADER",
    "Certificate",
    "allowed_axioms",
    "axioms_text",
    "by_section",
    "certificate_of",
    "groups_of",
    "is_algebraic",
    "printed_axioms",
    "proofs",
    "recorded_verdicts",
    "section_text",
    "theorem_name",
    "wanted",
]

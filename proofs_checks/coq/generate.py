"""Generated files: the ledger's claims as lemmas of Coq, each with its proof, one file for each section.

Dictionary
    theorem_name(claim)     lemma_3_2_dA_corrected
    proofs()                how each claim is proved, from proofs.toml
    wanted(ledger)          the claims that should have a theorem: equalities, in a form that is true
    section_text(...)       the file of one section
    Certificate             one claim's theorem: its statement, its proof, and what it rests on
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..ledger import FOLDER, Ledger, LedgerClaim
from .errors import NotTranslatable
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
    """A claim with its theorem; `axioms` are those that Coq printed."""

    claim: LedgerClaim
    theorem: str
    statement: str
    proof: str
    axioms: tuple[str, ...] = ()


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
def recorded_verdicts(path: Path = FOLDER / "record.json") -> Mapping[str, str]:
    """The recorded verdict of each claim, by its key."""
    record = json.loads(path.read_text(encoding="utf-8"))["claims"]
    return {key: entry["verdict"] for key, entry in record.items()}


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


def section_text(certificates: Sequence[Certificate]) -> str:
    """The file that states and proves these theorems, and prints what each rests on."""
    parts = [HEADER]
    for certificate in certificates:
        parts.append(
            f"Lemma {certificate.theorem} :\n{certificate.statement}.\n"
            f"Proof. {certificate.proof} Qed.\nPrint Assumptions {certificate.theorem}.\n"
        )
    return "\n".join(parts)


def printed_axioms(output: str) -> list[tuple[str, ...]]:
    """The axioms of each theorem, in the order in which they were printed.

    >>> printed_axioms("Closed under the global context\\nAxioms:\\nclassic : forall P : Prop, P\\n  \\\\/ ~ P\\n")
    [(), ('classic',)]
    """
    found: list[list[str]] = []
    for line in output.splitlines():
        if line.startswith(("Closed under", "Axioms:")):
            found.append([])
        elif found and (match := re.match(r"([\w.']+)\s*(:|$)", line)):
            found[-1].append(match.group(1))
    return [tuple(sorted(names)) for names in found]


@cache
def allowed_axioms() -> Mapping[str, str]:
    """What a theorem may rest on, and why."""
    table = tomllib.loads((PROOFS.parent / "axioms.toml").read_text(encoding="utf-8"))
    return dict(table["allowed"])

"""Theorems of Coq for the pages: name, statement, proof and axioms of each claim that its kernel accepted.

Dictionary
    theorems            what pages show of Coq, by the keys of claims: theorems, negations of false claims, bounds, and
                        the steps of arguments
    corrected_in_coq    how many corrected equalities there are, and how many of them have a theorem
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proofs_checks.coq.certification.bounds import bounds_in_coq, bounds_text, printed
from proofs_checks.coq.certification.steps import steps_in_coq, steps_text
from proofs_checks.coq.refutation.refutations import refutations
from proofs_checks.coq.toolchain.assumptions import reason_of
from proofs_checks.coq.toolchain.compiler import kept_result
from proofs_checks.coq.toolchain.expected_axioms import read_golden
from proofs_checks.coq.translation.generate import by_section, printed_axioms, section_text, wanted
from proofs_checks.ledger.model import Ledger
from proofs_checks.verdict.verdict import Verdict

from ..json_report import by_key


def theorems(ledger: Ledger, report: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What pages show of Coq, by the keys of the claims that the report counts as checked by it, or as refuted.

    Theorems are kept for the ledger that is meant where none is named; claims of others may have the same keys.
    """
    if ledger.option:
        return {}
    claims = by_key(report["claims"])
    checked = {key for key, claim in claims.items() if any(piece["strength"] == "coq" for piece in claim["evidence"])}
    found = (
        _bounds(ledger)
        | _steps(ledger)
        | _negations(ledger, [key for key, claim in claims.items() if claim["verdict"] == "refuted"])
    )
    if not checked:
        return found
    recorded = read_golden()
    for certificates in by_section(wanted(ledger), ledger).values():
        answer = kept_result(section_text(certificates))
        if answer is None or not answer.accepted:
            continue
        for certificate in certificates:
            if certificate.claim.key in checked:
                found[certificate.claim.key] = {
                    "name": certificate.theorem,
                    "kind": "theorem",
                    "statement": certificate.statement,
                    "proof": certificate.proof,
                    "axioms": _with_reasons(recorded.get(certificate.theorem, ())),
                    "command": f"lora-symbolic certify {certificate.claim.id}",
                }
    return found


def _bounds(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Theorems of the theories for bounds of the ledger, where Coq accepted that the constants are the same."""
    answer = kept_result(bounds_text(ledger))
    if answer is None or not answer.accepted:
        return {}
    recorded, statements = read_golden(), printed(answer.output)
    return {
        bound.claim.key: {
            "name": bound.theorem,
            "kind": "bound",
            "statement": statements[bound.theorem],
            "proof": "",
            "axioms": _with_reasons(recorded.get(bound.theorem, ())),
            "command": "lora-symbolic certify",
        }
        for bound in bounds_in_coq(ledger)
        if bound.theorem in statements
    }


def _steps(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Theorems that state the steps of an argument, where Coq found the argument's constants in them."""
    answer = kept_result(steps_text())
    if answer is None or not answer.accepted:
        return {}
    recorded, statements = read_golden(), printed(answer.output)
    return {
        steps.claim.key: {
            "name": ", ".join(steps.theorems),
            "kind": "steps",
            "statement": "\n\n".join(f"{name}:\n{statements[name]}" for name in steps.theorems),
            "proof": "",
            "axioms": _with_reasons(sorted({axiom for name in steps.theorems for axiom in recorded.get(name, ())})),
            "command": "lora-symbolic certify",
        }
        for steps in steps_in_coq(ledger)
        if set(steps.theorems) <= set(statements)
    }


def _negations(ledger: Ledger, keys: list[str]) -> dict[str, dict[str, Any]]:
    found = {}
    for refutation in refutations(ledger, keys):
        answer = kept_result(refutation.text) if refutation.text else None
        if answer is None or not answer.accepted:
            continue
        axioms = printed_axioms(answer.output)
        found[refutation.claim.key] = {
            "name": refutation.theorem,
            "kind": "negation",
            "statement": refutation.statement,
            "proof": refutation.text.split("Proof.\n", 1)[1].split("\nQed.", 1)[0],
            "axioms": _with_reasons(axioms[0] if axioms else ()),
            "command": f"python -m proofs_checks.coq.refutation {refutation.claim.id}",
        }
    return found


def _with_reasons(axioms: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": axiom, "reason": reason_of(axiom)} for axiom in axioms]


def corrected_in_coq(ledger: Ledger, report: Mapping[str, Any]) -> dict[str, int]:
    """The corrected equalities that hold, and those among them that the report counts as checked by Coq."""
    equalities = {claim.key for claim in ledger.claims if claim.kind == "equal" and claim.form == "corrected"}
    hold = [
        claim
        for key, claim in by_key(report["claims"]).items()
        if key in equalities and claim["verdict"] in (Verdict.PROVED, Verdict.CONDITIONAL)
    ]
    checked = [claim for claim in hold if any(piece["strength"] == "coq" for piece in claim["evidence"])]
    return {"corrected_equalities": len(hold), "corrected_equalities_in_coq": len(checked)}

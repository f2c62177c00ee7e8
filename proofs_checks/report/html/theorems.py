"""Theorems of Coq for the pages: name, statement, proof and axioms of each claim that its kernel accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...coq.generate import by_section, printed_axioms, section_text, wanted
from ...coq.toolchain import kept_result
from ...ledger.model import Ledger


def theorems(ledger: Ledger, report: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What pages show of Coq, by the keys of the claims that the report counts as checked by it."""
    checked = {
        f"{claim['id']}|{claim['form']}"
        for claim in report["claims"]
        if any(piece["strength"] == "coq" for piece in claim["evidence"])
    }
    if not checked:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for certificates in by_section(wanted(ledger), ledger).values():
        answer = kept_result(section_text(certificates))
        axioms = printed_axioms(answer.output) if answer is not None else []
        for certificate, printed in zip(certificates, axioms, strict=False):
            if certificate.claim.key in checked:
                found[certificate.claim.key] = {
                    "name": certificate.theorem,
                    "statement": certificate.statement,
                    "proof": certificate.proof,
                    "axioms": list(printed),
                }
    return found

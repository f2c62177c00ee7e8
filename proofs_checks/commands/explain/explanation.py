"""What there is to say of an item of the ledger, gathered, and then as JSON, as lines, or to be pasted."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proofs_checks.coq.certification.steps import steps_by_claim
from proofs_checks.judging.derivations import derivations_of
from proofs_checks.judging.parallel import cores
from proofs_checks.judging.results import Result, close_over
from proofs_checks.judging.runner import Plan, judge_claims
from proofs_checks.ledger import Item, Ledger, LedgerClaim
from proofs_checks.ledger.elsewhere import judged_elsewhere
from proofs_checks.ledger.equality import seed_of
from proofs_checks.ledger.model import used_definitions
from proofs_checks.publishing.explanation import explanation_lines
from proofs_checks.publishing.json_report import claim_entry
from proofs_checks.verdict.evidence import Finding

from ..shared.names import unknown_id
from ..shared.streams import console


@dataclass(frozen=True)
class Explanation:
    """All that there is to say of an item, or of one of its claims."""

    item: Item
    claims: tuple[LedgerClaim, ...]
    results: tuple[Result, ...]
    used_by: tuple[str, ...]


def explanation_of(ident: str, ledger: Ledger, recorded: Mapping[str, str]) -> Explanation:
    """Judge what an id names and gather what belongs to it.

    Raises BadInput, with the nearest ids, for an id that is not in the ledger.
    """
    claims = ledger.select(ident)
    item = ledger.by_id.get(claims[0].item if claims else ident)
    if item is None:
        raise unknown_id(ident, ledger)
    results = judge_claims(claims, cores(), Plan())
    used_by = tuple(other.id for other in ledger.items if item.id in other.uses)
    return Explanation(item, claims, close_over(results, ledger, recorded), used_by)


def explanation_data(found: Explanation) -> dict[str, Any]:
    """An explanation as JSON data."""
    item = found.item
    steps = {} if item.option else steps_by_claim()
    return {
        "schema": 1,
        "id": item.id,
        "title": item.title,
        "section": item.section,
        "page": item.page,
        "place": item.place,
        "locator": item.locator,
        "printed": item.printed,
        "reading": item.note.strip(),
        "uses": list(item.uses),
        "used_by": list(found.used_by),
        "claims": [
            {
                **claim_entry(result, in_ledger=True),
                "definitions": dict(_definitions(claim)),
                "hypothesis": claim.hypothesis,
                "slip": claim.slip,
                "slip_says": claim.slip_says,
                "reading": claim.reading,
                "judged_in": judged_elsewhere(claim.judged_in),
                "mutants": dict(claim.mutants),
                "derivations": _derivations(claim, result),
                "argument": _argument(result),
                "steps_in_coq": list(steps.get(claim.key, ())),
                "reproduce": f"lora-symbolic verify {claim.id}{item.option}",
                "seed": seed_of(claim),
            }
            for claim, result in zip(found.claims, found.results, strict=True)
        ],
    }


def _definitions(claim: LedgerClaim) -> Sequence[tuple[str, str]]:
    """The definitions that the claim's terms use, as texts in each other's names, in the order of the file.

    One with indices stands as it is written, under its heading: `f[i]`.
    """
    from lora_symbolic.language.writing import to_text

    names, written = claim.shown_names, claim.families.texts
    return [
        written[name] if name in written else (name, to_text(term, names, expand=True))
        for name, term in used_definitions(claim).items()
    ]


def _derivations(claim: LedgerClaim, result: Result) -> list[dict[str, Any]]:
    proved = any(piece.finding is Finding.PROVES for piece in result.evidence)
    return derivations_of(claim) if proved else []


def fragment(found: Explanation, markdown: bool) -> str:
    """An explanation as LaTeX or Markdown, to be pasted."""
    from proofs_checks.publishing.document.fragments import explained

    entries = {
        claim.key: {**claim_entry(result, in_ledger=True), "argument": _argument(result)}
        for claim, result in zip(found.claims, found.results, strict=True)
    }
    return explained(found.item, found.claims, entries, found.used_by, markdown)


def pasted(found: Explanation, markdown: bool) -> None:
    """Print an explanation that is to be pasted."""
    sys.stdout.write(fragment(found, markdown))


def show(data: Mapping[str, Any]) -> None:
    """Print an explanation."""
    out = console()
    for line in explanation_lines(data):
        out.print(line, markup=False, style="bold" if line and not line.startswith(" ") else None, soft_wrap=True)


def _argument(result: Result) -> list[dict[str, str]]:
    return [dict(step) for piece in result.evidence for step in piece.steps]

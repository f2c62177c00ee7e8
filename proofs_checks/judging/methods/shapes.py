"""Shapes: whether a claim's expressions exist and have the shapes it states, for all sizes."""

from __future__ import annotations

from lora_symbolic.language import has_shape, size
from lora_symbolic.language.operations import shape_text
from proofs_checks.ledger.equality import is_equality
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .method import Effort, Method


def _ill_typed(detail: str) -> Evidence:
    return Evidence("shapes", Strength.CANONICAL_FORM, detail, Finding.ILL_TYPED)


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A proof of a shape claim, the two shapes that do not fit, or the common shape of an equality's sides."""
    if claim.problem is not None:
        return _ill_typed(claim.problem)
    if claim.lhs is None:
        raise ValueError(f"{claim.id}: neither a term nor a shape error")
    if claim.kind == "shape":
        expression, rows, cols = claim.texts
        if has_shape(claim.lhs, size(rows), size(cols)):
            detail = f"{expression} is {shape_text(claim.lhs)} for all sizes"
            return Evidence("shapes", Strength.CANONICAL_FORM, detail, Finding.PROVES)
        return _ill_typed(f"{expression} is {shape_text(claim.lhs)}; the claim says {rows} x {cols}")
    if is_equality(claim):
        return Evidence("shapes", Strength.NONE, f"both sides are {shape_text(claim.lhs)}", Finding.SILENT)
    right = "missing" if claim.rhs is None else shape_text(claim.rhs)
    return _ill_typed(f"the left side is {shape_text(claim.lhs)}, the right side is {right}")


METHOD = Method(
    name="shapes",
    summary="compares shapes as polynomials in the sizes",
    applies=lambda claim: claim.kind == "shape" or (claim.kind == "equal" and not is_equality(claim)),
    gather=gather,
)

"""The words of a cost: what is counted of which terms, evaluated in which order.

Dictionary
    cost_said   what is counted, as one phrase
    cost_data   the fields of the claim as texts
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...term import Term
from .cost import Cost

NOUNS: Mapping[str, str] = {
    "multiplications": "multiplications",
    "additions": "additions",
    "operations": "arithmetic operations, changes of sign, and words read and written",
    "memory": "entries of all intermediate matrices and results",
}
ONE: Mapping[str, str] = {"given": "as it is bracketed", "cheapest": "in the cheapest order"}
SEVERAL: Mapping[str, str] = {"given": "together, as they are bracketed", "cheapest": "together, in the cheapest order"}


def cost_said(claim: Cost, written: Callable[[Term], str], word: Callable[[str], str] = str) -> str:
    """The phrase for what is counted; `written` are terms, `word` what stands between them.

    >>> from lora_symbolic.language import matrix, to_text
    >>> cost_said(Cost((matrix("A", "m", "n") @ matrix("B", "n", 1),), ("A @ B",), ()), to_text)
    'multiplications of A @ B, as it is bracketed'
    """
    head = word(f"{NOUNS[claim.counts]} of ") + word(" and ").join(map(written, claim.terms))
    tail = ", " + (ONE if len(claim.terms) == 1 else SEVERAL)[claim.order]
    if claim.times is not None:
        tail += f", made {claim.times} times"
    if claim.features is None:
        return head + word(tail)
    (left, right), rows = claim.features.matrices, [written(term) for term in claim.features.rows]
    tail += f", with {left.name} and {right.name} made of {left.cols} monomials of the rows of "
    return head + word(tail) + rows[0] + word(" and, with weights, of ") + rows[1]


def cost_data(claim: Cost, written: Callable[[Term], str]) -> dict[str, Any]:
    """The fields of the claim; a single term and a single number stand alone, as they always did."""
    data: dict[str, Any] = {"order": claim.order, "counts": claim.counts}
    if claim.bounds:
        data |= {"relation": claim.bounds[-1].relation, "bound": str(claim.bounds[-1].number)}
    terms = [written(term) for term in claim.terms]
    data |= {"term": terms[0]} if len(terms) == 1 else {"terms": terms}
    if len(claim.bounds) == 2:
        data["at_least"] = [claim.bounds[0].relation, str(claim.bounds[0].number)]
    if claim.times is not None:
        data["times"] = str(claim.times)
    if claim.features is not None:
        pairs = zip(claim.features.matrices, claim.features.rows, strict=True)
        data["features"] = {matrix.name: written(rows) for matrix, rows in pairs}
    return data

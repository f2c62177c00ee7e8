"""Counts: how many calls a reduction makes, how large instances are, and what it takes to write and to read them.

Dictionary
    counts_of       the number of calls; the entries of the largest instance, one for each call; the multiplications of
                    all instances and of the answer, as they are bracketed
    bits_of         after how many binary digits the entries of a term end, given those of variables
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from lora_symbolic.language.families import Families
from lora_symbolic.language.size import in_sympy, product
from lora_symbolic.language.statement.kinds.reduction import Reduces
from lora_symbolic.language.term import Term, subterms

from ..cost.count import FREE_OPERATIONS, Structure, cost_of_node, structure

ZERO = sympy.Integer(0)
PRODUCTS = frozenset({"matmul", "hadamard", "kron", "rowkron", "scale"})


def counts_of(claim: Reduces) -> Mapping[str, sympy.Expr]:
    """The counts by their names.

    Raises CostError where an operation cannot be counted.
    """
    calls = sum((in_sympy(call.count) for call in claim.calls), ZERO)
    sizes = [
        sum((in_sympy(product(*one.shape).at(call.sizes)) for one in claim.called.inputs.values()), ZERO)
        for call in claim.calls
    ]
    work = [in_sympy(call.count) * _multiplications(tuple(call.at.values()), claim.families) for call in claim.calls]
    answer = _multiplications(tuple(claim.answer.values()), claim.families)
    return {
        "calls": sympy.expand(calls),
        "entries": sympy.Max(*map(sympy.expand, sizes)),
        "multiplications": sympy.expand(sum(work, ZERO) + answer),
    }


def _multiplications(terms: tuple[Term, ...], families: Families) -> sympy.Expr:
    """The multiplications of terms; the body of a sum over an index is counted once for each value of the index."""
    total = ZERO
    for node in subterms(*terms, below=lambda one: () if one in families.totals else one.args):
        if node in families.totals:
            body, count = families.totals[node]
            total += in_sympy(count) * _multiplications((body,), families)
        elif not (node.op == "matmul" and any(map(_picks, node.args))):
            total += cost_of_node(node).multiplications
    return sympy.expand(total)


def _picks(term: Term) -> bool:
    """Whether a matrix is made of blocks of 0 and 1, so that a product with it picks entries."""
    return term.op == "block" and all(structure(one) is Structure.LITERAL for one in term.args)


def bits_of(term: Term, given: Mapping[Term, sympy.Expr]) -> sympy.Expr | None:
    """The number of binary digits behind the point; None where no rule says one.

    >>> from lora_symbolic.language import matrix
    >>> X, b = matrix("X", "m", "n"), sympy.Symbol("b", positive=True)
    >>> bits_of(3 * X @ X.T / 2, {X: b})
    2*b + 1
    """
    found: dict[Term, sympy.Expr | None] = {}
    for node in subterms(term):
        parts = [found[child] for child in node.args]
        known = [one for one in parts if one is not None]
        if node in given:
            found[node] = given[node]
        elif not node.args and structure(node) is Structure.LITERAL:
            found[node] = ZERO
        elif node.op in ("number", "size"):
            found[node] = _bits_of_number(node)
        elif len(known) < len(parts) or not parts:
            found[node] = None
        elif node.op in FREE_OPERATIONS:
            found[node] = sympy.Max(*known)
        else:
            found[node] = sympy.expand(sum(known, ZERO)) if node.op in PRODUCTS else None
    return found[term]


def _bits_of_number(node: Term) -> sympy.Expr | None:
    (value,) = node.data
    if node.op == "size":
        return ZERO if in_sympy(value).is_polynomial() and in_sympy(value).is_integer else None  # type: ignore[arg-type]
    below = value.denominator  # type: ignore[attr-defined]
    return sympy.Integer(below.bit_length() - 1) if below & (below - 1) == 0 else None

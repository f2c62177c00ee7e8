"""Constants: what stands in both sides and changes with no variable in which a derivative is taken.

Dictionary
    constants(l, r)   the largest functions of this kind in two terms; none where they have no derivative

What holds for every matrix in their place holds for them, so they need not be expanded.
"""

from __future__ import annotations

from lora_symbolic.language.registry import DERIVATIVES, ENTRYWISE
from lora_symbolic.language.term import Term, subterms

from ..index_form.structure import STRUCTURED

FUNCTIONS = frozenset({"softmax", "apply", "inverse", "det", *ENTRYWISE})


def constants(left: Term, right: Term) -> frozenset[Term]:
    """The functions in both sides that no derivative sees, but for those inside others of them.

    >>> from lora_symbolic.language import exp, grad, matrix, sum_entries
    >>> X, Y = matrix("X", "n", "n"), matrix("Y", "n", "n")
    >>> constants(grad(sum_entries(exp(exp(Y)) @ exp(X)), X), exp(exp(Y)).T @ exp(X))
    frozenset({<exp(exp(Y)) : n x n>})
    """
    operations = left.operations | right.operations
    if operations.isdisjoint(DERIVATIVES) or operations.isdisjoint(FUNCTIONS) or not operations.isdisjoint(STRUCTURED):
        return frozenset()
    first, second = list(subterms(left)), list(subterms(right))
    moving = {node.args[1] for node in (*first, *second) if node.op in DERIVATIVES}
    for node in first:
        if not moving.isdisjoint(node.args):
            moving.add(node)
    shared = {node for node in first if node.op in FUNCTIONS and node not in moving}.intersection(second)
    inside = set(subterms(*(child for node in shared for child in node.args))) if len(shared) > 1 else set()
    return frozenset(shared - inside)

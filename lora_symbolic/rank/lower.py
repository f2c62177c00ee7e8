"""Lower bounds on largest ranks: one instance for all sizes, with ones on the diagonals and zeros elsewhere.

A matrix with ones on its diagonal and zeros elsewhere stays one when it is transposed, and a product of two has as many
ones as the smallest side of both. A Kronecker product has the product of the ranks.

Dictionary
    rank_at_diagonals(term)     the rank where every matrix is such a one; None for operations of which nothing is said
    diagonal_matrices           the instance at given sizes
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from lora_symbolic.evaluation.sizes import shape_at
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term, subterms, variables

REASON = (
    "every matrix has ones on its diagonal and zeros elsewhere; so have products, and the smallest side counts them"
)
DIAGONAL = frozenset({"var", "eye", "matmul", "transpose", "negate"})


def rank_at_diagonals(term: Term) -> sympy.Expr | None:
    """The rank of a term where every matrix in it has ones on its diagonal and zeros elsewhere.

    >>> from lora_symbolic.language import kron, matrix
    >>> X, Y = matrix("X", "n", "d"), matrix("Y", "p", "q")
    >>> rank_at_diagonals(X @ X.T), rank_at_diagonals(X @ X.T + X @ X.T)
    (Min(d, n), None)
    >>> rank_at_diagonals(kron(X, Y))
    Min(d*p, d*q, n*p, n*q)
    """
    if any(set(sides(one)) == {sympy.Integer(1)} for one in variables(term)):  # a number may have a range without 1
        return None
    if term.op == "kron":
        ranks = [rank_at_diagonals(factor) for factor in term.args]
        if ranks[0] is None or ranks[1] is None:
            return None
        return sympy.Min(*(sympy.expand(a * b) for a in _members(ranks[0]) for b in _members(ranks[1])))
    if term.op in ("transpose", "negate"):
        return rank_at_diagonals(term.args[0])
    nodes = list(subterms(term))
    if any(node.op not in DIAGONAL for node in nodes):
        return None
    return sympy.Min(*(side for node in nodes for side in sides(node)))


def diagonal_matrices(term: Term, sizes: Mapping[str, int]) -> dict[str, list[list[int]]]:
    """The instance at given sizes."""
    shapes = {one.name: shape_at(one, sizes) for one in variables(term)}
    return {name: [[int(i == j) for j in range(n)] for i in range(m)] for name, (m, n) in shapes.items()}


def _members(rank: sympy.Expr) -> tuple[sympy.Expr, ...]:
    return rank.args if isinstance(rank, sympy.Min) else (rank,)

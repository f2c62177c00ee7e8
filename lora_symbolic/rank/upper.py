"""Upper bounds on ranks by rule, for all sizes and all entries.

Dictionary
    rank_bound_of(term)    the least of the bounds that the rules give, with the rule behind each
    Reached                the bound as an expression in the sizes, and the steps
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term, subterms
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.language.writing import to_text

ONE: sympy.Expr = sympy.Integer(1)
RULES = {
    "matmul": "a product has at most the rank of each factor",
    "hadamard": "an entrywise product lies in the Kronecker product of its factors, so ranks multiply",
    "kron": "ranks of Kronecker products multiply",
    "rowkron": "rows of the Kronecker product",
    "colkron": "columns of the Kronecker product",
    "add": "ranks of summands add up",
    "subtract": "ranks of summands add up",
}
KEPT = frozenset({"transpose", "negate"})
PRODUCTS = frozenset({"hadamard", "kron", "rowkron", "colkron"})


@dataclass(frozen=True)
class Reached(NeitherTrueNorFalse):
    """A bound on a rank and the steps that led there: statement, reason."""

    bound: sympy.Expr
    steps: tuple[tuple[str, str], ...]


def rank_bound_of(term: Term) -> Reached:
    """The bound that the rules reach.

    >>> from lora_symbolic.language import matrix
    >>> U, V = matrix("U", "m", "k"), matrix("V", "n", "k")
    >>> rank_bound_of(U @ V.T).bound
    Min(k, m, n)
    """
    bounds: dict[Term, sympy.Expr] = {}
    steps: list[tuple[str, str]] = []
    for node in subterms(term):
        shape = sympy.Min(*sides(node))
        by_rule = _by_rule(node, [bounds[child] for child in node.args])
        bounds[node] = shape if by_rule is None else sympy.Min(shape, by_rule)
        if by_rule is not None and node.op in RULES:
            steps.append((f"rank({to_text(node, limit=60)}) <= {bounds[node]}", RULES[node.op]))
    if not steps:
        steps.append((f"rank({to_text(term, limit=60)}) <= {bounds[term]}", "a rank is at most either side"))
    return Reached(bounds[term], tuple(steps))


def _by_rule(node: Term, ranks: list[sympy.Expr]) -> sympy.Expr | None:
    if node.op == "zeros":
        return sympy.Integer(0)
    if node.op == "ones" or node.is_scalar:
        return ONE
    if node.op in KEPT:
        return ranks[0]
    if node.op == "scale":
        return ranks[1]
    if node.op == "matmul":
        return sympy.Min(*ranks)
    if node.op in PRODUCTS:
        return _product(ranks[0], ranks[1])
    if node.op in ("add", "subtract"):
        return _sum(ranks[0], ranks[1])
    return None


def _each(rank: sympy.Expr) -> tuple[sympy.Expr, ...]:
    return rank.args if isinstance(rank, sympy.Min) else (rank,)


def _product(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    return sympy.Min(*(sympy.expand(a * b) for a in _each(left) for b in _each(right)))


def _sum(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    return sympy.Min(*(sympy.expand(a + b) for a in _each(left) for b in _each(right)))

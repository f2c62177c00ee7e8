"""Every operation of evaluating terms on a machine with words: arithmetic and the movement of data.

An addition or a multiplication reads two words and writes one; a reciprocal, a change of sign and a copy read one and
write one. A transpose, a diagonal and a reshaping move nothing, since they are read in another order; a product with a
permutation is written, entry by entry. A number is one word of O(log L) bits; each result is rounded to it, which is
part of the operation.

Dictionary
    Operations      multiplications, additions, reciprocals, copies; reads and writes; their total
    operations_of   those of evaluating terms together, every distinct subterm once
    additions_of    the additions of one operation, once its arguments are there
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from lora_symbolic.language import Term, subterms
from lora_symbolic.language.size import in_sympy
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.truth import NeitherTrueNorFalse

from .count import DENSE, DIAGONAL, LITERAL, ONE, ZERO, cost_of, entries_of, structure

_SUMMED = ("ones", "lower")  # literal matrices whose product with another one is a sum of its entries


@dataclass(frozen=True)
class Operations(NeitherTrueNorFalse):
    """Polynomials in the sizes; `copies` are entries copied into a block or permuted, or that change their sign.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "k")
    >>> found = operations_of(A @ B)
    >>> found.multiplications, found.additions, found.moves
    (k*m*n, k*m*n - k*m, 6*k*m*n - 3*k*m)
    """

    multiplications: sympy.Expr
    additions: sympy.Expr
    reciprocals: sympy.Expr
    copies: sympy.Expr

    @property
    def moves(self) -> sympy.Expr:
        """Words read and written."""
        binary = self.multiplications + self.additions
        return sympy.expand(3 * binary + 2 * (self.reciprocals + self.copies))

    @property
    def total(self) -> sympy.Expr:
        """Arithmetic, changes of sign and words moved."""
        return sympy.expand(self.multiplications + self.additions + self.reciprocals + self.copies + self.moves)


def operations_of(*terms: Term, more: sympy.Expr = ZERO) -> Operations:
    """The operations of evaluating terms; `more` are multiplications outside the term language.

    Raises CostError where an operation cannot be counted.
    """
    cost = cost_of(*terms)
    nodes = list(subterms(*terms))
    return Operations(
        sympy.expand(cost.multiplications + more),
        sympy.expand(sum((additions_of(node) for node in nodes), ZERO)),
        cost.reciprocals,
        sympy.expand(sum((entries_of(node) for node in nodes if _is_copied(node)), ZERO)),
    )


def _is_copied(node: Term) -> bool:
    """Whether each entry is one of an argument, or its negative, written to another place."""
    permuted = node.op == "matmul" and any(factor.op == "commutation" for factor in _bare(*node.args))
    return permuted or node.op in ("block", "negate")


def additions_of(node: Term) -> sympy.Expr:
    """The additions of one operation.

    >>> from lora_symbolic.language import matrix, rowsum
    >>> additions_of(rowsum(matrix("A", "m", "n")))
    m*(n - 1)
    """
    rows, cols = sides(node)
    if node.op == "matmul":
        left, right = node.args
        summed = any(arg.op in _SUMMED for arg in _bare(left, right))
        if {structure(left), structure(right)} == {DENSE} or summed:
            return rows * (in_sympy(left.cols) - ONE) * cols
        return ZERO
    if node.op in ("add", "subtract"):
        return rows if structure(node) is DIAGONAL else entries_of(node)
    if node.op == "softmax":
        return rows * (cols - ONE)
    if node.op == "rowsum":
        return rows * (in_sympy(node.args[0].cols) - ONE)
    if node.op == "colsum":
        return cols * (in_sympy(node.args[0].rows) - ONE)
    if node.op == "sum":
        return entries_of(node.args[0]) - ONE
    return in_sympy(node.args[0].rows) - ONE if node.op == "trace" else ZERO


def _bare(*terms: Term) -> tuple[Term, ...]:
    """Literal factors without their transposes."""
    found = (term.args[0] if term.op == "transpose" else term for term in terms)
    return tuple(term for term in found if structure(term) is LITERAL)

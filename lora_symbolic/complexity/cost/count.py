"""The cost of a term as it is bracketed: how many multiplications evaluate it, exactly, as polynomials in the sizes.

A product a x b by b x c counts as T_mat(a, b, c), which is a b c for the textbook algorithm.
Equal subterms are computed once. What is known to be 0 or 1 costs nothing: identities, matrices of ones, permutations;
a diagonal matrix costs one multiplication for each entry that it scales.
Exponentials and reciprocals are counted apart, additions and comparisons with 0 not at all.

Dictionary
    T_mat           the symbol of Definition F.1
    symmetric       T_mat(a, b, c) with its sizes in one order: up to a constant they may be permuted
    Structure       dense, diagonal, or literal (every entry is known to be 0 or 1)
    Cost            products, entrywise multiplications, exponentials, reciprocals, intermediate sizes
    cost_of         the cost of one or several terms
    cost_of_node    what one operation adds, once its arguments are there
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import sympy

from lora_symbolic.language import LanguageError, Term, subterms
from lora_symbolic.language.size import in_sympy, product
from lora_symbolic.language.truth import NeitherTrueNorFalse

T_mat = sympy.Function("T_mat")
ZERO: sympy.Expr = sympy.Integer(0)
ONE: sympy.Expr = sympy.Integer(1)
Shape3 = tuple[sympy.Expr, sympy.Expr, sympy.Expr]


class CostError(LanguageError):
    """A term whose operations cannot be counted."""


class Structure(StrEnum):
    """What is known of a matrix's entries before any number is."""

    DENSE = "dense"
    DIAGONAL = "diagonal"
    LITERAL = "literal"


DENSE, DIAGONAL, LITERAL = Structure.DENSE, Structure.DIAGONAL, Structure.LITERAL
_REDUCTIONS = ("sum", "rowsum", "colsum", "trace", "diagonal")
_MOVES = ("diag", "vec", "colvec", "block", "transpose")
FREE_OPERATIONS = frozenset(("add", "subtract", "negate", "step", *_REDUCTIONS, *_MOVES))
LEAVES = frozenset(("var", "number", "pi", "size", "ones", "zeros", "eye", "commutation", "lower"))


@dataclass(frozen=True)
class Cost(NeitherTrueNorFalse):
    """What evaluating terms costs.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "L", "d"), matrix("B", "d", "L")
    >>> cost = cost_of(A @ B * (A @ B))
    >>> cost.in_t_mat, cost.multiplications
    (L**2 + T_mat(L, d, L), L**2*d + L**2)
    """

    products: Counter[Shape3] = field(default_factory=Counter)
    entrywise: sympy.Expr = ZERO
    exponentials: sympy.Expr = ZERO
    reciprocals: sympy.Expr = ZERO
    intermediates: tuple[sympy.Expr, ...] = ()

    @property
    def in_t_mat(self) -> sympy.Expr:
        """All multiplications, products as T_mat(a, b, c)."""
        return sympy.expand(self.entrywise) + sum(
            (count * T_mat(*shape) for shape, count in self.products.items()), ZERO
        )

    @property
    def multiplications(self) -> sympy.Expr:
        """All multiplications when T_mat(a, b, c) = a b c."""
        cubic = (count * sympy.prod(shape) for shape, count in self.products.items())
        return sympy.expand(self.entrywise + sum(cubic, ZERO))

    @property
    def total_memory(self) -> sympy.Expr:
        """Entries of all intermediate matrices and of the results together, inputs apart."""
        return sympy.expand(sum(self.intermediates, ZERO))

    @property
    def largest_memory(self) -> tuple[sympy.Expr, ...]:
        """Entries of the largest of them: the sizes that no other one certainly exceeds."""
        from .compare import NO_ORDER, smallest_ones

        distinct = list(dict.fromkeys(self.intermediates))
        return tuple(-negative for negative, _ in smallest_ones([(-entry, entry) for entry in distinct], NO_ORDER))

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.products + other.products,
            sympy.expand(self.entrywise + other.entrywise),
            sympy.expand(self.exponentials + other.exponentials),
            sympy.expand(self.reciprocals + other.reciprocals),
            self.intermediates + other.intermediates,
        )


def structure(term: Term) -> Structure:
    """What is known of a term's entries from its operations alone.

    >>> from lora_symbolic.language import diag, eye, matrix
    >>> v = matrix("v", "L", 1)
    >>> [str(structure(term)) for term in (diag(v), eye("L"), diag(v) @ diag(v), v @ v.T)]
    ['diagonal', 'literal', 'diagonal', 'dense']
    """
    if term.op in ("ones", "zeros", "eye", "commutation", "lower"):
        return LITERAL
    if term.op == "diag":
        return DIAGONAL if structure(term.args[0]) is not LITERAL else LITERAL
    if term.op in ("transpose", "negate", "vec", "colvec") and term.args:
        inner = structure(term.args[0])
        return DENSE if inner is DIAGONAL and term.op in ("vec", "colvec") else inner
    parts = {structure(child) for child in term.args}
    if term.op == "matmul" and parts == {DIAGONAL}:
        return DIAGONAL
    if term.op in ("kron", "rowkron", "colkron", "hadamard") and parts == {LITERAL}:
        return LITERAL
    return DIAGONAL if term.op in ("hadamard", "add", "subtract") and parts == {DIAGONAL} else DENSE


def entries_of(term: Term) -> sympy.Expr:
    """The number of entries of a term."""
    return in_sympy(product(*term.shape))


def cost_of_node(node: Term) -> Cost:
    """What one operation costs when its arguments are there.

    Raises CostError for a derivative, which is no algorithm.
    """
    entries, rows = entries_of(node), in_sympy(node.rows)
    if node.op in LEAVES:
        return Cost()
    stored = rows if structure(node) is DIAGONAL else entries
    made = Cost(intermediates=() if node.op in ("transpose", "vec", "colvec") else (stored,))
    if node.op in FREE_OPERATIONS:
        return made
    if node.op == "matmul":
        return made + _product(*node.args)
    if node.op == "hadamard":
        return made + Cost(entrywise=_hadamard(*node.args))
    if node.op == "scale":
        return made + Cost(entrywise=ZERO if _is_unit(node.args[0]) else _filled(node.args[1]))
    if node.op in ("kron", "rowkron", "colkron"):
        return made + Cost(entrywise=_kronecker(node, entries))
    if node.op == "softmax":
        weighted = 2 if len(node.args) == 2 and structure(node.args[1]) is not LITERAL else 0
        return made + Cost(entrywise=(1 + weighted) * entries, exponentials=entries, reciprocals=rows)
    if node.op == "exp":
        return made + Cost(exponentials=entries)
    if node.op == "reciprocal":
        return made + Cost(reciprocals=entries)
    raise CostError(f"{node.op}: expected an operation whose multiplications can be counted")


def _product(left: Term, right: Term) -> Cost:
    kinds = structure(left), structure(right)
    if LITERAL in kinds:
        return Cost()
    if kinds == (DIAGONAL, DIAGONAL):
        return Cost(entrywise=in_sympy(left.rows))
    if DIAGONAL in kinds:
        return Cost(entrywise=in_sympy(product(left.rows, right.cols)))
    return Cost(products=Counter({(in_sympy(left.rows), in_sympy(left.cols), in_sympy(right.cols)): 1}))


def _hadamard(left: Term, right: Term) -> sympy.Expr:
    kinds = structure(left), structure(right)
    if LITERAL in kinds:
        return ZERO
    return in_sympy(left.rows) if DIAGONAL in kinds else entries_of(left)


def _kronecker(node: Term, entries: sympy.Expr) -> sympy.Expr:
    kinds = [structure(child) for child in node.args]
    if LITERAL in kinds:
        return ZERO
    if node.op != "kron" and DIAGONAL in kinds:
        raise CostError(f"{node.op} with a diagonal matrix: expected full matrices")
    return sympy.expand(_filled(node.args[0]) * _filled(node.args[1])) if node.op == "kron" else entries


def _filled(term: Term) -> sympy.Expr:
    return in_sympy(term.rows) if structure(term) is DIAGONAL else entries_of(term)


def _is_unit(factor: Term) -> bool:
    return factor.op == "number" and abs(Fraction(str(factor.data[0]))) == 1


def cost_of(*terms: Term) -> Cost:
    """The cost of evaluating terms together, every distinct subterm once.

    Raises CostError where an operation cannot be counted.
    """
    total = Cost()
    for node in subterms(*terms):
        total = total + cost_of_node(node)
    return total


def symmetric(cost: sympy.Expr) -> sympy.Expr:
    """A cost in which the sizes of each T_mat stand in one order, since the order costs a constant factor at most.

    An algorithm for a x b by b x c gives one for each other order of a, b, c, with as many multiplications (the tensor
    of the product is cyclically symmetric, and a transposition swaps the two outer sizes: Hopcroft and Musinski 1973).

    >>> L, d = sympy.symbols("L d", integer=True, positive=True)
    >>> symmetric(T_mat(L, d, L) + T_mat(L, L, d))
    2*T_mat(L, L, d)
    """
    return sympy.expand(cost.replace(T_mat, lambda *sizes: T_mat(*sorted(sizes, key=str))))

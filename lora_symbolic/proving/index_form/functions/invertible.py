"""Inverse matrices and determinants, as atoms with the matrix in their body.

Dictionary
    inverse_entry(p, r, c, i, j)   the entry (i, j) of the inverse of the matrix whose entry (r, c) is p
    determinant(p, r, c)           the determinant of that matrix
    Inverse, Det                   the kinds of heads that these make
    equations(head)                what an inverse satisfies: X^-1 X = 1 and X X^-1 = 1, as polynomials that are zero
    matrix_product(t)              the square factors of a product of matrices

An Inverse with the body M[p0, p1] stands at (a0, a1) for the entry (a0, a1) of the inverse of M; a matrix and its
transpose have one body, so they have one head. Factors of rows, of columns and numbers leave the inverse; a diagonal
matrix is inverted on its diagonal.
"""

from __future__ import annotations

from fractions import Fraction

from lora_symbolic.language.size import same_size
from lora_symbolic.language.term import Term

from .. import memory
from ..algebra import Template, contract, delta, product, scaled, substitute
from ..atoms import DELTA, Head, Monomial, Number, Polynomial, indices
from ..bodies.abstraction import abstract, leading
from ..bodies.content import content_of
from ..index import Index, OutsideFragment, Ref
from ..nested import inverse
from ..normalise import merged


class Inverse(Head):
    """The entries of the inverse of a matrix."""

    __slots__ = ()
    kind = "inverse"


class Det(Head):
    """The determinant of a matrix, a number."""

    __slots__ = ()
    kind = "det"

    @property
    def positive(self) -> bool:
        """Whether the statement asks for it."""
        return self in memory.current.positive


def inverse_entry(poly: Polynomial, row: Ref, col: Ref, i: Ref, j: Ref) -> Polynomial:
    """The entry (i, j) of the inverse of the matrix whose entry (row, col) is a polynomial."""
    terms = merged(poly)
    if not terms:
        raise OutsideFragment("the inverse of zero")
    if row is None and col is None:
        return inverse(terms)
    if type(row) is not Index or type(col) is not Index:
        raise OutsideFragment("the inverse of a block matrix or of a Kronecker product")
    places = (row, col)
    common, rest = content_of(terms)
    if any(head is DELTA for head, _ in common):
        on_diagonal = [(c * d, m) for c, n in terms for d, m in _on_diagonal(n, row, col)]
        value = Template((row,), inverse(on_diagonal))
        return product(delta(i, j), value((i,)))
    outer = {factor: e for factor, e in common.items() if not set(places) <= set(indices([factor]))}
    inner = {factor: e for factor, e in common.items() if factor not in outer}
    rest = product(rest, [(1, inner)])
    scale = leading(rest)[0]
    head, order = abstract(Inverse, scaled(1 / Fraction(scale), rest))
    if set(order) != set(places):
        raise OutsideFragment("the inverse of a matrix whose rows or columns are all alike")
    monomial: Monomial = {factor: -e for factor, e in outer.items()}
    monomial[head, (col, row) if order == places else (row, col)] = 1
    return Template(places, [(_plain(1 / Fraction(scale)), monomial)])((j, i))


def _on_diagonal(monomial: Monomial, row: Index, col: Index) -> Polynomial:
    summed = [index for index in indices(monomial) if not index.free]
    return substitute(monomial, {col: row}, summed)


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


def determinant(poly: Polynomial, row: Ref, col: Ref) -> Polynomial:
    """The determinant of the matrix whose entry (row, col) is a polynomial."""
    terms = merged(poly)
    if row is None and col is None:
        return terms
    if type(row) is not Index or type(col) is not Index:
        raise OutsideFragment("the determinant of a block matrix or of a Kronecker product")
    if len(terms) == 1 and terms[0] == (1, {next(iter(delta(row, col)[0][1])): 1}):
        return [(1, {})]
    if not terms:
        return []
    head, _ = abstract(Det, terms)
    return [(1, {(head, ()): 1})]


def equations(head: Head) -> tuple[Polynomial, Polynomial]:
    """What the entries of an inverse satisfy."""
    i, j, k, l = (Index(head.params[0].size) for _ in range(4))
    body = Template(head.params, head.body)
    left = contract(product([(1, {(head, (i, k)): 1})], body((k, j))), k)
    right = contract(product(body((i, l)), [(1, {(head, (l, j)): 1})]), l)
    return left + scaled(-1, delta(i, j)), right + scaled(-1, delta(i, j))


def matrix_product(term: Term) -> list[Term]:
    """The factors of a square product of matrices, joined to square ones.

    >>> from lora_symbolic.language import matrix
    >>> A, X = matrix("A", "n", "n"), matrix("X", "n", "m")
    >>> [str(factor) for factor in matrix_product(A @ X @ X.T)]
    ['A', 'X @ X.T']
    """
    factors: list[Term] = []
    open_terms = [term]
    while open_terms:
        node = open_terms.pop()
        if node.op == "matmul":
            open_terms.extend((node.args[1], node.args[0]))
        else:
            factors.append(node)
    joined: list[Term] = []
    for factor in factors:
        if joined and not same_size(joined[-1].cols, term.rows):
            joined[-1] = joined[-1] @ factor
        else:
            joined.append(factor)
    return joined

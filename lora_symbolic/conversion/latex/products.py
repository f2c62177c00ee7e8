r"""Products: factors that stand side by side, among them all-ones vectors whose size is that of their neighbour.

Dictionary
    Unsized         \mathbf 1 and \mathbf 1^\top without a size
    Product         the product of the factors taken so far
    times           the product of two terms: of matrices, or a scalar times a term
    matrix_power    X^n, the product of n factors; X^{-n}, of n inverses
"""

from __future__ import annotations

from enum import Enum
from functools import reduce

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.operations import (
    MAX_POWER,
    colsum,
    divide,
    inv,
    matmul,
    multiply,
    rowsum,
    sum_entries,
)
from lora_symbolic.language.size import ONE, same_size
from lora_symbolic.language.term import Term

ASK_FOR_SIZE = r"an all-ones vector beside no matrix; expected its size, as in \mathbf 1_{n}"


class Unsized(Enum):
    """An all-ones vector without a size."""

    COLUMN = "column"
    ROW = "row"


def is_number(term: Term) -> bool:
    """Whether a term has one entry."""
    return same_size(term.rows, ONE) and same_size(term.cols, ONE)


def as_scalar(term: Term) -> Term:
    """A term of one entry as a scalar."""
    return term if term.is_scalar else sum_entries(term)


def times(left: Term, right: Term) -> Term:
    """The product of two terms; one of shape 1 x 1 scales the other where the shapes ask for it.

    >>> from lora_symbolic.language import matrix
    >>> u, X = matrix("u", "m"), matrix("X", "m", "n")
    >>> times(u.T @ u, X)
    <sum(u.T @ u) * X : m x n>
    """
    if left.is_scalar or right.is_scalar:
        return multiply(left, right)
    if not same_size(left.cols, right.rows) and (is_number(left) or is_number(right)):
        return multiply(as_scalar(left), right) if is_number(left) else multiply(as_scalar(right), left)
    return matmul(left, right)


def over(above: Term, below: Term) -> Term:
    """A term divided by a scalar; LanguageError for a divisor with more than one entry."""
    if not is_number(below):
        raise LanguageError(r"expected a scalar below the line; \oslash divides entry by entry")
    return divide(above, as_scalar(below))


def matrix_power(base: Term, exponent: int) -> Term:
    """The product of factors that are all the same, or all the same inverse; LanguageError beyond 16 of them."""
    if exponent == 0 or abs(exponent) > MAX_POWER:
        raise LanguageError(f"the power {exponent} of a matrix; expected 1 to {MAX_POWER} or -1 to -{MAX_POWER}")
    return reduce(matmul, [base if exponent > 0 else inv(base)] * abs(exponent))


class Product:
    """The product of the factors taken so far, from left to right."""

    def __init__(self) -> None:
        self.term: Term | None = None
        self.rows = 0  # all-ones rows that stand before the next factor
        self.summed = False  # the last factor was an all-ones column

    def take(self, factor: Term | Unsized) -> None:
        """One more factor; LanguageError for an all-ones vector beside no matrix, ShapeError for shapes that differ."""
        if isinstance(factor, Term):
            for _ in range(self.rows):
                factor = colsum(self._matrix(factor))
            self.term = factor if self.term is None else times(self.term, factor)
            self.rows = 0
        elif factor is Unsized.ROW:
            self.rows += 1
        elif self.rows:
            raise LanguageError(ASK_FOR_SIZE)
        else:  # a second column has one entry, as in 1^T X 1 1
            self.term = _row_sums(self._matrix(self.term, scalars=self.summed))
        self.summed = factor is Unsized.COLUMN

    def divide(self, below: Term) -> None:
        """Divide what was taken so far."""
        self.term = over(self.done(), below)

    def done(self) -> Term:
        """The product; LanguageError where an all-ones row has nothing after it."""
        if self.rows:
            raise LanguageError(ASK_FOR_SIZE)
        return self._matrix(self.term, scalars=True)

    @staticmethod
    def _matrix(term: Term | None, scalars: bool = False) -> Term:
        if term is None or (term.is_scalar and not scalars):
            raise LanguageError(ASK_FOR_SIZE)
        return term


def _row_sums(term: Term) -> Term:
    """X 1; of a row the sum, a scalar, as in 1^T X 1."""
    if term.is_scalar:
        return term
    if same_size(term.rows, ONE):
        return sum_entries(term.args[0] if term.op == "colsum" else term)
    return rowsum(term)

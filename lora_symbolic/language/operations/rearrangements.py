"""Rearrangements of entries: the transpose, diagonals, stacks of rows or columns, block matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import LanguageError
from ..size import ONE, product, same_size, total
from ..term import Term, make
from .constructors import constructs
from .leaves import lift
from .shapes import refusal


@constructs("transpose")
def transpose(term: Term) -> Term:
    """The transpose; of a scalar, the scalar itself."""
    if term.is_scalar:
        return term
    if term.op == "transpose":
        return term.args[0]
    return make("transpose", (term,), (), (term.cols, term.rows))


@constructs("diag", "diagonal")
def diag(term: Term) -> Term:
    """A column vector as a diagonal matrix, or the diagonal of a square matrix as a column vector.

    >>> from lora_symbolic.language import matrix
    >>> diag(matrix("v", "n")), diag(matrix("S", "n", "n"))
    (<diag(v) : n x n>, <diag(S) : n x 1>)

    Raises ShapeError for a matrix that is neither a column nor square.

    Shapes: n x 1 -> n x n, n x n -> n x 1.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    if same_size(term.cols, ONE):
        return make("diag", (term,), (), (term.rows, term.rows))
    if same_size(term.rows, term.cols):
        return make("diagonal", (term,), (), (term.rows, ONE))
    raise refusal("diag", (term,), "a column vector or a square matrix")


@constructs("vec")
def vec(term: Term) -> Term:
    """The rows one below the other: entry (i, j) of m x n stands at i n + j (from 0).

    >>> from lora_symbolic.language import matrix
    >>> vec(matrix("X", "m", "n"))
    <vec(X) : m*n x 1>

    Definition 2.1 of the paper.

    Shapes: m x n -> mn x 1.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: above.
    """
    return make("vec", (term,), (), (product(term.rows, term.cols), ONE))


@constructs("colvec")
def colvec(term: Term) -> Term:
    """The columns one below the other: entry (i, j) of m x n stands at j m + i (from 0).

    >>> from lora_symbolic.language import matrix
    >>> colvec(matrix("X", "m", "n"))
    <colvec(X) : m*n x 1>

    Shapes: m x n -> mn x 1.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    return make("colvec", (term,), (), (product(term.rows, term.cols), ONE))


def block(rows: Sequence[Sequence[Term]]) -> Term:
    """The block matrix with these block rows.

    >>> from lora_symbolic.language import matrix
    >>> block([[matrix("X", "m", "n"), matrix("Y", "m", 1)]])
    <block([[X, Y]]) : m x n + 1>

    Raises ShapeError where heights of a block row, or widths of a block column, differ.

    Shapes: heights of block rows and widths of block columns add up.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    rows = [[lift(item) for item in row] for row in rows]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise LanguageError("block: expected rows of blocks, each with the same number of blocks")
    for row in rows:
        for item in row[1:]:
            if not same_size(item.rows, row[0].rows):
                raise refusal("block", (row[0], item), "the same number of rows along a block row")
        for item, above in zip(row, rows[0], strict=True):
            if not same_size(item.cols, above.cols):
                raise refusal("block", (above, item), "the same number of columns along a block column")
    total_rows = total(row[0].rows for row in rows)
    total_cols = total(item.cols for item in rows[0])
    flat = tuple(item for row in rows for item in row)
    return make("block", flat, (len(rows), len(rows[0])), (total_rows, total_cols))


@constructs("block")
def _block_again(*parts: Any) -> Term:
    """The block matrix with these blocks, row by row, then the numbers of block rows and block columns."""
    *blocks, height, width = parts
    return block([blocks[row * width : (row + 1) * width] for row in range(height)])

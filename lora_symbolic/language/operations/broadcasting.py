"""Broadcasting: a scalar, a row or a column beside a matrix stands for a matrix of its shape, as in NumPy.

Dictionary
    broadcast(x, y)         both in their common shape; None where they have none
    spread(x, m, n)         s * ones(m, n) for a scalar, c @ ones(1, n) for a column, ones(m, 1) @ r for a row
    fitting_sides(x, y)     what was expected where they have none, for messages
"""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from ..size import ONE, Size, same_size
from ..term import Term, make, same_shape
from .leaves import ones, zeros
from .products import matmul


def broadcast(left: Term, right: Term) -> tuple[Term, Term] | None:
    """Two terms in their common shape, an axis of size 1 repeated along the other's; None where they have none.

    >>> from lora_symbolic.language import matrix
    >>> broadcast(matrix("X", "m", "n"), matrix("c", "m"))
    (<X : m x n>, <c @ ones(1, n) : m x n>)
    """
    if same_shape(left, right):
        return left, right
    rows, cols = _common(left.rows, right.rows), _common(left.cols, right.cols)
    if rows is None or cols is None:
        return None
    return spread(left, rows, cols), spread(right, rows, cols)


def _common(left: Size, right: Size) -> Size | None:
    if same_size(left, ONE):
        return right
    return left if same_size(right, ONE) or same_size(left, right) else None


def fitting_sides(left: Term, right: Term) -> str:
    """What was expected of two terms without a common shape, in words."""
    single = any(same_size(side, ONE) for side in (*left.shape, *right.shape))
    return "two matrices of one shape" + (", or a scalar, a row or a column beside a matrix" if single else "")


def spread(term: Term, rows: Size, cols: Size) -> Term:
    """A term repeated along its axes of size 1 until it has this shape.

    >>> from lora_symbolic.language import scalar, size
    >>> spread(scalar(2), size("m"), size("n"))
    <2 * ones(m, n) : m x n>
    """
    if term.op == "number" and (value := cast(Fraction, term.data[0])) in (0, 1):
        return ones(rows, cols) if value else zeros(rows, cols)
    if term.is_scalar:
        repeated = ones(rows, cols)
        return make("scale", (term, repeated), (), repeated.shape)
    if not same_size(term.rows, rows):
        term = matmul(ones(rows, 1), term)
    return term if same_size(term.cols, cols) else matmul(term, ones(1, cols))

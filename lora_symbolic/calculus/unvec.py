"""Unvec: the m x n matrix with a given row-major vec, written without indices.

    unvec(v) = kron(eye(m), ones(1, n)) @ diag(v) @ kron(ones(m, 1), eye(n))

and simpler where v shows how it came about: unvec(vec(X)) = X, unvec(kron(A, B) @ v) = A @ unvec(v) @ B.T.
"""

from __future__ import annotations

from typing import cast

from lora_symbolic.language import operations as op
from lora_symbolic.language.size import ONE, Size, same_size
from lora_symbolic.language.term import Term, has_shape

from .algebra import ENTRYWISE, Algebra
from .constants import as_matrix


def unvec(algebra: Algebra, column: Term, rows: Size, cols: Size) -> Term:
    """The rows x cols matrix whose row-major vec is the column; kron(A, B) @ vec(X) gives A @ X @ B.T."""
    constant, scalars, core = algebra.matrix_parts(column)
    folded = _folded(algebra, core, rows, cols)
    if folded is None:
        left = algebra.kron(op.eye(rows), op.ones(1, cols))
        right = algebra.kron(op.ones(rows, 1), op.eye(cols))
        folded = op.matmul(op.matmul(left, algebra.diag(core)), right)
    return algebra.rescale(constant, scalars, folded)


def _folded(algebra: Algebra, column: Term, rows: Size, cols: Size) -> Term | None:
    """What unvec gives when it can be written without unfolding the column entry by entry, else None."""
    if cols == ONE:
        return column
    if rows == ONE:
        return algebra.transpose(column)
    if column.op == "vec" and has_shape(column.args[0], rows, cols):
        return as_matrix(column.args[0])
    if column.op == "colvec" and has_shape(column.args[0], cols, rows):
        return algebra.transpose(as_matrix(column.args[0]))
    if column.op == "ones":
        return op.ones(rows, cols)
    if column.op in ENTRYWISE:
        parts = [_folded_part(algebra, arg, rows, cols) for arg in column.args]
        whole = tuple(part for part in parts if part is not None)
        return op.rebuild(column, whole) if len(whole) == len(parts) else None
    chain = algebra.factors(column)
    head = chain[0]
    if len(chain) > 1 and head.op == "commutation":
        m, n = cast("tuple[Size, Size]", head.data)
        if same_size(n, rows) and same_size(m, cols):
            return algebra.transpose(unvec(algebra, algebra.product(chain[1:]), m, n))
    if len(chain) > 1 and head.op == "kron":
        a, b = map(as_matrix, head.args)
        if same_size(a.rows, rows) and same_size(b.rows, cols):
            inner = unvec(algebra, algebra.product(chain[1:]), a.cols, b.cols)
            return algebra.matmul(algebra.matmul(a, inner), algebra.transpose(b))
    return None


def _folded_part(algebra: Algebra, column: Term, rows: Size, cols: Size) -> Term | None:
    constant, scalars, core = algebra.matrix_parts(column)
    folded = _folded(algebra, core, rows, cols)
    return None if folded is None else algebra.rescale(constant, scalars, folded)

"""Products of matrices: the matrix product, and Kronecker's with its relatives.

Dictionary (shapes)
    matmul      (m x k)(k x n) = m x n
    kron        (a x b), (c x d) -> ac x bd        rowkron, face-splitting     (m x a), (m x b) -> m x ab
                                                   colkron, Khatri-Rao         (a x n), (b x n) -> ab x n
"""

from __future__ import annotations

from ..size import product, same_size
from ..term import Term, make
from .constructors import constructs
from .shapes import refusal


@constructs("matmul")
def matmul(left: Term, right: Term) -> Term:
    """The matrix product (m x k)(k x n) = m x n."""
    if left.is_scalar or right.is_scalar:
        raise refusal("@", (left, right), "two matrices (write * for a scalar)")
    if not same_size(left.cols, right.rows):
        raise refusal("@", (left, right), f"inner sizes that agree, not {left.cols} against {right.rows}")
    return make("matmul", (left, right), (), (left.rows, right.cols))


@constructs("kron")
def kron(left: Term, right: Term) -> Term:
    """The Kronecker product: (a x b), (c x d) -> ac x bd, row-major blocks.

    >>> from lora_symbolic.language import matrix
    >>> kron(matrix("X", "a", "b"), matrix("Y", "c", "d"))
    <kron(X, Y) : a*c x b*d>

    Shapes: a x b, c x d -> ac x bd.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019); Kolda and Bader, SIAM Review 51 (2009).
    """
    return make("kron", (left, right), (), (product(left.rows, right.rows), product(left.cols, right.cols)))


@constructs("rowkron")
def rowkron(left: Term, right: Term) -> Term:
    """The face-splitting product: row i is the Kronecker product of the rows i; (m x a), (m x b) -> m x ab.

    >>> from lora_symbolic.language import matrix
    >>> rowkron(matrix("X", "m", "a"), matrix("Y", "m", "b"))
    <rowkron(X, Y) : m x a*b>

    Raises ShapeError where the numbers of rows differ. Slyusar, Cybernetics and Systems Analysis 35 (1999).

    Shapes: m x a, m x b -> m x ab.
    Source: above.
    """
    if not same_size(left.rows, right.rows):
        raise refusal("rowkron", (left, right), "the same number of rows")
    return make("rowkron", (left, right), (), (left.rows, product(left.cols, right.cols)))


@constructs("colkron")
def colkron(left: Term, right: Term) -> Term:
    """The Khatri-Rao product: column j is the Kronecker product of the columns j; (a x n), (b x n) -> ab x n.

    >>> from lora_symbolic.language import matrix
    >>> colkron(matrix("X", "a", "n"), matrix("Y", "b", "n"))
    <colkron(X, Y) : a*b x n>

    Raises ShapeError where the numbers of columns differ. Khatri and Rao, Sankhya A 30 (1968).

    Shapes: a x n, b x n -> ab x n.
    Source: above.
    """
    if not same_size(left.cols, right.cols):
        raise refusal("colkron", (left, right), "the same number of columns")
    return make("colkron", (left, right), (), (product(left.rows, right.rows), left.cols))

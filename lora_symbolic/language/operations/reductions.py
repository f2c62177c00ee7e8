"""Reductions: sums of entries, rows, columns and the diagonal; and softmax, which divides by the sum of a row."""

from __future__ import annotations

from ..size import ONE, same_size
from ..term import Term, make, same_shape
from .constructors import constructs
from .shapes import refusal


@constructs("softmax")
def softmax(logits: Term, weights: Term | None = None) -> Term:
    """Softmax of each row; with weights w, w_ij exp(x_ij) / sum_k w_ik exp(x_ik).

    >>> from lora_symbolic.language import matrix
    >>> softmax(matrix("S", "L", "L")), softmax(matrix("S", "L", "L"), matrix("M", "L", "L"))
    (<softmax(S) : L x L>, <softmax(S, M) : L x L>)

    Raises ShapeError where logits and weights differ in shape.

    Shapes: m x n -> m x n.
    Source: Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41 (2021); Section 2 of the paper.
    """
    if weights is None:
        return make("softmax", (logits,), (), logits.shape)
    if not same_shape(logits, weights):
        raise refusal("softmax", (logits, weights), "weights of the same shape as the logits")
    return make("softmax", (logits, weights), (), logits.shape)


@constructs("sum")
def sum_entries(term: Term) -> Term:
    """The sum of all entries, a scalar.

    >>> from lora_symbolic.language import matrix
    >>> sum_entries(matrix("X", "m", "n"))
    <sum(X) : 1 x 1>

    Shapes: m x n -> 1 x 1.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    return make("sum", (term,), (), (ONE, ONE), True)


@constructs("rowsum")
def rowsum(term: Term) -> Term:
    """The sums of the rows, a column vector.

    >>> from lora_symbolic.language import matrix
    >>> rowsum(matrix("X", "m", "n"))
    <rowsum(X) : m x 1>

    Shapes: m x n -> m x 1.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    return make("rowsum", (term,), (), (term.rows, ONE))


@constructs("colsum")
def colsum(term: Term) -> Term:
    """The sums of the columns, a row vector.

    >>> from lora_symbolic.language import matrix
    >>> colsum(matrix("X", "m", "n"))
    <colsum(X) : 1 x n>

    Shapes: m x n -> 1 x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    return make("colsum", (term,), (), (ONE, term.cols))


@constructs("trace")
def trace(term: Term) -> Term:
    """The trace of a square matrix, a scalar.

    >>> from lora_symbolic.language import matrix
    >>> trace(matrix("S", "n", "n"))
    <trace(S) : 1 x 1>

    Raises ShapeError for a matrix that is not square.

    Shapes: n x n -> 1 x 1.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    if not same_size(term.rows, term.cols):
        raise refusal("trace", (term,), "a square matrix")
    return make("trace", (term,), (), (ONE, ONE), True)

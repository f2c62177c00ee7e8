"""Reductions: sums of entries, rows, columns and the diagonal; and softmax, which divides by the sum of a row."""

from __future__ import annotations

from ..size import ONE, same_size
from ..term import Term, make, same_shape
from .constructors import constructs
from .shapes import refusal


@constructs("softmax")
def softmax(logits: Term, weights: Term | None = None) -> Term:
    """Softmax of each row; with weights w, w_ij exp(x_ij) / sum_k w_ik exp(x_ik)."""
    if weights is None:
        return make("softmax", (logits,), (), logits.shape)
    if not same_shape(logits, weights):
        raise refusal("softmax", (logits, weights), "weights of the same shape as the logits")
    return make("softmax", (logits, weights), (), logits.shape)


@constructs("sum")
def sum_entries(term: Term) -> Term:
    """The sum of all entries, a scalar."""
    return make("sum", (term,), (), (ONE, ONE), True)


@constructs("rowsum")
def rowsum(term: Term) -> Term:
    """The sums of the rows, a column vector."""
    return make("rowsum", (term,), (), (term.rows, ONE))


@constructs("colsum")
def colsum(term: Term) -> Term:
    """The sums of the columns, a row vector."""
    return make("colsum", (term,), (), (ONE, term.cols))


@constructs("trace")
def trace(term: Term) -> Term:
    """The trace of a square matrix, a scalar."""
    if not same_size(term.rows, term.cols):
        raise refusal("trace", (term,), "a square matrix")
    return make("trace", (term,), (), (ONE, ONE), True)

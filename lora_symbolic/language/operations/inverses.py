"""Inverses: the inverse and the determinant of a square matrix."""

from __future__ import annotations

from ..size import ONE, same_size
from ..term import Term, make
from .constructors import constructs
from .shapes import refusal


@constructs("inverse")
def inv(term: Term) -> Term:
    """The inverse of a square matrix; a claim that uses it holds where the argument is invertible.

    >>> from lora_symbolic.language import matrix
    >>> inv(matrix("X", "n", "n")) @ matrix("b", "n", 1)
    <inv(X) @ b : n x 1>

    Raises ShapeError for a matrix that is not square.

    Shapes: n x n -> n x n.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    if not same_size(term.rows, term.cols):
        raise refusal("inv", (term,), "a square matrix")
    return make("inverse", (term,), (), term.shape, term.is_scalar)


@constructs("det")
def det(term: Term) -> Term:
    """The determinant of a square matrix, a scalar.

    >>> from lora_symbolic.language import log, matrix
    >>> log(det(matrix("X", "n", "n")))
    <log(det(X)) : 1 x 1>

    Raises ShapeError for a matrix that is not square.

    Shapes: n x n -> 1 x 1.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    if not same_size(term.rows, term.cols):
        raise refusal("det", (term,), "a square matrix")
    return make("det", (term,), (), (ONE, ONE), True)

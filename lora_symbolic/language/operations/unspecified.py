"""Unspecified functions: any smooth function of one number, applied to each entry, and its derivatives.

Dictionary
    coefficients(name)      the row phi_coefficients that stands for the function phi
    is_function(t, name)    whether a term is the row of the function of this name
    apply(c, x, k)          the k-th derivative of the function of the row c at every entry of x

A proof takes phi for any smooth function. Where numbers are wanted phi is a polynomial, and its row holds the
coefficients of 1, x, x^2, ...: a claim that fails for one polynomial is false.
"""

from __future__ import annotations

from ..errors import LanguageError
from ..size import ONE, size
from ..term import Term, has_shape, make
from .constructors import constructs
from .leaves import matrix
from .shapes import refusal

COEFFICIENTS = 5
MAX_ORDER = 16
SUFFIX = "_coefficients"


def coefficients(name: str) -> Term:
    """The row that stands for an unspecified function.

    >>> coefficients("phi")
    <phi_coefficients : 1 x 5>
    """
    return matrix(f"{name}{SUFFIX}", 1, COEFFICIENTS)


def is_function(term: Term | None, name: str) -> bool:
    """Whether a term is the row of the function of this name."""
    return term is coefficients(name)


@constructs("apply")
def apply(row: Term, term: Term, order: int = 0) -> Term:
    """An unspecified function at every entry of a term, or its derivative of this order.

    >>> X = matrix("X", "m", "n")
    >>> apply(coefficients("phi"), X), apply(coefficients("phi"), X, 2)
    (<phi(X) : m x n>, <phi''(X) : m x n>)
    """
    if row.op != "var" or not has_shape(row, ONE, size(COEFFICIENTS)):
        raise refusal("apply", (row,), "the row of an unspecified function")
    if isinstance(order, bool) or not isinstance(order, int) or not 0 <= order <= MAX_ORDER:
        raise LanguageError(f"the derivative {order} of a function: expected an order from 0 to {MAX_ORDER}")
    return make("apply", (row, term), (order,), term.shape, term.is_scalar)

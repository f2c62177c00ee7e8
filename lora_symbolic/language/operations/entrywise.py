"""Functions of each entry: one line for each, the rest is its row of the registry; and unspecified functions.

Dictionary
    entrywise(name)         the constructor of a function of each entry
    coefficients(name)      the row phi_coefficients that stands for the unspecified function phi
    is_function(t, name)    whether a term is the row of the function of this name
    apply(c, x, k)          the k-th derivative of the function of the row c at every entry of x

A proof takes phi for any smooth function. Where numbers are wanted phi is a polynomial, and its row holds the
coefficients of 1, x, x^2, ...: a claim that fails for one polynomial is false.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import LanguageError
from ..registry import ENTRYWISE
from ..size import ONE, size
from ..term import Term, has_shape, make
from .constructors import constructs
from .leaves import matrix
from .shapes import refusal

COEFFICIENTS = 5
MAX_ORDER = 16
SUFFIX = "_coefficients"

EXAMPLE = """
    >>> from lora_symbolic.language import matrix
    >>> {name}(matrix("X", "m", "n"))
    <{name}(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: NIST Digital Library of Mathematical Functions, chapters 4 and 7.
    """


def entrywise(name: str) -> Callable[[Term], Term]:
    """The constructor of a function of each entry, which keeps the shape.

    >>> from lora_symbolic.language import matrix
    >>> exp(matrix("X", "m", "n"))
    <exp(X) : m x n>
    >>> exp.__doc__.splitlines()[0]
    'The exponential of every entry.'
    """
    row = ENTRYWISE[name]

    @constructs(name)
    def build(term: Term) -> Term:
        return make(name, (term,), (), term.shape, term.is_scalar)

    build.__name__ = build.__qualname__ = name
    holds = f"; a claim that uses it holds where {row.domain.format('the argument')}" if row.domain else ""
    build.__doc__ = f"{row.says[0].upper()}{row.says[1:]}{holds}.\n{EXAMPLE.format(name=name)}"
    return build


exp = entrywise("exp")
log = entrywise("log")
reciprocal = entrywise("reciprocal")
step = entrywise("step")
cos = entrywise("cos")
sin = entrywise("sin")
erf = entrywise("erf")


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

"""Arithmetic: sums, negatives, entrywise products, scalar multiples and quotients, and the value of a constant scalar.

Dictionary
    add, subtract     two terms                       negate            the negative
    multiply          the Hadamard product (op hadamard), or a scalar times a term (op scale)
    divide            by a number or a polynomial in sizes: a scalar times a term; else a product with a reciprocal
    constant          the value of a scalar made of numbers and sizes alone

Operands of different shapes are broadcast as NumPy does it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from ..errors import LanguageError
from ..size import Monomial, Size, product
from ..term import Scalarlike, Term, make, subterms
from .broadcasting import broadcast, fitting_sides
from .constructors import constructs
from .entrywise import reciprocal
from .leaves import lift, scalar
from .shapes import quoted, refusal


@constructs("add")
def add(left: Term, right: Term) -> Term:
    """The sum of two terms."""
    left, right = _fitting("+", left, right)
    return make("add", (left, right), (), left.shape, left.is_scalar and right.is_scalar)


@constructs("subtract")
def subtract(left: Term, right: Term) -> Term:
    """The difference of two terms."""
    left, right = _fitting("-", left, right)
    return make("subtract", (left, right), (), left.shape, left.is_scalar and right.is_scalar)


def _fitting(sign: str, left: Term, right: Term) -> tuple[Term, Term]:
    """Two operands in one shape; the error where they have none."""
    fitting = broadcast(left, right)
    if fitting is None:
        raise refusal(sign, (left, right), fitting_sides(left, right))
    return fitting


@constructs("negate")
def negate(term: Term) -> Term:
    """The negative of a term."""
    if term.op == "number":
        return scalar(-cast(Fraction, term.data[0]))
    return make("negate", (term,), (), term.shape, term.is_scalar)


@constructs("hadamard", "scale")
def multiply(left: Term, right: Term) -> Term:
    """The Hadamard product of two matrices, or a scalar times a term."""
    if left.is_scalar:
        return make("scale", (left, right), (), right.shape, right.is_scalar)
    if right.is_scalar:
        return make("scale", (right, left), (), left.shape)
    left, right = _fitting("*", left, right)
    return make("hadamard", (left, right), (), left.shape)


def divide(term: Term, by: Scalarlike) -> Term:
    """A term divided by another, entry by entry.

    A number or a size below the line, which may be a polynomial such as 2 * d or d - r, gives a scalar multiple;
    anything else a product with its reciprocal.

    >>> from lora_symbolic.language import matrix, size
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "m", "n")
    >>> divide(X, 2 * size("n")), divide(X, Y), divide(X, matrix("c", "m"))
    (<X / (2 * n) : m x n>, <X / Y : m x n>, <X * (reciprocal(c) @ ones(1, n)) : m x n>)
    """
    divisor = lift(by)
    value = constant(divisor)
    if value is None or not value.is_polynomial:
        if broadcast(term, divisor) is None:
            raise refusal("/", (term, divisor), fitting_sides(term, divisor))
        return reciprocal(divisor) if term is scalar(1) else multiply(term, reciprocal(divisor))
    if value == 0:
        raise LanguageError(f"/: expected a divisor that is not zero, not {quoted(divisor)}")
    inverse = 1 / value if _plain_sign(value) else -1 / -value
    if term.op == "number":
        return scalar(cast(Fraction, term.data[0]) * inverse)
    return multiply(scalar(inverse), term)


def _plain_sign(value: Size) -> bool:
    """Whether a divisor is written as it is: its first term has no minus, a number first, then a name, then others."""

    def place(term: tuple[Monomial, int | Fraction]) -> tuple[bool, bool, int, bool, int | Fraction]:
        monomial, number = term
        alone = number == 1 and len(monomial) == 1
        return bool(monomial), not alone, len(monomial), number != -1, number

    return min(value.terms, key=place)[1] > 0


def constant(term: Term) -> Size | None:
    """The value of a scalar made of numbers and sizes alone, as a size; else None.

    >>> from lora_symbolic.language import size
    >>> constant(2 * scalar(size("d")) - 1)
    2*d - 1
    """
    values: dict[Term, Size | None] = {}
    for node in subterms(term):
        if node.op == "number":
            values[node] = Size.of(cast(Fraction, node.data[0]))
        elif node.op == "size":
            values[node] = cast(Size, node.data[0])
        else:
            parts = [value for child in node.args if (value := values[child]) is not None]
            combine = COMBINE.get(node.op) if len(parts) == len(node.args) else None
            values[node] = combine(*parts) if combine else None
    return values[term]


COMBINE: dict[str, Callable[..., Size]] = {
    "add": lambda left, right: left + right,
    "subtract": lambda left, right: left - right,
    "negate": lambda value: -value,
    "scale": product,
}

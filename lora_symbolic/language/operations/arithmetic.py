"""Arithmetic: sums, negatives, entrywise products, scalar multiples and quotients, and the value of a constant scalar.

Dictionary
    add, subtract     two terms of one shape          negate            the negative
    multiply          the Hadamard product (op hadamard), or a scalar times a term (op scale)
    divide            by a rational number or by a polynomial in sizes, as a scalar times a term
    constant          the value of a scalar made of numbers and sizes alone
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

import sympy

from ..errors import LanguageError
from ..size import Size, product
from ..term import Scalarlike, Term, make, same_shape, subterms
from .constructors import constructs
from .leaves import lift, scalar
from .shapes import quoted, refusal


@constructs("add")
def add(left: Term, right: Term) -> Term:
    """The sum of two terms of one shape."""
    if not same_shape(left, right):
        hint = "two matrices of one shape"
        if left.is_scalar or right.is_scalar:
            hint += " (a scalar is added as s * ones(m, n))"
        raise refusal("+", (left, right), hint)
    return make("add", (left, right), (), left.shape, left.is_scalar and right.is_scalar)


@constructs("subtract")
def subtract(left: Term, right: Term) -> Term:
    """The difference of two terms of one shape."""
    if not same_shape(left, right):
        raise refusal("-", (left, right), "two matrices of one shape")
    return make("subtract", (left, right), (), left.shape, left.is_scalar and right.is_scalar)


@constructs("negate")
def negate(term: Term) -> Term:
    """The negative of a term."""
    if term.op == "number":
        return scalar(-cast(Fraction, term.data[0]))
    return make("negate", (term,), (), term.shape, term.is_scalar)


@constructs("hadamard", "scale")
def multiply(left: Term, right: Term) -> Term:
    """The Hadamard product of two matrices of one shape, or a scalar times a term."""
    if left.is_scalar:
        return make("scale", (left, right), (), right.shape, right.is_scalar)
    if right.is_scalar:
        return make("scale", (right, left), (), left.shape)
    if not same_shape(left, right):
        raise refusal("*", (left, right), "two matrices of one shape, or a scalar and a matrix")
    return make("hadamard", (left, right), (), left.shape)


def divide(term: Term, by: Scalarlike) -> Term:
    """A term divided by a rational number or by a size, which may be a polynomial such as 2 * d or d - r."""
    divisor = lift(by)
    value = constant(divisor)
    if value is None or not value.is_polynomial(*value.free_symbols):
        raise refusal("/", (term, divisor), "a rational number or a size below the line")
    if value == 0:
        raise LanguageError(f"/: expected a divisor that is not zero, not {quoted(divisor)}")
    content, primitive = value.as_content_primitive()
    if sympy.Add.make_args(primitive)[0].as_coeff_Mul()[0] < 0:
        content, primitive = -content, sympy.expand(-primitive)
    inverse = 1 / (content * primitive) if value.is_Rational else (1 / content) * (1 / primitive)
    if term.op == "number":
        return scalar(_rational(cast(Fraction, term.data[0])) * inverse)
    return multiply(scalar(inverse), term)


def _rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


def constant(term: Term) -> Size | None:
    """The value of a scalar made of numbers and sizes alone, as a SymPy expression; else None.

    >>> from lora_symbolic.language import size
    >>> constant(2 * scalar(size("d")) - 1)
    2*d - 1
    """
    values: dict[Term, Size | None] = {}
    for node in subterms(term):
        if node.op == "number":
            values[node] = _rational(cast(Fraction, node.data[0]))
        elif node.op == "size":
            values[node] = cast(Size, node.data[0])
        else:
            parts = [value for child in node.args if (value := values[child]) is not None]
            combine = COMBINE.get(node.op) if len(parts) == len(node.args) else None
            values[node] = combine(*parts) if combine else None
    return values[term]


COMBINE: dict[str, Callable[..., Size]] = {
    "add": lambda left, right: sympy.expand(left + right),
    "subtract": lambda left, right: sympy.expand(left - right),
    "negate": lambda value: sympy.expand(-value),
    "scale": product,
}

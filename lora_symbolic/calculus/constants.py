"""Constants: the rational or rational expression in sizes that stands in front of a term.

Dictionary
    Constant         a Fraction, or a ratio of polynomials in sizes
    Parts            a term as (constant, scalar factors, what they multiply; None for a scalar)
    join             the term that parts stand for, the number first
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TypeAlias, cast

from lora_symbolic.language import operations as op
from lora_symbolic.language.size import Size
from lora_symbolic.language.term import Term

Constant: TypeAlias = "Fraction | Size"
Parts: TypeAlias = "tuple[Constant, tuple[Term, ...], Term | None]"

UNIT = Fraction(1)


def product_of(left: Constant, right: Constant) -> Constant:
    """The product; a rational again when it is one."""
    if isinstance(left, Fraction):
        if isinstance(right, Fraction):
            return left * right
        return as_constant(left * right)
    if isinstance(right, Fraction):
        return product_of(right, left)
    return as_constant(left * right)


def sum_of(left: Constant, right: Constant) -> Constant:
    """The sum; a rational again when it is one."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    return as_constant(cast(Size, left + right))


def as_constant(value: Size) -> Constant:
    """A size as a constant.

    >>> from lora_symbolic.language import size
    >>> as_constant(size(3)), as_constant(size("L"))
    (Fraction(3, 1), L)
    """
    return value if value.number is None else value.number


def is_negative(value: Constant) -> bool:
    """Whether a constant is written with a minus sign."""
    return value < 0 if isinstance(value, Fraction) else value.with_minus


def join(number: Constant, scalars: tuple[Term, ...], core: Term | None) -> Term:
    """The number times the scalars times the core, written from left to right; core None stands for 1."""
    if number == 0:
        return op.scalar(0) if core is None else op.zeros(*core.shape)
    factors = [*scalars] if core is None else [*scalars, core]
    if not factors:
        return op.scalar(number)
    if number == 1:
        return reduce(op.multiply, factors)
    if number == -1:
        return op.negate(reduce(op.multiply, factors))
    return reduce(op.multiply, factors, op.scalar(number))


def as_matrix(term: Term) -> Term:
    """A scalar as a matrix with one entry; any other term as it is."""
    return op.multiply(term, op.ones(1, 1)) if term.is_scalar else term


def is_zero(term: Term | None) -> bool:
    """Whether a term is the zero matrix itself."""
    return term is not None and term.op == "zeros"

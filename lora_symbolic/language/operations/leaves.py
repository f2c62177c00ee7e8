"""Leaves: variables, numbers, sizes as scalars, and constant matrices."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

import sympy

from ..errors import LanguageError
from ..size import ONE, Size, Sizelike, product, size
from ..term import Scalarlike, Term, make
from .constructors import constructs


@constructs("var")
def matrix(name: str, rows: Sizelike, cols: Sizelike = 1) -> Term:
    """A matrix variable.

    >>> matrix("X", "L", "d")
    <X : L x d>
    """
    if not name.isidentifier():
        raise LanguageError(f"matrix name {name!r}: expected a name such as C1")
    m, n = size(rows), size(cols)
    return make("var", (), (name, m, n), (m, n))


@constructs("number", "size")
def scalar(value: int | Fraction | Size) -> Term:
    """A rational number, or a rational expression in sizes, as a scalar term."""
    if isinstance(value, (int, Fraction)):
        return make("number", (), (Fraction(value),), (ONE, ONE), True)
    if value.is_Rational:
        rational = cast(sympy.Rational, value)
        return scalar(Fraction(int(rational.p), int(rational.q)))
    return make("size", (), (value,), (ONE, ONE), True)


def lift(value: Scalarlike) -> Term:
    """A term as it is; a number or size as a scalar term."""
    return value if isinstance(value, Term) else scalar(value)


@constructs("ones")
def ones(rows: Sizelike, cols: Sizelike) -> Term:
    """The matrix whose entries are all 1."""
    m, n = size(rows), size(cols)
    return make("ones", (), (m, n), (m, n))


@constructs("zeros")
def zeros(rows: Sizelike, cols: Sizelike) -> Term:
    """The zero matrix."""
    m, n = size(rows), size(cols)
    return make("zeros", (), (m, n), (m, n))


@constructs("eye")
def eye(n: Sizelike) -> Term:
    """The identity matrix."""
    k = size(n)
    return make("eye", (), (k,), (k, k))


@constructs("commutation")
def commutation(rows: Sizelike, cols: Sizelike) -> Term:
    """The permutation K with K @ vec(W) = vec(W.T) for every W of this shape, vec row-major."""
    m, n = size(rows), size(cols)
    return make("commutation", (), (m, n), (product(m, n), product(m, n)))

r"""Ratios of polynomials: sizes, and what is computed from them.

Dictionary
    Size                 a ratio of two polynomials with integer coefficients; immutable, compared and hashed by value
      .above, .below     the polynomials above and below the line
      .names             the names in it, in alphabetical order
      .name, .integer    the one name, or the one integer, that it is; None where it is none
      .is_plain          whether it is one name or one integer
      .is_polynomial     whether there is nothing below the line
      .terms             the monomials with their coefficients; exponents may be negative
      .numerator, .denominator   both parts as sizes
    ONE                  the integer 1

A common monomial is cancelled, and so is a polynomial that is all of one side and divides the other; no other common
factor is, because where it vanishes the ratio has no value. A sum below the line is written without a minus sign before
it, so that -1/(r - d) and 1/(d - r) are one size. SymPy takes a Size for an expression in positive integer
symbols: in arithmetic with SymPy's expressions, and as an argument of its functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import polynomial as of
from .in_sympy import expression, is_expression
from .polynomial import UNIT, ZERO, Monomial, Polynomial

if TYPE_CHECKING:
    import sympy


class Size:
    """A ratio of polynomials in names that stand for positive integers.

    >>> L, d = Size.named("L"), Size.named("d")
    >>> (L + 1) * (d - 1), L / (2 * d), 1 / (L - d)
    (L*d - L + d - 1, L/(2*d), 1/(L - d))
    """

    __array_ufunc__ = None  # NumPy leaves the operators to us

    above: Polynomial
    below: Polynomial
    name: str | None
    integer: int | None
    _hash: int

    def __init__(self, above: Polynomial, below: Polynomial = UNIT) -> None:
        if below != UNIT:
            above, below = _cancelled(above, below)
        put = object.__setattr__
        put(self, "above", above)
        put(self, "below", below)
        alone = above[0] if len(above) == 1 and below == UNIT else ((), 0)
        integer = None if alone[0] or (above and not alone[1]) else alone[1]
        put(self, "name", alone[0][0][0] if alone[1] == 1 and len(alone[0]) == 1 and alone[0][0][1] == 1 else None)
        put(self, "integer", integer)
        put(self, "_hash", hash((above, below)) if integer is None else hash(integer))

    @staticmethod
    def named(name: str) -> Size:
        """The size of this name."""
        return Size(((((name, 1),), 1),))

    @staticmethod
    def of(value: int | Fraction) -> Size:
        """A number."""
        return Size(of.constant(value.numerator), of.constant(value.denominator))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"sizes are frozen: cannot set {name}")

    def __reduce__(self) -> tuple[type[Size], tuple[Polynomial, Polynomial]]:
        return Size, (self.above, self.below)

    # --- what it is

    @property
    def is_polynomial(self) -> bool:
        """Whether its denominator is a number."""
        return not self.below[0][0] and len(self.below) == 1

    @property
    def is_plain(self) -> bool:
        """Whether it is one name or one integer."""
        return self.name is not None or self.integer is not None

    @property
    def is_sum(self) -> bool:
        """Whether it is written as a sum."""
        return len(self.above) > 1 and self.is_polynomial

    @property
    def number(self) -> Fraction | None:
        """The rational number that it is, if it is one."""
        if not self.above:
            return Fraction(0)
        if len(self.above) == 1 and not self.above[0][0] and self.is_polynomial:
            return Fraction(self.above[0][1], self.below[0][1])
        return None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it."""
        return tuple(sorted({name for part in (self.above, self.below) for m, _ in part for name, _ in m}))

    @property
    def terms(self) -> tuple[tuple[Monomial, int | Fraction], ...]:
        """The monomials, with what is below the line as negative exponents; ValueError for a sum below the line."""
        if self.below == UNIT:
            return self.above
        if len(self.below) > 1:
            raise ValueError(f"{self} is no polynomial")
        (monomial, number) = self.below[0]
        inverse = tuple((name, -exponent) for name, exponent in monomial)
        out = []
        for term, coefficient in self.above:
            ((powers, _),) = of.times(((term, 1),), ((inverse, 1),))
            value = Fraction(coefficient, number)
            out.append((powers, value.numerator if value.denominator == 1 else value))
        return tuple(out)

    @property
    def numerator(self) -> Size:
        """The polynomial above the line."""
        return Size(self.above)

    @property
    def denominator(self) -> Size:
        """The polynomial below the line."""
        return Size(self.below)

    @property
    def with_minus(self) -> bool:
        """Whether it is written with a minus sign before it rather than its negative."""
        return of.with_minus(self.above) if len(self.above) == 1 or self.is_polynomial else False

    def at(self, values: Mapping[str, Size]) -> Size:
        """The size with sizes for some of its names."""
        above, below = (_substituted(part, values) for part in (self.above, self.below))
        return above / below

    # --- arithmetic

    def __add__(self, other: Size | int | Fraction) -> Size:
        right = _size(other)
        if right is None:
            return NotImplemented
        if self.below == right.below:
            return Size(of.plus(self.above, right.above), self.below)
        if (more := of.divided(right.below, self.below)) is not None:
            return Size(of.plus(of.times(self.above, more), right.above), right.below)
        if (more := of.divided(self.below, right.below)) is not None:
            return Size(of.plus(self.above, of.times(right.above, more)), self.below)
        above = of.plus(of.times(self.above, right.below), of.times(right.above, self.below))
        return Size(above, of.times(self.below, right.below))

    __radd__ = __add__

    def __neg__(self) -> Size:
        return Size(of.scaled(-1, self.above), self.below)

    def __sub__(self, other: Size | int | Fraction) -> Size:
        right = _size(other)
        return NotImplemented if right is None else self + -right

    def __rsub__(self, other: int | Fraction) -> Size:
        return -self + other

    def __mul__(self, other: Size | int | Fraction) -> Size:
        right = _size(other)
        if right is None:
            return NotImplemented
        return Size(of.times(self.above, right.above), of.times(self.below, right.below))

    __rmul__ = __mul__

    def __truediv__(self, other: Size | int | Fraction) -> Size:
        right = _size(other)
        if right is None:
            return NotImplemented
        if not right.above:
            raise ZeroDivisionError(f"{self} divided by zero")
        return Size(of.times(self.above, right.below), of.times(self.below, right.above))

    def __rtruediv__(self, other: int | Fraction) -> Size:
        left = _size(other)
        return NotImplemented if left is None else left / self

    def __pow__(self, exponent: int) -> Size:
        if isinstance(exponent, bool) or not isinstance(exponent, int):
            return NotImplemented
        base, out = self if exponent >= 0 else 1 / self, ONE
        for _ in range(abs(exponent)):
            out = out * base
        return out

    # --- comparison and text

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Size):
            return self is other or (
                self._hash == other._hash and self.above == other.above and self.below == other.below
            )
        if isinstance(other, int | Fraction):
            return self.number == other
        return bool(self._sympy_() == other) if is_expression(other) else NotImplemented

    def __int__(self) -> int:
        if self.integer is None:
            raise TypeError(f"{self} is no integer")
        return self.integer

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        if self.is_polynomial:
            return of.polynomial_text(self.terms)
        above = of.polynomial_text(self.above)
        above = above if len(self.above) == 1 else f"({above})"
        (monomial, number), *others = self.below
        if number == 1 and len(monomial) == 1 and not others:  # a power below the line
            name, exponent = monomial[0]
            alone = self.above == UNIT and exponent > 1
            return f"{name}**(-{exponent})" if alone else f"{above}/{of.monomial_text(monomial)}"
        return f"{above}/({of.polynomial_text(self.below)})"

    __repr__ = __str__

    def latex(self, named: Callable[[str], str] = str) -> str:
        r"""In LaTeX; `named` writes a name.

        >>> print((1 / (Size.named("d") - 2)).latex(str.upper))
        \frac{1}{D - 2}
        """
        above, below = (of.polynomial_latex(part, named) for part in (self.above, self.below))
        return above if self.below == UNIT else rf"\frac{{{above}}}{{{below}}}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    @cached_property
    def _as_sympy(self) -> sympy.Expr:
        return expression(self.above, self.below)

    def _sympy_(self) -> sympy.Expr:
        """What SymPy takes it for."""
        return self._as_sympy


ONE = Size(UNIT)


def _size(value: Any) -> Size | None:
    if isinstance(value, Size):
        return value
    return Size.of(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def _cancelled(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The same ratio without a common monomial, and without what is all of one side."""
    if not above:
        return ZERO, UNIT
    monomial, number = of.monomial_content(above, below)
    above, below = (of.without_content(part, monomial, number) for part in (above, below))
    if len(below) == 1:
        (_, coefficient) = below[0]
        return (above, below) if coefficient > 0 else (of.scaled(-1, above), of.scaled(-1, below))
    if (quotient := of.divided(above, below)) is not None and len(quotient) == 1:
        return quotient, UNIT
    if (quotient := of.divided(below, above)) is not None and len(quotient) == 1 and len(above) > 1:
        return _cancelled(UNIT, quotient)
    return (of.scaled(-1, above), of.scaled(-1, below)) if of.with_minus(below) else (above, below)


def _substituted(poly: Polynomial, values: Mapping[str, Size]) -> Size:
    out = Size(ZERO)
    for monomial, coefficient in poly:
        product = Size.of(coefficient)
        for name, exponent in monomial:
            product = product * values.get(name, Size.named(name)) ** exponent
        out = out + product
    return out

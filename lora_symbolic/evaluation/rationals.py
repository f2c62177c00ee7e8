"""Rational numbers from one library to another: Python's Fraction, SymPy's Rational, FLINT's fmpq and exact balls.

Dictionary
    fraction        SymPy's or FLINT's number as a Fraction
    rational        a Fraction as FLINT's fmpq
    as_ball         a Fraction as a ball at the present precision
    integer_in      the one integer that a ball contains
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, arf, fmpq, fmpz

from lora_symbolic.language.later import sympy
from lora_symbolic.language.size import is_expression


def fraction(value: sympy.Rational | int | fmpz | fmpq | arf | arb) -> Fraction:
    """SymPy's Rational, FLINT's fmpq or fmpz, or an exact ball, as a Fraction.

    >>> fraction(fmpq(1, 3)), fraction(arb(0.75))
    (Fraction(1, 3), Fraction(3, 4))
    """
    if isinstance(value, arb | arf):
        mantissa, exponent = (int(part) for part in value.man_exp())
        return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)
    if isinstance(value, fmpq) or (is_expression(value) and value.is_Rational):
        return Fraction(int(value.p), int(value.q))
    return Fraction(int(value))


def rational(value: Fraction | int) -> fmpq:
    """A Fraction as FLINT's number.

    >>> rational(Fraction(1, 3))
    1/3
    """
    return fmpq(value.numerator, value.denominator)


def as_ball(value: Fraction | int) -> arb:
    """A Fraction as a ball around it, as small as the present precision allows.

    >>> as_ball(Fraction(1, 3)).contains(fmpq(1, 3))
    True
    """
    return arb(rational(value))


def integer_in(ball: arb) -> int:
    """The one integer that a ball contains.

    >>> integer_in(arb(2.5).floor())
    2

    Raises ValueError when it contains none, or several.
    """
    found = ball.unique_fmpz()
    if found is None:
        raise ValueError(f"{ball} does not contain exactly one integer")
    return int(found)

"""Exact numbers as short decimals, rounded in the direction that keeps a bound a bound.

Dictionary
    decimal_below, decimal_above    the nearest decimal of so many digits that is not above, not below
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz


def decimal_below(value: Fraction, digits: int = 17) -> str:
    """The largest decimal with this many digits that is at most the value.

    >>> decimal_below(Fraction(2, 3), 3), decimal_below(Fraction(-2, 3), 3), decimal_below(Fraction(5), 3)
    ('6.66e-1', '-6.67e-1', '5.00e+0')
    """
    if value == 0:
        return "0"
    exponent = _length(abs(value.numerator)) - _length(value.denominator)
    if abs(value) < Fraction(10) ** exponent:
        exponent -= 1
    scaled = value * Fraction(10) ** (digits - 1 - exponent)
    mantissa = scaled.numerator // scaled.denominator
    text = str(abs(mantissa))
    exponent += len(text) - digits
    text = text[:digits]
    point = f"{text[0]}.{text[1:]}" if digits > 1 else text
    return f"{'-' if mantissa < 0 else ''}{point}e{exponent:+d}"


def _length(number: int) -> int:
    """The number of decimal digits; FLINT writes numbers of any length."""
    return len(str(fmpz(number)))


def decimal_above(value: Fraction, digits: int = 17) -> str:
    """The smallest decimal with this many digits that is at least the value.

    >>> decimal_above(Fraction(2, 3), 3), decimal_above(Fraction(999999, 10**6), 3)
    ('6.67e-1', '1.00e+0')
    """
    text = decimal_below(-value, digits)
    return text if text == "0" else text[1:] if text.startswith("-") else f"-{text}"

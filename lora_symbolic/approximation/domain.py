"""What may be asked: bounds, degrees, errors and bits, with their limits.

Dictionary
    MAX_DEGREE, MAX_BOUND, MAX_BITS, MIN_EXPONENT   the limits
    checked_interval, checked_degree, checked_eps, checked_width   the value as an exact number, or ApproximationError
    shown(x)        a number in a message, in a few digits
    log2(x)         the logarithm of a positive number, which may be too small or too large for a float
"""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

from .errors import ApproximationError

Number: TypeAlias = int | float | str | Decimal | Fraction

MAX_DEGREE = 4000
MAX_BOUND = 1000
MAX_BITS = 40_000
MIN_EXPONENT = -1000  # smallest power of ten for an error
MAX_SHOWN = 60


def log2(value: Fraction) -> float:
    """The logarithm to the base 2 of a positive number, however small or large.

    >>> log2(Fraction(1, 2**20_000))
    -20000.0
    """
    return math.log2(value.numerator) - math.log2(value.denominator)


def shown(value: Number) -> str:
    """A number as it was given, or its size where that is long.

    >>> shown("1e-3"), shown(Fraction(1, 3)), shown(Fraction(2) ** 20_000)
    ('1e-3', '1/3', 'about 1e6021')
    """
    if isinstance(value, Fraction) and max(abs(value.numerator), value.denominator) >= 10**20:
        sign = "-" if value < 0 else ""
        return f"about {sign}1e{math.ceil(log2(abs(value)) * math.log10(2))}"
    text = str(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def exact_number(value: Number, what: str) -> Fraction:
    """The exact rational value of a number or of its text; a float stands for its shortest decimal.

    Raises ApproximationError for infinities, NaN and text that is no number.

    >>> exact_number("1e-3", "eps"), exact_number(0.1, "eps")
    (Fraction(1, 1000), Fraction(1, 10))
    """
    if isinstance(value, Fraction):
        return value
    try:
        if isinstance(value, str) and "/" in value:
            if len(value) > 200:
                raise ApproximationError(f"{what} has {len(value)} characters; expected at most 200")
            return Fraction(value)
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, ValueError, ZeroDivisionError, TypeError):
        raise ApproximationError(f"{what} is {shown(value)!r}; expected a number") from None
    if not number.is_finite():
        raise ApproximationError(f"{what} is {shown(value)}; expected a finite number")
    if number and not -20 * abs(MIN_EXPONENT) <= number.adjusted() <= 20 * abs(MIN_EXPONENT):
        raise ApproximationError(f"{what} is {shown(value)}; expected a number between 1e-20000 and 1e20000")
    return Fraction(number)


def checked_bound(value: Number) -> Fraction:
    """A bound B on the absolute value of the argument: 0 < B <= MAX_BOUND."""
    bound = exact_number(value, "bound")
    if bound <= 0:
        raise ApproximationError(f"bound is {shown(value)}; expected a number above 0")
    if bound > MAX_BOUND:
        raise ApproximationError(f"bound is {shown(value)}; expected at most {MAX_BOUND}")
    if bound < Fraction(1, 10**6):
        raise ApproximationError(f"bound is {shown(value)}; expected at least 1e-6")
    return bound


def checked_interval(low: Number, high: Number) -> tuple[Fraction, Fraction]:
    """The interval [low, high] as exact numbers: low < high, both at most MAX_BOUND in absolute value."""
    a, b = exact_number(low, "low end"), exact_number(high, "high end")
    if not a < b:
        raise ApproximationError(f"interval [{shown(low)}, {shown(high)}] is empty or a point; expected low < high")
    if max(abs(a), abs(b)) > 2 * MAX_BOUND:
        raise ApproximationError(
            f"interval [{shown(low)}, {shown(high)}] is too far out; expected ends within {2 * MAX_BOUND}"
        )
    checked_bound((b - a) / 2)
    return a, b


def checked_degree(value: int) -> int:
    """A degree from 0 to MAX_DEGREE."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ApproximationError(f"degree is {value!r}; expected a whole number")
    if not 0 <= value <= MAX_DEGREE:
        raise ApproximationError(f"degree is {value}; expected 0 to {MAX_DEGREE}")
    return value


def checked_eps(value: Number) -> Fraction:
    """An error eps with 10^MIN_EXPONENT <= eps < 1."""
    eps = exact_number(value, "eps")
    if not 0 < eps < 1:
        raise ApproximationError(f"eps is {shown(value)}; expected 0 < eps < 1")
    if eps < Fraction(10) ** MIN_EXPONENT:
        raise ApproximationError(f"eps is {shown(value)}; expected at least 1e{MIN_EXPONENT}")
    return eps


def checked_width(value: Number) -> Fraction:
    """A relative width of an enclosure, 2^-MAX_BITS < width < 1."""
    width = exact_number(value, "width")
    if not 0 < width < 1 or -log2(width) > MAX_BITS // 4:
        raise ApproximationError(f"width is {shown(value)}; expected 2^-{MAX_BITS // 4} < width < 1")
    return width


def checked_bits(value: int) -> int:
    """A precision in bits, 53 to MAX_BITS."""
    if not 53 <= value <= MAX_BITS:
        raise ApproximationError(f"precision is {value} bits; expected 53 to {MAX_BITS}")
    return value


def checked_kind(error: str) -> str:
    """The kind of error: relative or absolute."""
    if error not in ("relative", "absolute"):
        raise ApproximationError(f"error is {error!r}; expected relative or absolute")
    return error

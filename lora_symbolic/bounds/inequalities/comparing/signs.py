"""Signs of polynomials on a box, exactly: real roots for one symbol, coefficients for several.

Dictionary
    nonnegative(p, box, strict)    whether a polynomial is certainly >= 0 (> 0) on the whole box
    sign_of_one                    the sign of a polynomial of one symbol, by the roots in its interval
    sign_by_coefficients           the sign of one whose coefficients agree once the box is moved to all numbers >= 0
"""

from __future__ import annotations

from fractions import Fraction

import sympy

from .box import Box, Interval

MAX_DEGREE = 60


def rational(value: Fraction) -> sympy.Rational:
    """A Fraction as SymPy's number."""
    return sympy.Rational(value.numerator, value.denominator)


def nonnegative(polynomial: sympy.Expr, box: Box, strict: bool = False) -> bool:
    """Whether a polynomial is certainly nonnegative on the box; with `strict` certainly positive.

    >>> from .box import FROM_ZERO
    >>> x, y = sympy.symbols("x y", nonnegative=True)
    >>> nonnegative(x**2 - 2 * x + 1, Box()), nonnegative(x**2 - 2 * x + 1, Box(), strict=True)
    (True, False)
    >>> nonnegative(x * y + 1, Box(), strict=True), nonnegative(x - y, Box())
    (True, False)
    """
    if not polynomial.free_symbols:
        return bool(polynomial > 0) if strict else bool(polynomial >= 0)
    constant, factors = sympy.factor_list(polynomial)
    if not constant.is_real:
        return False
    sign = 1 if constant > 0 else -1
    for factor, power in factors:
        if power % 2 == 0 and not strict:
            continue
        found = sign_on(factor, box, strict)
        if found == 0:
            return False
        sign *= found**power
    return sign > 0


def sign_on(polynomial: sympy.Expr, box: Box, strict: bool) -> int:
    """1 when the polynomial is certainly >= 0 on the box, -1 when <= 0, else 0; with `strict` it has no zero there."""
    symbols = sorted(polynomial.free_symbols, key=str)
    if not polynomial.is_polynomial(*symbols) or sympy.Poly(polynomial, *symbols).total_degree() > MAX_DEGREE:
        return 0
    if len(symbols) == 1:
        return sign_of_one(sympy.Poly(polynomial, symbols[0]), box.interval(symbols[0]), strict)
    return sign_by_coefficients(polynomial, box, strict)


def sign_of_one(polynomial: sympy.Poly, interval: Interval, strict: bool = False) -> int:
    """The sign of a square-free polynomial with rational coefficients in the interior of an interval, 0 if it changes.

    >>> x = sympy.Symbol("x")
    >>> sign_of_one(sympy.Poly(x**2 - 2, x), Interval(Fraction(0), Fraction(1)))
    -1
    """
    if not all(coefficient.is_Rational for coefficient in polynomial.all_coeffs()):
        return 0
    low, high = interval.low, interval.high
    ends = [end for end in (low, high) if end is not None]
    lower = -sympy.oo if low is None else rational(low)
    upper = sympy.oo if high is None else rational(high)
    roots = int(polynomial.count_roots(None if low is None else lower, None if high is None else upper))
    at_ends = sum(polynomial.eval(rational(end)) == 0 for end in dict.fromkeys(ends))
    if roots > at_ends:
        return 0
    if strict and any(
        end is not None and closed and polynomial.eval(rational(end)) == 0
        for end, closed in ((low, interval.low_closed), (high, interval.high_closed))
    ):
        return 0
    inside = _inside(interval)
    value = polynomial.eval(rational(inside))
    if value == 0:
        return 0
    return 1 if value > 0 else -1


def _inside(interval: Interval) -> Fraction:
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        return (low + high) / 2
    return low + 1 if low is not None else high - 1 if high is not None else Fraction(0)


def sign_by_coefficients(polynomial: sympy.Expr, box: Box, strict: bool = False) -> int:
    """1 or -1 when all coefficients have this sign after every symbol is written by a number t >= 0, else 0.

    From a on: a + t; up to b: b - t; between a and b: (a + b t) / (1 + t), the denominators multiplied out.
    """
    whole = polynomial
    moved: list[sympy.Symbol] = []
    belongs: dict[sympy.Symbol, int] = {}  # the ends, t = 0, that are points of the box
    for number, symbol in enumerate(sorted(polynomial.free_symbols, key=str)):
        interval = box.interval(symbol)
        t = sympy.Symbol(f"t {number}", nonnegative=True)  # a name that no reader can give
        if interval.low is None and interval.high is None:
            return 0
        if interval.low is not None and interval.high is not None:
            degree = sympy.degree(whole, symbol)
            put = (rational(interval.low) + rational(interval.high) * t) / (1 + t)
            whole = sympy.expand(sympy.cancel(whole.subs(symbol, put) * (1 + t) ** degree))
        else:
            put = rational(interval.low) + t if interval.low is not None else rational(interval.high or Fraction(0)) - t
            whole = sympy.expand(whole.subs(symbol, put))
        moved.append(t)
        if strict and interval.low is not None and interval.high is not None and interval.high_closed:
            return 0
        if interval.low_closed if interval.low is not None else interval.high_closed:
            belongs[t] = 0
    if not whole.free_symbols:
        return _sign_of_number(whole)
    coefficients = sympy.Poly(whole, *moved).coeffs()
    signs = {_sign_of_number(coefficient) for coefficient in coefficients}
    if len(signs) != 1:
        return 0
    if strict and whole.subs(belongs) == 0:
        return 0
    return signs.pop()


def _sign_of_number(value: sympy.Expr) -> int:
    return 1 if value.is_positive else -1 if value.is_negative else 0

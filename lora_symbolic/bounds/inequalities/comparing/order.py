"""Order of bounds: whether one expression is at most another on a whole box, decided without a sample.

Dictionary
    at_most(left, right, box, strict)   how it was decided, in words; None when it was not
    rational_form                       radicals and hyperbolic functions replaced by new symbols with their intervals
    nonnegative_exponential             an exponential polynomial P(x, e^x) on x >= a, by derivatives
    by_balls                            one symbol on a bounded interval, by subdivision
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import sympy
from flint import arb, ctx

from lora_symbolic.evaluation.expressions import BALLS, value

from .box import Box, Interval
from .signs import nonnegative, rational, sign_on

MAX_STEPS = 16
MAX_PIECES = 2000
BITS = 128
ROOT_DENOMINATOR = 2**40
IDENTICAL = "the two sides are equal"
MINIMUM = "a minimum is at most each of its members"
MAXIMUM = "a maximum is at least each of its members"
BY_SIGNS = "the sign of the difference, a rational function, by real roots and coefficients"
BY_DERIVATIVES = "the difference and its derivatives at the end of the range, an exponential polynomial"
BY_BALLS = "balls over the whole range, by subdivision"


def at_most(left: sympy.Expr, right: sympy.Expr, box: Box, strict: bool = False) -> str | None:
    """How left <= right (with `strict`, left < right) was decided for every point of the box; None when it was not.

    >>> t = sympy.Symbol("t", nonnegative=True)
    >>> at_most(sympy.tanh(t / 2), t / 2, Box()) == BY_DERIVATIVES
    True
    >>> at_most(sympy.tanh(t / 2), t / 3, Box()) is None
    True
    """
    if left == right and not strict:
        return IDENTICAL
    if isinstance(left, sympy.Max) or isinstance(right, sympy.Min):
        pairs = [(one, right) for one in left.args] if isinstance(left, sympy.Max) else []
        pairs = pairs or [(left, one) for one in right.args]
        return _all(f"each member of {left if isinstance(left, sympy.Max) else right}", pairs, box, strict)
    if isinstance(left, sympy.Min) or isinstance(right, sympy.Max):
        pairs = [(one, right) for one in left.args] if isinstance(left, sympy.Min) else []
        pairs = pairs or [(left, one) for one in right.args]
        member = MINIMUM if isinstance(left, sympy.Min) else MAXIMUM
        found = ((one, other, at_most(one, other, box, strict)) for one, other in pairs)
        return next((_some(member, one, other, how, strict) for one, other, how in found if how), None)
    difference = right - left
    if difference.has(sympy.Max, sympy.Min):
        return _case_by_case(left, right, box, strict)
    if not strict and _plainly_nonnegative(difference, box):
        return BY_SIGNS
    try:
        return _nonnegative(difference, box, strict)
    except (sympy.PolynomialError, NotImplementedError, ZeroDivisionError):
        return None


def _plainly_nonnegative(difference: sympy.Expr, box: Box) -> bool:
    """Whether each term is a nonnegative multiple of powers of symbols that are nonnegative on the box."""
    for term in sympy.Add.make_args(difference):
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Rational or coefficient < 0:
            return False
        for factor in sympy.Mul.make_args(rest):
            base, power = factor.as_base_exp()
            if base.is_Rational and base > 0 and power.is_Integer:
                continue
            if not (base.is_Symbol and power.is_Rational and power > 0):
                return False
            if (low := box.interval(base).low) is None or low < 0:
                return False
    return True


def _case_by_case(left: sympy.Expr, right: sympy.Expr, box: Box, strict: bool) -> str | None:
    """A maximum or minimum is one of its arguments: the order is decided with each of them in its place."""
    choice = min((right - left).atoms(sympy.Max, sympy.Min), key=lambda node: (len(str(node)), str(node)))
    cases = [(left.xreplace({choice: one}), right.xreplace({choice: one})) for one in choice.args]
    return _all(f"each member of {choice} in its place", cases, box, strict)


def _all(said: str, pairs: list[tuple[sympy.Expr, sympy.Expr]], box: Box, strict: bool) -> str | None:
    """How every pair was decided, each reason once; None when one was not."""
    reasons: list[str] = []
    for left, right in pairs:
        if (how := at_most(left, right, box, strict)) is None:
            return None
        reasons.append(how)
    return f"{said}: {'; '.join(dict.fromkeys(reasons))}"


def _some(member: str, left: sympy.Expr, right: sympy.Expr, how: str, strict: bool) -> str:
    """In words, that one pair suffices: a member of a minimum on the left or of a maximum on the right."""
    return member if how == IDENTICAL else f"{member}, and {left} {'<' if strict else '<='} {right}: {how}"


def _nonnegative(difference: sympy.Expr, box: Box, strict: bool) -> str | None:
    whole, inner = rational_form(difference, box)
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(whole)))
    if numerator == 0:
        return None if strict else IDENTICAL
    exponentials = sorted(whole.atoms(sympy.exp), key=str)
    if not exponentials:
        if not whole.is_rational_function(*whole.free_symbols):
            return by_balls(difference, box, strict)
        # a denominator may vanish at ends that do not belong to the range, where nothing is claimed
        if nonnegative(sympy.expand(numerator * denominator), inner, strict):
            return BY_SIGNS
        return None
    return _with_exponentials(whole, inner, strict) or by_balls(difference, box, strict)


# --- to rational functions


def rational_form(expression: sympy.Expr, box: Box) -> tuple[sympy.Expr, Box]:
    """The expression without radicals and hyperbolic functions, in new symbols whose intervals the new box has.

    sqrt(1 - x^2) with 0 <= x <= 1 is (1 - u^2) / (1 + u^2) for x = 2 u / (1 + u^2); sqrt(x) is s for x = s^2.
    """
    whole = expression.replace(
        lambda node: isinstance(node, sympy.tan) and node.args[0].has(sympy.asin), lambda node: _half_angle(node)
    )
    whole = whole.replace(sympy.tanh, lambda x: (sympy.exp(2 * x) - 1) / (sympy.exp(2 * x) + 1))
    for symbol in sorted(whole.free_symbols, key=str):
        circle = sympy.sqrt(1 - symbol**2)
        interval = box.interval(symbol)
        if (turned := _turned(whole, symbol, interval)) is not None:
            whole, box = turned[0], box.with_interval(turned[1], turned[2])
        elif whole.has(circle) or any(root.has(symbol) and root.base == 1 - symbol**2 for root in _roots(whole)):
            if interval.low is None or interval.low < 0 or interval.high is None or interval.high > 1:
                continue
            u = sympy.Symbol(f"u {symbol}", nonnegative=True)
            box = box.with_interval(u, _half_tangent(interval))
            one = (1 - u**2) / (1 + u**2)
            whole = whole.replace(
                lambda node, s=symbol: node.is_Pow and node.base == 1 - s**2 and (2 * node.exp).is_Integer,
                lambda node, one=one: one ** (2 * node.exp),
            )
            whole = whole.subs(symbol, 2 * u / (1 + u**2))
        elif any(root.base.has(symbol) for root in _roots(whole)) and interval.low is not None and interval.low >= 0:
            s = sympy.Symbol(f"s {symbol}", positive=symbol.is_positive, nonnegative=True)
            box = box.with_interval(s, _root_interval(interval))
            whole = whole.subs(symbol, s**2)
    return whole, box


def _turned(
    whole: sympy.Expr, symbol: sympy.Symbol, interval: Interval
) -> tuple[sympy.Expr, sympy.Symbol, Interval] | None:
    """Without roots of 1 - x and 1 + x, by x = (1 - w^2) / (1 + w^2); None where this does not remove all roots."""
    low, high = interval.low, interval.high
    roots = [root for root in _roots(whole) if root.base.has(symbol)]
    if not roots or low is None or high is None or low < 0 or high > 1 or symbol in [root.base for root in roots]:
        return None
    w = sympy.Symbol(f"w {symbol}", positive=True)
    put = (1 - w**2) / (1 + w**2)
    found = whole.replace(
        lambda node: node.is_Pow and node.base.has(symbol) and (2 * node.exp).is_Integer and not node.exp.is_Integer,
        lambda node: sympy.sqrt(sympy.factor(sympy.cancel(node.base.subs(symbol, put)))) ** (2 * node.exp),
    ).subs(symbol, put)
    if any(root.base.has(w) for root in _roots(found)):
        return None
    square_low, square_high = (1 - high) / (1 + high), (1 - low) / (1 + low)
    return found, w, Interval(square_low, (1 + square_high) / 2, interval.high_closed, interval.low_closed)


def _half_angle(node: sympy.Expr) -> sympy.Expr:
    x = next(iter(node.args[0].atoms(sympy.asin))).args[0]
    return x / (1 + sympy.sqrt(1 - x**2)) if node.args[0] == sympy.asin(x) / 2 else node


def _roots(expression: sympy.Expr) -> list[sympy.Pow]:
    return [node for node in expression.atoms(sympy.Pow) if node.exp.is_Rational and not node.exp.is_Integer]


def _half_tangent(interval: Interval) -> Interval:
    """An interval of u that contains all with 2 u / (1 + u^2) in the given one."""
    low, high = interval.low or Fraction(0), Fraction(1) if interval.high is None else interval.high
    start = Fraction(0) if low == 0 else low / 2  # u >= x / 2
    end = Fraction(1) if high == 1 else min(Fraction(1), high)  # u <= x
    return Interval(start, end, interval.low_closed, interval.high_closed)


def _root_interval(interval: Interval) -> Interval:
    """An interval of s that contains all with s^2 in the given one."""
    low, high = (None if end is None else _root_below(end) for end in (interval.low, interval.high))
    if high is not None and interval.high is not None and high * high != interval.high:
        high += Fraction(1, ROOT_DENOMINATOR)
    return Interval(low, high, interval.low_closed, interval.high_closed)


def _root_below(number: Fraction) -> Fraction:
    exact = Fraction(isqrt(number.numerator), isqrt(number.denominator))
    if exact * exact == number:
        return exact
    return Fraction(isqrt(number.numerator * ROOT_DENOMINATOR**2 // number.denominator), ROOT_DENOMINATOR)


# --- exponentials


def _with_exponentials(whole: sympy.Expr, box: Box, strict: bool) -> str | None:
    """Exponentials of multiples of one symbol: each coefficient of the other symbols an exponential polynomial."""
    exponents = [node.args[0] for node in whole.atoms(sympy.exp)]
    hard = {symbol for exponent in exponents for symbol in exponent.free_symbols}
    if len(hard) != 1:
        return None
    x = hard.pop()
    slopes = [exponent / x for exponent in exponents]
    interval = box.interval(x)
    if not all(slope.is_Rational for slope in slopes) or interval.low is None:
        return None
    unit = sympy.gcd([sympy.Abs(slope) for slope in slopes]) if len(slopes) > 1 else sympy.Abs(slopes[0])
    y = sympy.Symbol("exp x", positive=True)
    scale = Fraction(int(unit.p), int(unit.q))
    algebraic = whole.replace(
        lambda node: isinstance(node, sympy.exp), lambda node: y ** sympy.Integer(node.args[0] / x / unit)
    ).subs(x, x / unit)
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(algebraic)))
    start = interval.low * scale
    signs = [_sign_of_coefficients(part, x, y, start, box, strict) for part in (numerator, denominator)]
    return BY_DERIVATIVES if 0 not in signs and signs[0] == signs[1] else None


def _sign_of_coefficients(
    part: sympy.Expr, x: sympy.Symbol, y: sympy.Symbol, start: Fraction, box: Box, strict: bool
) -> int:
    """The common sign of the factors: those without x by their coefficients, the others as exponential polynomials."""
    constant, factors = sympy.factor_list(part)
    sign = 1 if constant > 0 else -1
    for factor, power in factors:
        if power % 2 == 0 and not strict:
            continue
        if not factor.has(x) and not factor.has(y):
            found = sign_on(factor, box, strict)
        else:
            others = sorted(factor.free_symbols - {x, y}, key=str)
            found = 0
            if all((low := box.interval(other).low) is not None and low >= 0 for other in others):
                pieces = sympy.Poly(factor, *others).coeffs() if others else [factor]
                if strict and factor.subs(dict.fromkeys(others, 0)) == 0:
                    return 0
                if all(nonnegative_exponential(piece, x, y, start, strict) for piece in pieces):
                    found = 1
                elif all(nonnegative_exponential(-piece, x, y, start, strict) for piece in pieces):
                    found = -1
        if found == 0:
            return 0
        sign *= found**power
    return sign


def nonnegative_exponential(
    whole: sympy.Expr, x: sympy.Symbol, y: sympy.Symbol, start: Fraction, strict: bool = False, steps: int = MAX_STEPS
) -> bool:
    """Whether P(x, e^x) >= 0 for all x >= start: P >= 0 there, and its derivative is nonnegative by the same rule.

    Each step divides by the power of e^x common to all terms, so that the derivative loses a degree in x.

    >>> x, y = sympy.symbols("x y")
    >>> nonnegative_exponential(y - 1 - x, x, y, Fraction(0)), nonnegative_exponential(y - 1 - 2 * x, x, y, Fraction(0))
    (True, False)
    """
    whole = sympy.expand(whole)
    if whole == 0:
        return not strict
    common = min(power for (power,), _ in sympy.Poly(whole, y).terms()) if whole.has(y) else 0
    whole = sympy.expand(whole / y**common)
    if not whole.has(y):
        return nonnegative(whole, Box({x: Interval(start)}), strict)
    if not whole.has(x):
        least = Fraction(1) if start == 0 else _below_exp(start)
        return nonnegative(whole, Box({y: Interval(least)}), strict)
    if steps == 0:
        return False
    at_start = _at(whole, x, y, start)
    if not (at_start > 0 if strict else at_start >= 0):
        return False
    slope = sympy.diff(whole, x) + y * sympy.diff(whole, y)
    return nonnegative_exponential(slope, x, y, start, False, steps - 1)


def _at(whole: sympy.Expr, x: sympy.Symbol, y: sympy.Symbol, start: Fraction) -> arb:
    with ctx.workprec(BITS):
        at = {x.name: BALLS.rational(start), y.name: BALLS.rational(start).exp() if start else arb(1)}
        found: arb = value(whole, at, BALLS)
        return found


def _below_exp(start: Fraction) -> Fraction:
    from lora_symbolic.evaluation.rationals import fraction

    with ctx.workprec(BITS):
        return fraction(BALLS.rational(start).exp().lower())


# --- balls


def by_balls(difference: sympy.Expr, box: Box, strict: bool = False) -> str | None:
    """Positivity of an expression of one symbol on a bounded interval, its ends included, by subdivision."""
    symbols = list(difference.free_symbols)
    if len(symbols) != 1:
        return None
    interval = box.interval(symbols[0])
    if interval.low is None or interval.high is None:
        return None
    pieces = [(interval.low, interval.high)]
    with ctx.workprec(BITS):
        for _ in range(MAX_PIECES):
            if not pieces:
                return BY_BALLS
            low, high = pieces.pop()
            middle, radius = (low + high) / 2, (high - low) / 2
            ball = BALLS.rational(middle) + arb(0, 1) * BALLS.rational(radius)
            try:
                found = value(difference, {symbols[0].name: ball}, BALLS)
            except (ValueError, KeyError):
                return None
            if found > 0:
                continue
            if radius < Fraction(1, 2**40) or found < 0:
                return None
            pieces += [(low, middle), (middle, high)]
    return None


__all__ = ["at_most", "by_balls", "nonnegative_exponential", "rational", "rational_form"]

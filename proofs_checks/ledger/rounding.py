"""Rounding: a printed decimal against the exact rational number that it rounds.

Dictionary
    rational        the exact value of an expression in integers, decimals, + - * / and brackets
    round_half_up   the decimal with as many digits as printed, ties away from zero
    compare         both, and whether they agree; by_decimals and by_integers say the same by other arithmetic
"""

from __future__ import annotations

import ast
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Any

from lora_symbolic.language.errors import SyntaxProblem

_DECIMAL = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?")
_MAX_TEXT = 200


def rational(text: str) -> Fraction:
    """The exact value of an arithmetic expression; decimals are read as printed.

    >>> rational("100 * 3 / 58")
    Fraction(150, 29)
    >>> rational("0.1 + 0.2")
    Fraction(3, 10)

    Raises SyntaxProblem for anything but numbers, + - * / and brackets, and for a division by zero.
    """
    try:
        if len(text) > _MAX_TEXT:
            raise ValueError
        body = ast.parse(text.strip(), mode="eval").body
        return _value(body, text.strip())
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError):
        raise SyntaxProblem(f"{text[:60]!r}: expected numbers, + - * / and brackets, no division by zero") from None


def _value(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(ast.get_source_segment(text, node) or "")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, text)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, text), _value(node.right, text)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            return left / right
    raise ValueError(text)


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """The nearest multiple of 10^-digits, ties away from zero.

    >>> round_half_up(Fraction(150, 29), 1)
    Fraction(26, 5)
    """
    scale = 10**digits
    magnitude = (abs(value) * scale * 2 + 1) // 2
    return Fraction(magnitude if value >= 0 else -magnitude, scale)


def printed_digits(text: str) -> int:
    """The number of decimals that a printed number shows.

    Raises SyntaxProblem when the text is no decimal number.
    """
    if _DECIMAL.fullmatch(text.strip()) is None:
        raise SyntaxProblem(f"{text[:60]!r}: expected a decimal number such as 5.2")
    return len(text.strip().partition(".")[2])


def compare(value: str, printed: str) -> dict[str, Any]:
    """The exact value, what it rounds to, and whether that is what is printed."""
    exact, digits = rational(value), printed_digits(printed)
    rounded = round_half_up(exact, digits)
    with localcontext() as context:
        context.prec = 2 * _MAX_TEXT  # every digit: a text of that length has no more
        shown = f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):.{digits}f}"
    agrees = rounded == Fraction(printed.strip())
    return {"value": value, "printed": printed, "exact": str(exact), "rounded": shown, "agrees": agrees}


def by_decimals(value: str, printed: str) -> bool:
    """The same comparison by decimal arithmetic of 60 digits, which shares no code with the exact one."""
    exact = rational(value)
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        try:
            step = Decimal(1).scaleb(-printed_digits(printed))
            return quotient.quantize(step, rounding=ROUND_HALF_UP) == Decimal(printed.strip())
        except InvalidOperation:
            return False


def by_integers(value: str, printed: str) -> bool:
    """Whether the value lies within half a unit of the last printed digit, by one inequality between integers."""
    exact, unit = rational(value), 2 * 10 ** printed_digits(printed)
    shown: int = (Fraction(printed.strip()) * unit).numerator
    low, high = (shown - 1) * exact.denominator, (shown + 1) * exact.denominator
    scaled: int = exact.numerator * unit
    if exact < 0:
        return low < scaled <= high
    return low <= scaled < high

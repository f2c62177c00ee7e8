"""Powers of each entry with rational exponents.

Dictionary (x a term, n a positive integer, q no integer)
    power(x, n)     x * x * ... * x             power(x, -n)    power(1 / x, n)
    power(x, 0)     all 1                       power(x, q)     exp(q * log(x)), where x is positive
    sqrt(x)         power(x, 1/2)
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import cast

from ...errors import LanguageError
from ...term import Term
from ..arithmetic import divide, multiply
from ..broadcasting import spread
from ..entrywise import exp, log
from ..leaves import lift, scalar
from ..shapes import quoted

MAX_POWER = 16


def power(term: Term, exponent: int | Fraction) -> Term:
    """Every entry to a rational power; one that is no integer asks for positive entries.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "m", "n")
    >>> [str(power(X, Fraction(q))) for q in ("3", "-1", "1/2", "-3/2")]
    ['X * X * X', 'reciprocal(X)', 'sqrt(X)', 'X**(-3/2)']

    Raises LanguageError for an exponent that is no exact number, or an integer beyond 16.
    """
    given = lift(exponent)
    if given.op != "number":
        raise LanguageError(f"**: the exponent is {quoted(given)}; expected a rational number such as 2, -1 or 1/2")
    value = cast(Fraction, given.data[0])
    if value.denominator != 1:
        return exp(multiply(scalar(value), log(term)))
    if abs(value) > MAX_POWER:
        raise LanguageError(f"the power {value}: expected an exponent from -{MAX_POWER} to {MAX_POWER}")
    if value == 0:
        return spread(scalar(1), *term.shape) if not term.is_scalar else scalar(1)
    factor = term if value > 0 else divide(scalar(1), term)
    return reduce(multiply, [factor] * abs(int(value)))


def sqrt(term: Term) -> Term:
    """The square root of every entry; a claim that uses it holds where every entry of the argument is positive.

    >>> from lora_symbolic.language import matrix
    >>> sqrt(matrix("X", "m", "n"))
    <sqrt(X) : m x n>

    Shapes: m x n -> m x n.
    Raises LanguageError for what is neither a term nor an exact number.
    Source: NIST Digital Library of Mathematical Functions, 4.2.
    """
    return power(term, Fraction(1, 2))

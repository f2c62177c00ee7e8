"""Values of expressions: a SymPy expression at numbers, in floats, in exact rationals or in balls.

Dictionary
    Arithmetic               which functions a kind of numbers has
    FLOATS, BALLS, EXACT     NumPy arrays; python-flint's arb; Fraction (roots of squares, no exponentials)
    value(expression, at, kind)   the expression with a number for every symbol
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isqrt
from operator import add, mul
from typing import Any

import numpy as np

from lora_symbolic.language.later import sympy

from .rationals import as_ball, fraction


@dataclass(frozen=True)
class Arithmetic:
    """One kind of numbers: how a rational is written in it, and its functions by SymPy's names."""

    name: str
    rational: Callable[[Fraction], Any]
    functions: Mapping[str, Callable[[Any], Any]]
    larger: Callable[[Any, Any], Any]
    smaller: Callable[[Any, Any], Any]
    root: Callable[[Any], Any]


def _no_function(value: Any) -> Any:
    raise ValueError("exact rationals have no exponentials")


FLOATS = Arithmetic(
    "float64",
    float,
    {
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "atanh": np.arctanh,
        "tan": np.tan,
        "atan": np.arctan,
        "asin": np.arcsin,
        "Abs": np.abs,
    },
    np.maximum,
    np.minimum,
    np.sqrt,
)
BALLS = Arithmetic(
    "balls",
    as_ball,
    {
        "exp": lambda x: x.exp(),
        "log": lambda x: x.log(),
        "tanh": lambda x: x.tanh(),
        "atanh": lambda x: x.atanh(),
        "tan": lambda x: x.tan(),
        "atan": lambda x: x.atan(),
        "asin": lambda x: x.asin(),
        "Abs": abs,
    },
    lambda x, y: x.max(y),
    lambda x, y: x.min(y),
    lambda x: x.sqrt(),
)


def _exact_root(square: Fraction) -> Fraction:
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    if root * root != square:
        raise ValueError(f"the square root of {square} is not rational")
    return root


EXACT = Arithmetic("exact", Fraction, {"Abs": abs}, max, min, _exact_root)


def value(bound: sympy.Expr, at: Mapping[str, Any], kind: Arithmetic) -> Any:
    """The value of an expression, with numbers by the names of its symbols.

    >>> a, n = sympy.Symbol("|A|", positive=True), sympy.Symbol("n", positive=True)
    >>> value(a * n**2 / 2, {"|A|": Fraction(1, 3), "n": 3}, EXACT)
    Fraction(3, 2)

    Raises KeyError for a symbol without a number, ValueError for a function that the numbers do not have.
    """
    if bound.is_Symbol:
        return at[bound.name]
    if bound.is_Rational:
        return kind.rational(fraction(bound))
    if bound.is_Pow:
        return _power(bound, at, kind)
    parts = [value(argument, at, kind) for argument in bound.args]
    if bound.is_Add:
        return reduce(add, parts)
    if bound.is_Mul:
        return reduce(mul, parts)
    if isinstance(bound, sympy.Max):
        return reduce(kind.larger, parts)
    if isinstance(bound, sympy.Min):
        return reduce(kind.smaller, parts)
    name = type(bound).__name__
    if name not in kind.functions:
        raise ValueError(f"{name} in an expression: expected sums, products, powers, {', '.join(kind.functions)}")
    return kind.functions[name](parts[0])


def _power(bound: sympy.Expr, at: Mapping[str, Any], kind: Arithmetic) -> Any:
    base, exponent = bound.args
    if base is sympy.E:
        return kind.functions.get("exp", _no_function)(value(exponent, at, kind))
    if not (exponent.is_Rational and exponent.q in (1, 2)):
        raise ValueError(f"{bound}: expected integer powers and square roots")
    root = value(base, at, kind)
    if exponent.q == 2:
        root = kind.root(root)
    power = root ** abs(int(exponent.p))
    return power if exponent.p > 0 else kind.rational(Fraction(1)) / power

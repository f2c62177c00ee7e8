"""A second look at a step, by other means than those that proved it.

Dictionary
    equality_again  two terms: exactly at random shapes, or in 50 digits at random shapes
    order_again     left <= right: exactly at random positive fractions, or in 50 digits at random positive numbers
    limit_again     in 50 digits along 10^4, 10^6, 10^8, all other symbols 1: nearer and nearer
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import sympy

from lora_symbolic.evaluation import evaluate, mpmath_numbers
from lora_symbolic.evaluation.sizes import size_at
from lora_symbolic.language import Term, variables
from lora_symbolic.proving import identity_test
from lora_symbolic.proving.random_tests import random_shapes

from .argument import Look

DIGITS = 50


def equality_again(left: Term, right: Term) -> Look:
    """Identity test, or both sides in many digits."""

    def look(kind: str, seed: int) -> bool:
        if kind == "exact":
            return identity_test(left, right, seed).agrees
        random = Random(seed)  # noqa: S311
        numbers = mpmath_numbers(DIGITS)
        for sizes in random_shapes((left, right), seed, 2):
            values = {
                variable.name: [
                    [Fraction(random.randint(-40, 40), 29) for _ in range(size_at(variable.cols, sizes))]
                    for _ in range(size_at(variable.rows, sizes))
                ]
                for variable in {*variables(left), *variables(right)}
            }
            one, other = (evaluate(term, values, sizes, numbers) for term in (left, right))
            with mpmath.workdps(DIGITS):
                if any(
                    abs(a - b) > mpmath.mpf(10) ** -35 * (1 + abs(a)) for a, b in zip(one.flat, other.flat, strict=True)
                ):
                    return False
        return True

    return look


def _points(left: sympy.Expr, right: sympy.Expr, seed: int, kind: str) -> list[dict[Any, Any]]:
    random = Random(seed)  # noqa: S311
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)

    def value() -> sympy.Expr:
        number = sympy.Rational(random.randint(1, 10**4), random.randint(1, 10**3))
        return number if kind == "exact" else sympy.sqrt(number)

    return [{symbol: value() for symbol in symbols} for _ in range(12)]


def order_again(left: sympy.Expr, right: sympy.Expr) -> Look:
    """At random positive points."""

    def look(kind: str, seed: int) -> bool:
        for point in _points(left, right, seed, kind):
            difference = (right - left).subs(point)
            if kind == "exact" and not difference >= 0:
                return False
            if kind == "digits" and sympy.N(difference, DIGITS) < -sympy.Rational(1, 10**30):
                return False
        return True

    return look


def limit_again(expression: sympy.Expr, variable: sympy.Symbol, value: sympy.Expr) -> Look:
    """Along powers of ten; exactly there is nothing to look at."""

    def look(kind: str, seed: int) -> bool:
        if kind == "exact":
            return True
        others = {symbol: sympy.Integer(1) for symbol in expression.free_symbols - {variable}}
        found = [
            sympy.N(expression.subs({**others, variable: sympy.Integer(10) ** power}), DIGITS) for power in (4, 6, 8)
        ]
        if not value.is_finite:
            return bool(found[0] < found[1] < found[2] and found[2] > 10**3)
        target = sympy.N(value.subs(others), DIGITS)
        gaps = [abs(number - target) for number in found]
        return bool(gaps[2] <= gaps[1] <= gaps[0] and gaps[2] <= (1 + abs(target)) / 5)

    return look

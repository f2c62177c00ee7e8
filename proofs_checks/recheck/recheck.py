"""Counterexamples confirmed: evaluate both sides with certainty where the data says, nothing more.

Dictionary
    recheck(counterexample, lhs, rhs)   None when confirmed, else one line that says what does not hold
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from lora_symbolic.evaluation import RATIONAL, EvaluationError, ball_numbers, evaluate
from lora_symbolic.language.term import Term


def recheck(counterexample: Mapping[str, Any], lhs: Term, rhs: Term, bits: int = 512) -> str | None:
    """Whether the two sides differ at the stated entry by at least the stated gap, which must be positive."""
    numbers = RATIONAL if counterexample["exact"] else ball_numbers(bits)
    sizes, matrices = counterexample["sizes"], counterexample["matrices"]
    row, column = counterexample["entry"]
    gap, values = Fraction(counterexample["gap"]), (Fraction(counterexample["lhs"]), Fraction(counterexample["rhs"]))
    if gap <= 0:
        return f"the gap is {gap}; expected a positive number"
    try:
        left, right = evaluate(lhs, matrices, sizes, numbers), evaluate(rhs, matrices, sizes, numbers)
    except EvaluationError as problem:
        return str(problem)
    if not (0 <= row < left.shape[0] and 0 <= column < left.shape[1]) or left.shape != right.shape:
        return f"entry {row}, {column} is outside {left.shape} or {right.shape}"
    with numbers.activated():
        least, slack = fmpq(gap.numerator, gap.denominator), fmpq(1, 10**15)
        if not abs(left[row, column] - right[row, column]) >= least:
            return f"the sides differ by {abs(left[row, column] - right[row, column])}, not by at least {gap}"
        for actual, stated in zip((left[row, column], right[row, column]), values, strict=True):
            if not abs(actual - fmpq(stated.numerator, stated.denominator)) <= slack * (1 + abs(actual)):
                return f"a side is {actual}, not {stated}"
    return None

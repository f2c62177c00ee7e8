"""Counterexamples confirmed: evaluate both sides with certainty where the data says, nothing more.

Dictionary
    recheck(counterexample, lhs, rhs)   None when confirmed, else one line that says what does not hold
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import arb, fmpq

from lora_symbolic.evaluation import RATIONAL, EvaluationError, ball_numbers, evaluate
from lora_symbolic.language.term import Term


def recheck(counterexample: Mapping[str, Any], lhs: Term, rhs: Term, bits: int = 512) -> str | None:
    """Whether the two sides differ at the stated entry by at least the stated gap, which must be positive."""
    numbers = RATIONAL if counterexample["exact"] else ball_numbers(bits)
    sizes, matrices, (row, column) = (counterexample[key] for key in ("sizes", "matrices", "entry"))
    with numbers.activated():  # a decimal exponent may be beyond what a fraction can hold
        read = arb if not counterexample["exact"] else numbers.entry
        gap, *values = (read(counterexample[key]) for key in ("gap", "lhs", "rhs"))
        if not gap > 0:
            return f"the gap is {gap}; expected a positive number"
        try:
            left, right = evaluate(lhs, matrices, sizes, numbers), evaluate(rhs, matrices, sizes, numbers)
        except EvaluationError as problem:
            return str(problem)
        if not (0 <= row < left.shape[0] and 0 <= column < left.shape[1]) or left.shape != right.shape:
            return f"entry {row}, {column} is outside {left.shape} or {right.shape}"
        if not abs(left[row, column] - right[row, column]) >= gap:
            return f"the sides differ by {abs(left[row, column] - right[row, column])}, not by at least {gap}"
        for actual, stated in zip((left[row, column], right[row, column]), values, strict=True):
            if not abs(actual - stated) <= fmpq(1, 10**15) * (1 + abs(actual)):
                return f"a side is {actual}, not {stated}"
    return None

"""Equations that a claim takes for granted, looked at where a counterexample is: evaluation alone.

Dictionary
    unsatisfied(counterexample, where)   None when every equation holds there exactly, else the first that does not
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lora_symbolic.evaluation import RATIONAL, EvaluationError, evaluate
from lora_symbolic.language import Equation


def unsatisfied(counterexample: Mapping[str, Any], where: Sequence[Equation]) -> str | None:
    """The first of some equations that does not hold at the matrices of a counterexample, in exact rationals."""
    sizes, matrices = counterexample["sizes"], counterexample["matrices"]
    for equation in where:
        try:
            left, right = (evaluate(side, matrices, sizes, RATIONAL) for side in (equation.lhs, equation.rhs))
        except EvaluationError as problem:
            return f"where {equation}: {problem}"
        if left.shape != right.shape or (left != right).any():
            return f"where {equation}: it does not hold there"
    return None

"""Equations that a claim takes for granted, looked at where a counterexample is: evaluation alone.

Dictionary
    unsatisfied(counterexample, where)   None when every equation holds there exactly, else the first that does not
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lora_symbolic.evaluation import RATIONAL, EvaluationError, evaluate
from lora_symbolic.language import Equation
from lora_symbolic.language.statement import InRange


def unsatisfied(counterexample: Mapping[str, Any], where: Sequence[Equation]) -> str | None:
    """The first of some equations that does not hold at the matrices of a counterexample, in exact rationals."""
    sizes, matrices = counterexample["sizes"], counterexample["matrices"]
    for equation in where:
        if isinstance(equation, InRange):
            value = Fraction(str(matrices.get(equation.scalar.name, [["0"]])[0][0]))
            if equation.scalar.name in matrices and not equation.scalar.contains(value):
                return f"where {equation}: {equation.scalar.name} is {value}"
            continue
        try:
            left, right = (evaluate(side, matrices, sizes, RATIONAL) for side in (equation.lhs, equation.rhs))
        except EvaluationError as problem:
            return f"where {equation}: {problem}"
        if left.shape != right.shape or (left != right).any():
            return f"where {equation}: it does not hold there"
    return None

"""Violations of inequalities confirmed: hypotheses and both sides evaluated with certainty at the stated point.

Dictionary
    problem_with(data, stated, where)   None when the data are a point within the hypotheses at which a link of the
                                        chain certainly fails by the stated gap, else one line that says why not
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq

from lora_symbolic.evaluation import RATIONAL, EvaluationError, ball_numbers, evaluate
from lora_symbolic.evaluation.measures.sides import Point, certain_sides, holds_at
from lora_symbolic.language.statement import Equation, Holds

BITS = 256


def problem_with(data: Mapping[str, Any], stated: Holds, where: Sequence[Equation] = ()) -> str | None:
    """None when the data refute the claim, else one line that says why not."""
    try:
        return _problem(data, stated, where)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        return f"not the data of a violation ({type(error).__name__}: {error})"


def _problem(data: Mapping[str, Any], stated: Holds, where: Sequence[Equation]) -> str | None:
    matrices = {name: [[Fraction(entry) for entry in row] for row in rows] for name, rows in data["matrices"].items()}
    scalars = {name: Fraction(text) for name, text in data["scalars"].items()}
    point = Point(data["sizes"], matrices, scalars)
    for name, scalar in stated.scalars.items():
        if not scalar.contains(scalars[name]):
            return f"{name} = {scalars[name]} is outside its range"
    for hypothesis in stated.hypotheses:
        for link in hypothesis.links:
            if holds_at(link, point) is not True:
                return f"the hypothesis {link.text} does not certainly hold"
    for equation in where:
        if (problem := _unequal(equation, point)) is not None:
            return problem
    named = [one for one in stated.comparison.links if one.text == data["claim"]]
    if not named:
        return f"{data['claim']} is no part of the claim"
    try:
        left, right, exact = certain_sides(named[0], point)
    except EvaluationError as problem:
        return str(problem)
    row, column = data["entry"]
    with ball_numbers(BITS).activated():
        difference = (left + 0 * right)[row, column] - (right + 0 * left)[row, column]
        gap = Fraction(data["gap"])
        if named[0].relation == "<=" and not gap > 0:
            return f"the gap is {gap}; expected a positive number"
        if not difference >= (gap if exact else fmpq(gap.numerator, gap.denominator)):
            return f"the left side exceeds the right one by {difference}, not by at least {gap}"
    return None


def _unequal(equation: Equation, point: Point) -> str | None:
    left, right = (evaluate(side, point.values, dict(point.sizes), RATIONAL) for side in (equation.lhs, equation.rhs))
    return None if (left == right).all() else f"the hypothesis {equation.text} does not hold"

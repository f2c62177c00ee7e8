"""Ranges: a proof for unknown numbers that lie between two ends.

Dictionary
    split(where)            the equations, and the ranges by the variable
    choices(ranges)         what stands for each unknown: one that runs through the open range, and each end in it
    needed_within(c, r)     the conditions that the ranges do not give

eps with low < eps < high is low + (high - low) / (1 + exp(-z)) for one real z, eps with eps > low is low + exp(z).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from lora_symbolic.language.operations import exp, matrix, multiply, negate, ones, scalar, sigmoid
from lora_symbolic.language.statement import Equation, InRange, ScalarRange
from lora_symbolic.language.term import Term, variables

from ..conditions import Condition, sign_known

Ranges = Mapping[Term, ScalarRange]


def split(where: Sequence[Equation]) -> tuple[tuple[Equation, ...], dict[Term, ScalarRange]]:
    """Equations and ranges."""
    ranges = {each.lhs: each.scalar for each in where if isinstance(each, InRange)}
    return tuple(each for each in where if not isinstance(each, InRange)), ranges


def choices(ranges: Ranges, *terms: Term) -> Iterator[dict[Term, Term]]:
    """What stands for each unknown; every number of every range is met."""
    taken = {variable.name for variable in variables(*terms)}
    for chosen in product(*(_stands_for(one, taken) for one in ranges.values())):
        yield dict(zip(ranges, chosen, strict=True))


def _stands_for(one: ScalarRange, taken: set[str]) -> list[Term]:
    name = f"free_{one.name}"
    while name in taken:
        name += "_"
    free, unit = matrix(name, 1, 1), ones(1, 1)
    ends = [
        multiply(scalar(end), unit)
        for end, closed in ((one.low, one.low_closed), (one.high, one.high_closed))
        if end is not None and closed
    ]
    if one.low is None or one.high is None:
        far = exp(free) if one.low is not None else negate(exp(free))
        end = one.low if one.low is not None else one.high
        return [free if end is None else multiply(scalar(end), unit) + far, *ends]
    if one.low == one.high:
        return ends
    return [multiply(scalar(one.low), unit) + multiply(scalar(one.high - one.low), sigmoid(free)), *ends]


def needed_within(needed: Sequence[Condition], ranges: Ranges) -> tuple[Condition, ...]:
    """The conditions that the ranges do not give."""
    return tuple(
        condition
        for condition in needed
        if condition.term is None or not sign_known(condition.term, ranges, condition.kind == "positive")
    )

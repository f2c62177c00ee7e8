"""Finite differences: terms with gradients evaluated from values of the undifferentiated terms alone.

Dictionary
    Plan               a term without gradients, and what stands for each gradient that was in it
    plan_for(term)     the plan of a term; sum(U * grad(v, X)) becomes one directional derivative
    value_of(plan)     its value at a point, by central differences of one step
    evaluations(plan)  how many plain evaluations that takes
    nesting(plan)      how deep gradients stand inside gradients

No rule of differentiation is used: neither the calculus nor dual numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lora_symbolic.evaluation import Numbers, evaluate, size_at
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language import matrix, substitute, sum_entries
from lora_symbolic.language.term import Term, variables


@dataclass(frozen=True)
class Difference:
    """What stands for a gradient: along `direction` when there is one, else entry by entry."""

    name: str
    variable: Term
    inner: Plan
    direction: Plan | None


@dataclass(frozen=True)
class Plan:
    """A term without gradients, whose placeholders the differences fill."""

    term: Term
    differences: tuple[Difference, ...]


def plan_for(term: Term) -> Plan:
    """The plan of a term.

    >>> X = matrix("X", "m", "n")
    >>> from lora_symbolic.language import grad
    >>> len(plan_for(X + grad(sum_entries(X * X), X)).differences)
    1
    """
    taken = {variable.name for variable in variables(term)}
    names = (name for number in range(len(taken) + 10**6) if (name := f"D{number}") not in taken)
    placeholders: dict[Term, Term] = {}
    differences = []
    for node in _outermost(term):
        name = next(names)
        found = _along(node)
        direction, gradient = found if found is not None else (None, node)
        value, variable = gradient.args
        if found is not None:
            # a scalar stays a scalar: the sum of the entries of a 1 x 1 placeholder
            placeholders[node] = sum_entries(matrix(name, 1, 1))
        else:
            placeholders[node] = matrix(name, variable.rows, variable.cols)
        inner = plan_for(value)
        differences.append(
            Difference(name, variable, inner, None if direction is None else plan_for(direction)),
        )
    return Plan(substitute(term, placeholders) if placeholders else term, tuple(differences))


def _along(node: Term) -> tuple[Term, Term] | None:
    """U and grad(v, X) when the node is sum(U * grad(v, X)), in either order."""
    if node.op != "sum" or node.args[0].op != "hadamard":
        return None
    left, right = node.args[0].args
    if right.op == "grad":
        return left, right
    return (right, left) if left.op == "grad" else None


def _outermost(term: Term) -> Iterator[Term]:
    """The gradients, or sums along a direction, that stand in no other gradient; each once."""
    seen: set[Term] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.op == "grad" or _along(node) is not None:
            yield node
        elif node.op != "jacobian":  # it is evaluated in dual numbers, with what is in it
            stack.extend(reversed(node.args))


def nesting(plan: Plan) -> int:
    """0 without gradients, 1 for a gradient, 2 for a gradient of a gradient."""
    return max((1 + nesting(item.inner) for item in plan.differences), default=0)


def evaluations(plan: Plan, sizes: Mapping[str, int]) -> int:
    """The number of plain evaluations that `value_of` makes."""
    total = 1
    for item in plan.differences:
        steps = 1 if item.direction else size_at(item.variable.rows, sizes) * size_at(item.variable.cols, sizes)
        total += 2 * steps * evaluations(item.inner, sizes)
        total += evaluations(item.direction, sizes) if item.direction else 0
    return total


def value_of(plan: Plan, point: Mapping[str, Array], sizes: Mapping[str, int], numbers: Numbers, step: Any) -> Array:
    """The value of a plan's term at a point, gradients replaced by central differences with this step."""
    filled = dict(point)
    for item in plan.differences:
        base = point[item.variable.name]

        def derivative(direction: Array, item: Difference = item, base: Array = base) -> Any:
            ahead, behind = (
                value_of(
                    item.inner, {**point, item.variable.name: base + sign * step * direction}, sizes, numbers, step
                )
                for sign in (1, -1)
            )
            return (ahead[0, 0] - behind[0, 0]) / (2 * step)

        if item.direction is not None:
            along = value_of(item.direction, point, sizes, numbers, step)
            filled[item.name] = np.array([[derivative(along)]], dtype=object)
        else:
            gradient = np.empty(base.shape, dtype=object)
            for index in np.ndindex(*base.shape):
                unit = np.zeros(base.shape, dtype=np.int64).astype(object)
                unit[index] = 1
                gradient[index] = derivative(unit)
            filled[item.name] = gradient
    return evaluate(plan.term, filled, sizes, numbers)

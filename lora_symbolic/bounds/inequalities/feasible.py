"""Feasible points: matrices and scalars that satisfy hypotheses by construction.

An equation V = R gives V. A hypothesis |V - R| <= B, entry by entry or in a norm, is solved for a matrix V that R and
B do not contain: V = R + B U with |U| <= 1 in that norm. V >= 0, 0 <= V <= B, and rows that sum to 1, are made from
any U.
What no hypothesis solves is free.

Dictionary
    Solved          a variable, what it is a multiple of, R, B, and the norm in which |U| <= 1
    Plan            the solved variables in an order in which each needs earlier ones only, and the free ones
    plan_of         the plan for a claim under its hypotheses
    point_at        exact numbers for all of them, from those of the free ones and the Us; None when a hypothesis fails
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from lora_symbolic.evaluation import RATIONAL, EvaluationError, ball_numbers, evaluate_all
from lora_symbolic.evaluation.expressions import BALLS, EXACT, FLOATS, value
from lora_symbolic.evaluation.measures.sides import BITS, Point, holds_at
from lora_symbolic.evaluation.numbers import SCREEN
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language.operations import scalar, zeros
from lora_symbolic.language.statement.comparison import Link, Part, ScalarRange
from lora_symbolic.language.term import Term, variables

from .knowledge import Combination, combination, row_sums_one

DIGITS = 2**60
INSIDE = 1 - Fraction(1, 2**45)  # so that what is rounded stays inside


@dataclass(frozen=True)
class Solved:
    """V = (rest + bound * U) / factor, where `bound` is a coefficient, times |base| when there is a base."""

    variable: Term
    factor: Fraction
    rest: Term
    bound: Part
    kind: str
    link: Link


@dataclass(frozen=True)
class Plan:
    """How to satisfy hypotheses."""

    solved: tuple[Solved, ...]
    free: tuple[Term, ...]
    scalars: Mapping[str, ScalarRange]
    links: tuple[Link, ...]

    @property
    def drawn(self) -> dict[str, Term]:
        """What is to be chosen: the free matrices and the U of each solved one, by the variables' names."""
        return {**{v.name: v for v in self.free}, **{one.variable.name: one.variable for one in self.solved}}


def plan_of(links: Sequence[Link], claim: Sequence[Link], scalars: Mapping[str, ScalarRange]) -> Plan:
    """The plan for a claim; every hypothesis is checked again at the points it gives."""
    names = set(scalars)
    balanced = {term for link in links if (term := row_sums_one(link)) is not None}
    every = [v for v in variables(*(t for link in (*links, *claim) for t in link.terms)) if v.name not in names]
    solved: list[Solved] = []
    needed: dict[Term, set[Term]] = {}
    ways = _boxed([list(_solutions(link, names, balanced)) for link in links])
    for found in sorted(ways, key=lambda found: len({one.variable for one in found})):  # those with a choice last
        for one in found:
            used = set(variables(one.rest, *([one.bound.term] if one.bound.term is not None else [])))
            used = {v for v in used if v.name not in names}
            reached = used.union(*(needed.get(v, set()) for v in used))
            if one.variable in needed or one.variable in reached:
                continue
            needed = {v: seen | reached if one.variable in seen else seen for v, seen in needed.items()}
            needed[one.variable] = reached
            solved.append(one)
            break
    solved.sort(key=lambda one: len(needed[one.variable]))
    free = tuple(v for v in every if v not in needed)
    return Plan(tuple(solved), free, scalars, tuple(links))


def _boxed(ways: Sequence[Sequence[Solved]]) -> list[list[Solved]]:
    """Of matrices that one hypothesis makes nonnegative and another bounds by a number, 0 <= V <= B by the latter."""

    def alone(one: Solved) -> bool:
        return one.kind == "maxabs" and one.factor == 1 and one.rest.op == "zeros" and one.bound.term is None

    every = [one for found in ways for one in found]
    both = {one.variable for one in every if one.kind == "nonnegative"} & {one.variable for one in every if alone(one)}
    kept = [[one for one in found if one.variable not in both or one.kind != "nonnegative"] for found in ways]
    return [[replace(one, kind="box") if alone(one) and one.variable in both else one for one in f] for f in kept]


def _solutions(link: Link, scalars: set[str], balanced: set[Term]) -> Iterator[Solved]:
    """The variables for which a hypothesis can be solved."""
    right = link.right.parts[0]
    if link.left.number == 0 and right.term is not None and right.term.op == "var" and len(link.right.parts) == 1:
        kind = "stochastic" if right.term in balanced else "nonnegative"
        if right.coefficient == 1 and not right.absolute:
            nothing = zeros(*right.term.shape)
            yield Solved(right.term, Fraction(1), nothing, Part(sympy.Integer(1)), kind, link)
    for kind, gap, bound in _bounded_gap(link):
        inside = {v for node in gap if node.op != "var" for v in variables(node)}
        for node, factor in gap.items():
            if node.op == "var" and node not in inside and node.name not in scalars and factor.is_Rational:
                rest = _minus({other: value for other, value in gap.items() if other is not node}, node)
                if rest is not None:
                    yield Solved(node, Fraction(int(factor.p), int(factor.q)), rest, bound, kind, link)


def _bounded_gap(link: Link) -> Iterator[tuple[str, Combination, Part]]:
    if link.relation == "=" and link.left.number is None:
        if (gap := _gap(link)) is not None:
            yield "maxabs", gap, Part(sympy.Integer(0))
        return
    if len(link.right.parts) != 1:
        return
    bound = link.right.parts[0]
    number = link.left.number
    if number is not None and number.is_Symbol and bound.term is None and not link.right.measures:
        measure = link.left.measures.get(number)
        if measure is not None and measure.kind != "value":
            yield measure.kind, combination(measure.term), bound
    one = link.left.parts[0]
    if len(link.left.parts) == 1 and one.term is not None and one.absolute and one.coefficient == 1:
        yield "maxabs", combination(one.term), bound


def _gap(link: Link) -> Combination | None:
    """The difference of the two sides of an equation between matrices."""
    found: Combination = {}
    for side, sign in ((link.left, 1), (link.right, -1)):
        for part in side.parts:
            if part.term is None or part.absolute or not part.coefficient.is_Rational:
                return None
            for node, factor in combination(part.term).items():
                found[node] = found.get(node, sympy.Integer(0)) + sign * part.coefficient * factor
    return {node: factor for node, factor in found.items() if factor != 0}


def _minus(gap: Combination, like: Term) -> Term | None:
    """The negative of a combination as a term."""
    total = zeros(*like.shape)
    for node, factor in gap.items():
        if not factor.is_rational_function(*factor.free_symbols):
            return None
        total = total - scalar(factor) * node
    return total


def unit(kind: str, drawn: Any) -> Any:
    """A batch of matrices moved into the unit ball of a norm; those inside stay as they are."""
    if kind == "maxabs":
        return np.clip(drawn, -1.0, 1.0)
    size = np.abs(drawn)
    if kind == "box":
        return np.minimum(size, 1.0)
    if kind == "nonnegative":
        return size
    if kind == "stochastic":
        return _shares(np.maximum(drawn, 0.0))
    if kind == "norm-inf":
        norm = size.sum(axis=-1, keepdims=True)
    elif kind == "norm-1":
        norm = size.sum(axis=-2, keepdims=True)
    else:
        norm = np.sqrt((drawn * drawn).sum(axis=(-1, -2), keepdims=True))
    norm = np.maximum(norm, 1.0)
    return np.round(drawn / norm * (1 - 2.0**-20) * 2.0**24) / 2.0**24


def _shares(size: Any) -> Any:
    """Rows of multiples of 2^-20 that sum to 1, in about these proportions."""
    total = size.sum(axis=-1, keepdims=True)
    shares = np.floor(np.where(total > 0, size / np.where(total > 0, total, 1.0), 0.0) * 2.0**20) / 2.0**20
    rest = 1.0 - shares.sum(axis=-1, keepdims=True)
    largest = shares == shares.max(axis=-1, keepdims=True)
    first = largest & (np.cumsum(largest, axis=-1) == 1)
    return np.where(first, shares + rest, shares)


def floats_at(plan: Plan, sizes: Mapping[str, int], drawn: Mapping[str, Any], scalars: Mapping[str, Any]) -> Point:
    """The matrices of a batch in floats."""
    matrices = {v.name: drawn[v.name] for v in plan.free}
    at: dict[str, Any] = {**{name: float(size) for name, size in sizes.items()}, **scalars}
    for one in plan.solved:
        terms = (one.rest, *([one.bound.term] if one.bound.term is not None else []))
        rest, *base = evaluate_all(terms, {**matrices, **scalars}, sizes, SCREEN)
        moved = value(one.bound.coefficient, at, FLOATS) * unit(one.kind, drawn[one.variable.name])
        if base:
            moved = moved * (np.abs(base[0]) if one.bound.absolute else base[0])
        matrices[one.variable.name] = (rest + moved) / float(one.factor)
    return Point(sizes, matrices, scalars)


def point_at(
    plan: Plan, sizes: Mapping[str, int], drawn: Mapping[str, Any], scalars: Mapping[str, Fraction]
) -> Point | None:
    """One exact point from numbers in floats; None unless it certainly satisfies every hypothesis."""
    matrices: dict[str, Any] = {v.name: _dyadic(drawn[v.name]) for v in plan.free}
    if not all(plan.scalars[name].contains(number) for name, number in scalars.items()):
        return None
    for one in plan.solved:
        found = _solved_at(one, sizes, matrices, scalars, unit(one.kind, np.asarray(drawn[one.variable.name])))
        if found is None:
            return None
        matrices[one.variable.name] = found
    point = Point(dict(sizes), matrices, dict(scalars))
    try:
        return point if all(holds_at(link, point) for link in plan.links) else None
    except (EvaluationError, ArithmeticError):
        return None


def _dyadic(array: Any) -> list[list[Fraction]]:
    return [[Fraction(float(entry)) for entry in row] for row in np.asarray(array)]


def _solved_at(
    one: Solved, sizes: Mapping[str, int], matrices: Mapping[str, Any], scalars: Mapping[str, Fraction], u: Any
) -> list[list[Fraction]] | None:
    values = {**matrices, **{name: [[number]] for name, number in scalars.items()}}
    terms = (one.rest, *([one.bound.term] if one.bound.term is not None else []))
    moves = _dyadic(u)
    at: dict[str, Any] = {name: Fraction(size) for name, size in sizes.items()} | dict(scalars)
    try:
        rest, *base = evaluate_all(terms, values, sizes, RATIONAL)
        factor = value(one.bound.coefficient, at, EXACT)
        exact = True
    except (EvaluationError, ValueError, ArithmeticError):
        exact = False
    try:
        if not exact:
            numbers = ball_numbers(BITS)
            with numbers.activated():
                rest, *base = evaluate_all(terms, values, sizes, numbers)
                balls = {name: BALLS.rational(Fraction(number)) for name, number in at.items()}
                factor = _near(value(one.bound.coefficient, balls, BALLS)) * INSIDE
    except (EvaluationError, ValueError, ArithmeticError):
        return None
    found = []
    for i, row in enumerate(moves):
        line = []
        for j, move in enumerate(row):
            bound = (
                factor
                if not base
                else factor * (abs(_near(base[0][i, j])) if one.bound.absolute else _near(base[0][i, j]))
            )
            entry = (_near(rest[i, j]) + bound * move) / one.factor
            line.append(entry if exact else Fraction(round(entry * DIGITS), DIGITS))
        found.append(line)
    return found


def _near(number: Any) -> Fraction:
    """A rational number as it is, a ball's midpoint."""
    return fraction(number.mid()) if hasattr(number, "mid") else fraction(number)

"""Solutions: sizes and exact matrices at which some equations hold.

Dictionary
    Solutions(equations, terms)   the equations, and all matrices that are asked for
      .terms                      these, and the sides of the equations
      .at(sizes)                  points at these sizes, every equation satisfied exactly; a fixed sequence

A matrix that an equation gives in terms of others is computed from them. The others are chosen one after the other:
where the equations that are then due are linear in a matrix, it is a random one moved by least squares onto their
solutions; where they ask for X.T @ X = D, it is made of a rational orthogonal one; where neither fits, it is the first
of a pool at which they hold. Equations that act entry by entry are solved entry by entry.
However a point was found, it counts only if it satisfies every equation in exact rational numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations, product
from math import isqrt

import numpy as np
from flint import fmpq_mat

from lora_symbolic.evaluation import RATIONAL, SCREEN, EvaluationError, evaluate_all, shape_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language.operations import substitute, transpose
from lora_symbolic.language.registry import DERIVATIVES
from lora_symbolic.language.statement import Equation, InRange
from lora_symbolic.language.term import Term, subterms

from .points import Point
from .pools import SCALARS, as_array, as_matrix, exact, orthonormal, pool, start, within

TURNS = 12
HOPELESS = 5  # turns without a solution after which there is no other
MOST_ORDERS = 6
MOST_SCALARS = 6_000
CLOSE = 1e-12

Sizes = Mapping[str, int]
Pair = tuple[Term, Term]


class Solutions:
    """Points at which equations hold.

    >>> from lora_symbolic.language import eye, matrix
    >>> P = matrix("P", "m", "n")
    >>> found = next(Solutions([Equation("", P.T @ P, eye("n"))], ()).at({"m": 2, "n": 1}))["P"]
    >>> str((found.T @ found)[0, 0])
    '1'
    """

    def __init__(self, equations: Sequence[Equation], terms: Sequence[Term]) -> None:
        self.equations = [(equation.lhs, equation.rhs) for equation in equations]
        sides = [side for pair in self.equations for side in pair]
        self.terms = (*terms, *sides)
        self.ranges = {each.lhs: each.scalar for each in equations if isinstance(each, InRange)}
        self.variables = declared(*self.terms) if self.terms else ()
        self.given: dict[Term, Term] = {}
        self.rest: list[Pair] = []
        for left, right in self.equations:
            pair = (substitute(left, self.given), substitute(right, self.given))
            found = _definition(*pair)
            if found is None:
                self.rest.append(pair)
            else:
                self.given = {name: substitute(term, dict([found])) for name, term in self.given.items()}
                self.given.update([found])
                self.rest = [(substitute(a, dict([found])), substitute(b, dict([found]))) for a, b in self.rest]
        self.rest = [pair for pair in self.rest if pair[0] is not pair[1]]

    def at(self, sizes: Sizes) -> Iterator[Point]:
        """Points at these sizes, each satisfying all equations."""
        random = np.random.default_rng([7, *sizes.values()])
        asked = declared(*(side for pair in self.rest for side in pair)) if self.rest else ()
        orders = list(permutations(asked))[:MOST_ORDERS] if len(asked) <= 4 else [asked, asked[::-1]]
        found = 0
        for turn in range(TURNS):
            if turn == HOPELESS and not found:
                return
            point: Point = {}
            for variable in self.variables:
                if variable not in asked and variable not in self.given:
                    point[variable.name] = self._start(variable, sizes, random, turn)
            try:
                if not self._choose(orders[turn % len(orders)], point, sizes, random, turn):
                    continue
                for variable, term in self.given.items():
                    point[variable.name] = _values((term,), point, sizes)[0]
                if self.satisfied(point, sizes):
                    found += 1
                    yield point
            except (EvaluationError, ZeroDivisionError):
                continue

    def satisfied(self, point: Point, sizes: Sizes) -> bool:
        """Whether every equation holds, in exact numbers."""
        sides = [side for pair in self.equations for side in pair]
        if not all(one.contains(Fraction(point[v.name][0, 0])) for v, one in self.ranges.items() if v.name in point):
            return False
        try:
            values = _values(sides, point, sizes)
        except (EvaluationError, ZeroDivisionError):
            return False
        return all((values[k] == values[k + 1]).all() for k in range(0, len(values), 2))

    def _start(self, variable: Term, sizes: Sizes, random: np.random.Generator, turn: int) -> Array:
        """A matrix to begin with; of a number with a range, one in it."""
        if variable in self.ranges:
            return exact(np.array([[within(self.ranges[variable], random, turn)]], dtype=object))
        return start(*shape_at(variable, sizes), random, turn)

    def _choose(
        self, order: Sequence[Term], point: Point, sizes: Sizes, random: np.random.Generator, turn: int
    ) -> bool:
        """Choose the matrices in this order, each so that the equations hold that speak of no later one."""
        alike = self._entrywise(order, sizes, random)
        if alike is not None and _holds(self.rest, {**point, **alike}, sizes):
            point.update(alike)
            return True
        left = list(self.rest)
        for place, variable in enumerate(order):
            later = set(order[place + 1 :])
            due = [pair for pair in left if not later & set(declared(*pair)) and variable in declared(*pair)]
            left = [pair for pair in left if pair not in due]
            found = _solved(variable, due, point, sizes, random, turn)
            if found is None:
                return False
            point[variable.name] = found
        return True

    def _entrywise(self, order: Sequence[Term], sizes: Sizes, random: np.random.Generator) -> Point | None:
        """Matrices of one shape, as if the equations acted on each entry: one choice of numbers for each entry."""
        sides = [side for pair in self.rest for side in pair]
        shapes = {node.shape for node in subterms(*sides) if not node.is_scalar}
        if len(order) < 2 or len(shapes) != 1:
            return None
        rows, cols = shape_at(order[0], sizes)
        choices = self._numbers(order, (rows, cols), sizes)
        if not len(choices):
            return None
        chosen = choices[random.choice(len(choices), size=rows * cols)]
        return {variable.name: chosen[:, k].reshape(rows, cols) for k, variable in enumerate(order)}

    def _numbers(self, order: Sequence[Term], shape: tuple[int, int], sizes: Sizes) -> Array:
        """The choices of one number for each matrix at which the equations seem to hold, a line for each."""
        levels = SCALARS[: max(2, int(MOST_SCALARS ** (1 / len(order))))]
        choices = np.array(list(product([Fraction(text) for text in levels], repeat=len(order))), dtype=object)
        floats = choices.astype(float)
        batch = {v.name: np.broadcast_to(floats[:, k, None, None], (len(floats), *shape)) for k, v in enumerate(order)}
        values = evaluate_all([side for pair in self.rest for side in pair], batch, sizes, SCREEN)
        good = np.ones(len(choices), dtype=bool)
        for k in range(0, len(values), 2):
            with np.errstate(invalid="ignore"):
                good &= (abs(values[k] - values[k + 1]) < CLOSE).all(axis=(-1, -2))
        found: Array = choices[good]
        return found


def _definition(left: Term, right: Term) -> tuple[Term, Term] | None:
    """A matrix and what it equals, where one side is the matrix alone, or transposed, and the other has it not."""
    for one, other in ((left, right), (right, left)):
        if one.op == "transpose" and one.args[0].op == "var":
            one, other = one.args[0], transpose(other)
        derived = any(node.op in DERIVATIVES for node in subterms(other))
        if one.op == "var" and one not in declared(other) and not derived:
            return one, other
    return None


def _values(terms: Sequence[Term], point: Point, sizes: Sizes) -> list[Array]:
    """Exact values, as arrays of fractions."""
    out = []
    for value in evaluate_all(tuple(terms), point, sizes, RATIONAL):
        array = np.empty(value.shape, dtype=object)
        array.ravel()[:] = [fraction(entry) for entry in value.ravel()]
        out.append(array)
    return out


def _solved(
    variable: Term, due: Sequence[Pair], point: Point, sizes: Sizes, random: np.random.Generator, turn: int
) -> Array | None:
    """A matrix at which the equations that are due hold."""
    shape = shape_at(variable, sizes)
    first = start(*shape, random, turn)
    if not due:
        return first
    found = _rooted(variable, due, point, sizes, random)
    if found is None:
        found = _moved(variable, due, point, sizes, first)
    candidates = [found] if found is not None else [first, *pool(*shape, random)]
    good = [each for each in candidates if _holds(due, {**point, variable.name: each}, sizes)]
    return good[turn % len(good)] if good else None


def _holds(due: Sequence[Pair], point: Point, sizes: Sizes) -> bool:
    try:
        return not any(_residuals(due, point, sizes).ravel())
    except (EvaluationError, ZeroDivisionError):
        return False


def _residuals(due: Sequence[Pair], point: Point, sizes: Sizes) -> Array:
    values = _values([side for pair in due for side in pair], point, sizes)
    return np.concatenate([(values[k] - values[k + 1]).ravel() for k in range(0, len(values), 2)])


def _moved(variable: Term, due: Sequence[Pair], point: Point, sizes: Sizes, first: Array) -> Array | None:
    """The matrix moved by least squares onto the solutions of equations that are linear in it; None where not."""
    rows, cols = first.shape
    name = variable.name
    try:
        at_zero = _residuals(due, {**point, name: exact(np.zeros((rows, cols), dtype=int))}, sizes)
        columns = []
        for place in range(rows * cols):
            unit = np.zeros(rows * cols, dtype=int)
            unit[place] = 1
            columns.append(_residuals(due, {**point, name: exact(unit.reshape(rows, cols))}, sizes) - at_zero)
        linear = np.stack(columns, axis=1)
        here = _residuals(due, {**point, name: first}, sizes)
    except (EvaluationError, ZeroDivisionError):
        return None
    if (at_zero + linear @ first.ravel() != here).any():
        return None
    step = _least_squares(linear, -here)
    moved = None if step is None else first + step.reshape(rows, cols)
    return moved if moved is not None and _holds(due, {**point, name: moved}, sizes) else None


def _least_squares(linear: Array, wanted: Array) -> Array | None:
    """The shortest x with M x = b, or None where there is none: M.T y with M M.T y = b, on independent rows."""
    chosen: list[int] = []
    rows = as_matrix(linear)
    reduced, rank = fmpq_mat(rows.transpose()).rref()
    for row in range(rank):
        chosen.append(next(col for col in range(reduced.ncols()) if reduced[row, col] != 0))
    if not chosen:
        return exact(np.zeros(linear.shape[1], dtype=int))
    kept = as_matrix(linear[chosen])
    right = as_matrix(wanted[chosen].reshape(-1, 1))
    step = kept.transpose() * (kept * kept.transpose()).solve(right)
    return as_array(step).ravel()


def _rooted(
    variable: Term, due: Sequence[Pair], point: Point, sizes: Sizes, random: np.random.Generator
) -> Array | None:
    """A matrix X with X.T @ X = D, or X @ X.T = D, where D is diagonal with squares of rationals."""
    for left, right in due:
        for square, value in ((left, right), (right, left)):
            if square.op != "matmul" or variable in declared(value):
                continue
            one, other = square.args
            columns = one is transpose(variable) and other is variable
            if not columns and not (one is variable and other is transpose(variable)):
                continue
            found = _values((value,), point, sizes)[0]
            rows, cols = shape_at(variable, sizes)
            roots = [_root(found[k, k]) for k in range(len(found))]
            if None in roots or (rows < cols if columns else cols < rows):
                return None
            basis = orthonormal(rows, cols, random)
            if basis is None:
                return None
            scale = np.array(roots, dtype=object)
            made: Array = basis * scale if columns else basis * scale[:, np.newaxis]
            return made
    return None


def _root(value: Fraction) -> Fraction | None:
    """The rational square root of a number, if it has one."""
    if value < 0:
        return None
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(above, below) if above**2 == value.numerator and below**2 == value.denominator else None

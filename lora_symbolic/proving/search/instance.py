"""Instances: sizes and matrices at which every condition of a statement holds, found and certified.

Dictionary
    Instance             sizes and matrices, entries as text
    find_instance(t, c)  an instance of the conditions c of the terms t, or None where none was found

The sizes are the smallest at which every matrix has a row and a column; the points are tried in a fixed order:
matrices of equal entries, all small matrices, then pseudo-random ones.
Floats choose the points; exact rationals, or balls where exp and log occur, decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lora_symbolic.evaluation import RATIONAL, SCREEN, EvaluationError, Numbers, ball_numbers, evaluate_all, shape_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, subterms

from ..conditions import Condition
from ..small_sizes import LARGEST_MATRIX, small_sizes
from .points import Batch, Matrices, Point, Shapes, as_text, at, constant, every_small
from .solutions import Solutions

CHOICES_OF_SIZES = 8
POINTS = 600
RANDOM_BOUNDS = (1, 1, 2, 3, 5, 10, 100, 1000)
RANDOM_ROUNDS = 8
CERTIFIED_AT_MOST = 4
BITS = (128, 1024)
ANY_MATRIX = 10**15
TRANSCENDENTAL = frozenset({"exp", "log", "softmax", "cos", "sin", "erf", "pi"})


@dataclass(frozen=True)
class Instance:
    """Sizes, and the matrices that the conditions speak of."""

    sizes: Mapping[str, int]
    matrices: Matrices

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "sizes": dict(self.sizes),
            "matrices": {name: [list(line) for line in lines] for name, lines in self.matrices.items()},
        }


def find_instance(
    terms: Sequence[Term], needed: Sequence[Condition], where: Sequence[Equation] = ()
) -> Instance | None:
    """Sizes and matrices at which every matrix of these terms has a row and a column and every condition holds.

    The equations of `where` hold there too.

    >>> from lora_symbolic.language import log, matrix, ones
    >>> from lora_symbolic.proving.conditions import conditions
    >>> claim = (log(matrix("x", 1, 1) - 2 * ones(1, 1)),)
    >>> find_instance(claim, conditions(*claim)).matrices
    {'x': (('3',),)}
    """
    asked = [(condition.kind, condition.term) for condition in needed if condition.term is not None]
    search = _Search(tuple(kind for kind, _ in asked), tuple(term for _, term in asked))
    if where:
        return _among_solutions(terms, search, where)
    # sizes alone may be large, but matrices have to be written down
    largest = LARGEST_MATRIX if asked else ANY_MATRIX
    for sizes in small_sizes((*terms, *search.terms), CHOICES_OF_SIZES, largest):
        found = search.at(sizes)
        if found is not None:
            return Instance(sizes, as_text(found))
    return None


def _among_solutions(terms: Sequence[Term], search: _Search, where: Sequence[Equation]) -> Instance | None:
    """The first solution of the equations at which all is as it must be."""
    solutions = Solutions(where, search.terms)
    sides = [side for equation in where for side in (equation.lhs, equation.rhs)]
    for sizes in small_sizes((*terms, *sides, *search.terms), CHOICES_OF_SIZES):
        for point in solutions.at(sizes):
            if search.certainly(point, sizes):
                return Instance(sizes, as_text(point))
    return None


class _Search:
    """The terms that must be positive or not zero."""

    def __init__(self, kinds: tuple[str, ...], terms: tuple[Term, ...]) -> None:
        self.kinds = kinds
        self.terms = terms
        self.variables = declared(*terms) if terms else ()
        transcendental = any(node.op in TRANSCENDENTAL for node in subterms(*terms))
        self.systems: tuple[Numbers, ...] = tuple(map(ball_numbers, BITS)) if transcendental else (RATIONAL,)

    def at(self, sizes: Mapping[str, int]) -> Point | None:
        """The first point in the order of the search at which all is certainly as it must be."""
        if not self.terms:
            return {}
        left = CERTIFIED_AT_MOST
        for batch in self.batches({variable.name: shape_at(variable, sizes) for variable in self.variables}):
            for number in map(int, np.flatnonzero(self.seems(batch, sizes))):
                if self.certainly(at(batch, number), sizes):
                    return at(batch, number)
                left -= 1
                if not left:
                    return None
        return None

    def batches(self, shapes: Shapes) -> Iterator[Batch]:
        """The points in their order."""
        if not shapes:
            yield {}
            return
        yield constant(shapes, POINTS)
        small = every_small(shapes, POINTS)
        if small is not None:
            yield small
        random = np.random.default_rng(0)
        for bound in RANDOM_BOUNDS:
            for lowest in (1, -bound):
                yield {
                    name: random.integers(lowest, bound + 1, size=(RANDOM_ROUNDS, *shape)).astype(float)
                    for name, shape in shapes.items()
                }

    def seems(self, batch: Batch, sizes: Mapping[str, int]) -> Array:
        """Which points of a batch are as they must be, in floats."""
        count = len(next(iter(batch.values()))) if batch else 1
        good = np.ones(count, dtype=bool)
        for kind, value in zip(self.kinds, evaluate_all(self.terms, batch, sizes, SCREEN), strict=True):
            with np.errstate(invalid="ignore"):
                fits = value > 0 if kind == "positive" else abs(value) > 1e-9
            good &= np.broadcast_to(fits.all(axis=(-1, -2)), good.shape)
        return good

    def certainly(self, point: Point, sizes: Mapping[str, int]) -> bool:
        """Whether exact numbers or balls say so."""
        for numbers in self.systems:
            try:
                values = evaluate_all(self.terms, point, sizes, numbers)
            except EvaluationError:
                continue
            with numbers.activated():
                if all(
                    entry > 0 if kind == "positive" else entry != 0
                    for kind, value in zip(self.kinds, values, strict=True)
                    for entry in value.ravel()
                ):
                    return True
        return False

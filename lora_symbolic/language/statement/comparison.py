"""Comparisons: inequalities between real numbers, or between matrices entry by entry, as data.

Dictionary
    ScalarRange    a real unknown and the interval in which it lies; usable in terms as a scalar
    Measure        a real number made of a term: its largest entry, a norm, or the value of a scalar term
    Part           coefficient * term, coefficient * |term|, or the coefficient alone
    Side           a sum of parts: one number when no part has a matrix, else a matrix
    Comparison     sides joined by <, <=, =, >=, >, as in a chain a <= b <= c
    Link           two neighbours of a chain, turned so that the left one shall be the smaller one
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from lora_symbolic.language.later import sympy

from ..operations import matrix, sum_entries
from ..size import ONE, Size
from ..term import Term
from ..truth import NeitherTrueNorFalse

NORMS: Mapping[str, str] = MappingProxyType({"": "norm", "1": "norm-1", "2": "norm-2", "inf": "norm-inf"})
FLIPPED: Mapping[str, str] = MappingProxyType({">=": "<=", ">": "<"})
RELATIONS = ("<", "<=", "=", ">=", ">")


@dataclass(frozen=True)
class ScalarRange:
    """A real unknown between two rational ends; an end that is None is infinite, a closed one belongs to the range."""

    name: str
    low: Fraction | None = None
    high: Fraction | None = None
    low_closed: bool = False
    high_closed: bool = False

    @cached_property
    def symbol(self) -> sympy.Symbol:
        """The unknown in SymPy's expressions."""
        positive = self.low is not None and (self.low > 0 or (self.low == 0 and not self.low_closed))
        if positive:
            return sympy.Symbol(self.name, positive=True)
        return sympy.Symbol(self.name, nonnegative=True) if self.low == 0 else sympy.Symbol(self.name, real=True)

    @property
    def variable(self) -> Term:
        """The 1 x 1 matrix of this name."""
        return matrix(self.name, 1, 1)

    @property
    def term(self) -> Term:
        """The unknown in terms: a scalar."""
        return sum_entries(self.variable)

    @property
    def is_empty(self) -> bool:
        """Whether no number lies in the range."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed))

    def contains(self, value: Fraction) -> bool:
        """Whether a number lies in the range."""
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        return above and (self.high is None or value < self.high or (self.high_closed and value == self.high))


@dataclass(frozen=True)
class Measure:
    """A real number made of a term: `kind` is maxabs, norm (Frobenius), norm-1, norm-2, norm-inf or value."""

    kind: str
    term: Term


@dataclass(frozen=True)
class Part:
    """A coefficient, alone or times a matrix or its absolute values."""

    coefficient: sympy.Expr
    term: Term | None = None
    absolute: bool = False


@dataclass(frozen=True)
class Side(NeitherTrueNorFalse):
    """A sum of parts; `measures` says what the symbols of its coefficients stand for."""

    parts: tuple[Part, ...]
    measures: Mapping[sympy.Symbol, Measure]
    text: str

    @property
    def number(self) -> sympy.Expr | None:
        """The side as one number, None when it is a matrix."""
        if any(part.term is not None for part in self.parts):
            return None
        return sum((part.coefficient for part in self.parts), sympy.Integer(0))

    @property
    def shape(self) -> tuple[Size, Size]:
        """1 x 1 for a number."""
        return next((part.term.shape for part in self.parts if part.term is not None), (ONE, ONE))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term inside."""
        own = [part.term for part in self.parts if part.term is not None]
        return (*own, *(measure.term for measure in self.measures.values()))


@dataclass(frozen=True)
class Link(NeitherTrueNorFalse):
    """left <= right, left < right or left = right."""

    left: Side
    relation: str
    right: Side

    @property
    def text(self) -> str:
        """The link on one line."""
        return f"{self.left.text} {self.relation} {self.right.text}"

    @property
    def measures(self) -> dict[sympy.Symbol, Measure]:
        """What the symbols of both sides stand for."""
        return {**self.left.measures, **self.right.measures}

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term inside."""
        return tuple(dict.fromkeys((*self.left.terms, *self.right.terms)))


@dataclass(frozen=True)
class Comparison(NeitherTrueNorFalse):
    """A chain of sides; `relations` has one entry less than `sides`."""

    sides: tuple[Side, ...]
    relations: tuple[str, ...]

    @property
    def text(self) -> str:
        """The chain on one line."""
        words = [self.sides[0].text]
        for relation, side in zip(self.relations, self.sides[1:], strict=True):
            words += [relation, side.text]
        return " ".join(words)

    @property
    def links(self) -> Iterator[Link]:
        """The neighbours, the smaller one on the left."""
        for left, relation, right in zip(self.sides, self.relations, self.sides[1:], strict=False):
            if relation in FLIPPED:
                yield Link(right, FLIPPED[relation], left)
            else:
                yield Link(left, relation, right)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term inside."""
        return tuple(dict.fromkeys(term for side in self.sides for term in side.terms))

"""Roundings along a summand: a bound on how many there are, as a polynomial in the sizes, for sums and products.

An operation of a machine gives x (1 + t) for the exact result x, |t| <= u. Written out, an entry of a result is a sum
of products of entries of the inputs, and the machine gives that sum, each summand times at most N factors 1 + t. So

    |computed - exact| <= gamma_N (the same sum of absolute values),     gamma_N = N u / (1 - N u),   N u < 1

whatever cancels. N follows from the term: a product adds the numbers of its factors and one more, a sum of n takes
n - 1 more. A reciprocal is a sum of nothing: it begins anew with its own rounding, and what its argument is off by is
bounded apart, as a relative error.

Dictionary
    Depths          what inputs begin with, by their names
    roundings_of    a bound on N for terms, the larger of several
    DepthNumbers    numbers that know how often they were rounded, so that N can be measured
    measured        the largest N of a run
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import sympy

from lora_symbolic.evaluation import evaluate_all, size_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.numbers import Array, ObjectNumbers, entrywise
from lora_symbolic.language import Term
from lora_symbolic.language.size import in_sympy

from ..cost.compare import NO_ORDER, Order, at_most
from ..cost.count import DENSE, DIAGONAL, LEAVES, LITERAL, ONE, ZERO, CostError, structure

Depths: TypeAlias = Mapping[str, sympy.Expr]
_PRODUCTS = ("hadamard", "rowkron", "kron", "colkron", "scale")


def larger(one: sympy.Expr, other: sympy.Expr, order: Order = NO_ORDER) -> sympy.Expr:
    """The larger of two numbers where that is proved for all sizes in the order, else their sum, which bounds both."""
    if at_most(one, other, order):
        return other
    return one if at_most(other, one, order) else sympy.expand(one + other)


def roundings_of(*terms: Term, begin: Depths | None = None, order: Order = NO_ORDER) -> sympy.Expr:
    """A bound on the number of roundings that a summand of an entry passes.

    >>> from lora_symbolic.language import matrix
    >>> A, B, C = matrix("A", "m", "n"), matrix("B", "n", "k"), matrix("C", "k", "m")
    >>> roundings_of(A @ B), roundings_of(A @ B @ C), roundings_of(A + A)
    (n, k + n, 1)

    Raises CostError for an operation that is no sum or product.
    """
    known: dict[Term, sympy.Expr] = {}

    def depth(term: Term) -> sympy.Expr:
        if term not in known:
            known[term] = sympy.expand(_depth(term, [depth(child) for child in term.args], begin or {}, order))
        return known[term]

    return reduce(lambda one, other: larger(one, other, order), map(depth, terms))


def _depth(term: Term, below: list[sympy.Expr], begin: Depths, order: Order) -> sympy.Expr:
    if term.op in LEAVES:
        exact = term.op != "number" or Fraction(str(term.data[0])).denominator == 1
        return begin.get(term.name, ZERO) if term.op == "var" else ZERO if exact else ONE
    if term.op == "reciprocal":
        return ONE
    if term.op == "matmul":
        return sum(below, ZERO) + _of_product(*term.args)
    if term.op in _PRODUCTS:
        return sum(below, ZERO) + (ZERO if LITERAL in map(structure, term.args) else ONE)
    worst = reduce(lambda one, other: larger(one, other, order), below)
    if term.op in ("add", "subtract"):
        return worst + ONE
    if term.op in ("rowsum", "trace"):
        return worst + in_sympy(term.args[0].cols) - ONE
    if term.op == "colsum":
        return worst + in_sympy(term.args[0].rows) - ONE
    if term.op in ("transpose", "negate", "block", "diag", "diagonal", "vec", "colvec"):
        return worst
    raise CostError(f"{term.op}: expected sums and products, whose roundings can be counted")


def _of_product(left: Term, right: Term) -> sympy.Expr:
    kinds = structure(left), structure(right)
    if DIAGONAL in kinds:
        return ZERO if LITERAL in kinds else ONE
    if kinds == (DENSE, DENSE):
        return in_sympy(left.cols)
    return in_sympy(left.cols) - ONE  # sums of entries, or moves


class Depth:
    """How often a number was rounded, and whether it is a literal 0 or 1."""

    __slots__ = ("literal", "rounded")

    def __init__(self, rounded: int, literal: int | None = None) -> None:
        self.rounded, self.literal = rounded, literal

    def __mul__(self, other: Depth) -> Depth:
        for one, two in ((self, other), (other, self)):
            if one.literal is not None:
                return two if one.literal else one
        return Depth(self.rounded + other.rounded + 1)

    __rmul__ = __mul__

    def __add__(self, other: Depth) -> Depth:
        for one, two in ((self, other), (other, self)):
            if one.literal == 0:
                return two
        return Depth(max(self.rounded, other.rounded) + 1)

    def __radd__(self, other: int) -> Depth:  # Python's sum starts at 0
        return self

    def __neg__(self) -> Depth:
        return self

    def __sub__(self, other: Depth) -> Depth:
        return self + other


class DepthNumbers(ObjectNumbers):
    """Numbers that count the roundings along the longest summand, in the order in which NumPy adds."""

    name = "depths"

    def array(self, entries: Any) -> Array:
        """Integer arrays made by the interpreter are literals; a reader's values say what they begin with."""
        given = np.asarray(entries)
        literal = given.dtype.kind == "i"
        return entrywise(lambda entry: self._entry(entry, literal), np.asarray(entries, dtype=object))

    def _entry(self, value: object, literal: bool) -> Depth:
        return Depth(0, int(str(value))) if literal else Depth(int(str(value)))

    def entry(self, value: object) -> Depth:
        """A reader's entry: what it begins with."""
        return Depth(int(str(value)))

    def number(self, value: Fraction) -> Array:
        """A factor in front: 1 and -1 are literals."""
        made = Depth(0, 1) if abs(value) == 1 else Depth(int(value.denominator != 1))
        return entrywise(lambda entry: made, np.empty((1, 1), dtype=object))

    def exp_of(self, entry: Depth) -> Depth:
        """Is no sum or product."""
        raise CostError("exp: expected sums and products, whose roundings can be counted")

    log_of = exp_of

    def inverse_of(self, entry: Depth) -> Depth:
        """Begins anew."""
        return Depth(1)

    def positive(self, entry: Depth, operation: str) -> Depth:
        """Any number: a stand-in has no sign."""
        return entry


def measured(sizes: Mapping[str, int], begin: Mapping[str, int], *terms: Term) -> int:
    """The largest number of roundings of a run at given sizes; `begin` says what the entries of inputs begin with.

    >>> from lora_symbolic.language import matrix
    >>> measured({"m": 2, "n": 5}, {}, matrix("A", "m", "n") @ matrix("B", "n", "m"))
    5
    """
    values = {
        variable.name: np.full(
            (size_at(variable.rows, sizes), size_at(variable.cols, sizes)), str(begin.get(variable.name, 0)), object
        )
        for variable in declared(*terms)
    }
    found = evaluate_all(terms, values, sizes, DepthNumbers())
    return max(int(entry.rounded) for value in found for entry in value.ravel())

"""Sums: scalars, negatives and sums that tidy up as they build.

Dictionary
    split            a term as (rational or size, scalar factors, what they multiply)
    matrix_parts     the same for a matrix; a scalar multiplies ones(1, 1)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import cast

from lora_symbolic.language import operations as op
from lora_symbolic.language.term import Term

from .constants import UNIT, Constant, Parts, as_matrix, is_negative, is_zero, join, product_of, sum_of


class Sums:
    """Constructors of scaled terms and sums; terms in `named` are kept whole, never taken apart.

    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "m", "n")
    >>> print(Sums().add(X / 2, Sums().subtract(X / 2, Y)))
    X - Y
    """

    def __init__(self, named: Collection[Term] = frozenset()) -> None:
        self.named = named
        self._transposes: dict[Term, Term] = {}

    # --- scalars and sums

    def split(self, term: Term) -> Parts:
        """The number, the scalar factors and what they multiply (None for a scalar term)."""
        constant: Constant = UNIT
        scalars: tuple[Term, ...] = ()
        while term not in self.named:
            if term.op == "negate":
                constant, term = -constant, term.args[0]
            elif term.op == "scale":
                inner, more, rest = self.split(term.args[0])
                constant = product_of(constant, inner)
                scalars += more if rest is None else (*more, rest)
                term = term.args[1]
            elif term.op == "number" or term.op == "size":
                return product_of(constant, cast("Constant", term.data[0])), scalars, None
            else:
                break
        return (constant, (*scalars, term), None) if term.is_scalar else (constant, scalars, term)

    def scale(self, factor: Term, term: Term) -> Term:
        """A scalar times a term."""
        outer, more, _ = self.split(factor)
        inner, scalars, core = self.split(term)
        return join(product_of(outer, inner), more + scalars, core)

    def negate(self, term: Term) -> Term:
        """The negative, with -(-x) = x."""
        constant, scalars, core = self.split(term)
        return join(-constant, scalars, core)

    def add(self, left: Term, right: Term) -> Term:
        """The sum of two terms, like terms collected and a positive term first."""
        if left.is_scalar == right.is_scalar:
            (a, scalars, core), (b, more, other) = self.split(left), self.split(right)
            if (scalars, core) == (more, other):
                return join(sum_of(a, b), scalars, core)
        return self.total([left, right])

    def total(self, parts: Sequence[Term]) -> Term:
        """The sum of several terms of one shape, like terms collected and a positive term first."""
        if not all(part.is_scalar for part in parts):
            parts = [as_matrix(part) for part in parts]
        found: dict[tuple[tuple[Term, ...], Term | None], Constant] = {}
        for part in parts:
            for constant, scalars, core in self._addends(part):
                found[scalars, core] = sum_of(found.get((scalars, core), Fraction(0)), constant)
        terms = [(value, key) for key, value in found.items() if value != 0]
        if not terms:
            return op.scalar(0) if parts[0].is_scalar else op.zeros(*parts[0].shape)
        common = terms[0][0]
        if len(terms) > 1 and common not in (1, -1) and all(value in (common, -common) for value, _ in terms):
            one, other = cast("tuple[Constant, Constant]", (Fraction(1), Fraction(-1)))
            units = [(one if value == common else other, key) for value, key in terms]
            return self.rescale(common, (), self._sum(units))
        return self._sum(terms)

    def _addends(self, term: Term) -> Iterator[Parts]:
        """The terms of a sum, from left to right."""
        stack = [(term, True)]
        while stack:
            node, positive = stack.pop()
            if node.op in ("add", "subtract") and node not in self.named:
                left, right = node.args
                stack += [(right, positive == (node.op == "add")), (left, positive)]
                continue
            constant, scalars, core = self.split(node)
            if constant != 0 and not is_zero(core):
                yield (constant if positive else -constant), scalars, core

    def _sum(self, terms: list[tuple[Constant, tuple[tuple[Term, ...], Term | None]]]) -> Term:
        first = next((i for i, (value, _) in enumerate(terms) if not is_negative(value)), 0)
        terms.insert(0, terms.pop(first))
        result = join(terms[0][0], *terms[0][1])
        for value, key in terms[1:]:
            part = join(-value if is_negative(value) else value, *key)
            result = op.subtract(result, part) if is_negative(value) else op.add(result, part)
        return result

    def subtract(self, left: Term, right: Term) -> Term:
        """The difference."""
        return self.add(left, self.negate(right))

    def matrix_parts(self, term: Term) -> tuple[Constant, tuple[Term, ...], Term]:
        """The number, the scalar factors and the matrix that they multiply."""
        constant, scalars, core = self.split(term)
        return constant, scalars, op.ones(1, 1) if core is None else core

    def rescale(self, constant: Constant, scalars: tuple[Term, ...], term: Term) -> Term:
        """A number and scalars times a term."""
        inner, more, core = self.split(term)
        return join(product_of(constant, inner), scalars + more, core)

"""Bound: what is known of a matrix x and of its approximation x~, and how an input is said to be approximated.

Dictionary
    Bound                 sizes of x and x~ and of the error x~ - x, in the four norms; the relative error; signs
    Given                 what a reader says of an input
    exact(size)           x~ = x
    absolute(error)       |x~_ij - x_ij| <= error: the max norm of the paper
    relative(error)       |x~_ij - x_ij| <= error |x_ij|
    stochastic(error)     the same, where x >= 0 has rows that sum to 1
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy

from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term
from lora_symbolic.language.truth import NeitherTrueNorFalse

from .norms import NOTHING, ONE, ZERO, Calculus, Choice, Expression, Norms, completed, plus


@dataclass(frozen=True)
class Bound(NeitherTrueNorFalse):
    """Upper bounds on x, x~ and x~ - x.

    `relative` is a number rho with |x~ - x| <= rho |x| entrywise, None when none is known.
    `nonnegative` says x >= 0; `stochastic` says that x >= 0 and its rows sum to 1. `variation` is tau when rows of x
    > 0 and of x~ > 0 both sum to 1 and quotients of entries of x~ / x in one row are at most exp(D), tau = tanh(D / 4).
    """

    size: Norms
    approximation: Norms
    error: Norms
    relative: Expression | None = None
    nonnegative: bool = False
    stochastic: bool = False
    variation: Expression | None = None

    @property
    def is_exact(self) -> bool:
        """Whether x~ = x for certain."""
        return self.error.is_zero

    @property
    def transposed(self) -> Bound:
        """The bounds on the transpose; its columns sum to 1 where the rows did."""
        turned = replace(self, size=self.size.transposed, approximation=self.approximation.transposed)
        return replace(turned, error=self.error.transposed, stochastic=False, variation=None)


def exactly(size: Norms, nonnegative: bool = False, stochastic: bool = False) -> Bound:
    """A matrix that is not approximated."""
    return Bound(size, size, NOTHING, ZERO, nonnegative, stochastic)


@dataclass(frozen=True)
class Given(NeitherTrueNorFalse):
    """How an input is approximated: `kind` is exact, absolute, relative or stochastic.

    `size` bounds the largest entry; without it the symbol |x| stands for it.
    `rows_sum_to_one` says that x >= 0 has rows that sum to 1; `approximation_stochastic` says it of x~.
    """

    kind: str
    error: Expression
    size: Expression | None = None
    rows_sum_to_one: bool = False
    approximation_stochastic: bool = False


def exact(size: Expression | None = None, rows_sum_to_one: bool = False) -> Given:
    """An input that is not approximated."""
    return Given("exact", ZERO, size, rows_sum_to_one)


def absolute(error: Expression, size: Expression | None = None, rows_sum_to_one: bool = False) -> Given:
    """An input known up to an error in the largest entry."""
    return Given("absolute", error, size, rows_sum_to_one)


def relative(error: Expression, size: Expression | None = None) -> Given:
    """An input known up to a relative error of each entry."""
    return Given("relative", error, size)


def stochastic(error: Expression, approximation_stochastic: bool = False) -> Given:
    """Rows that sum to 1, known up to a relative error of each entry; with the flag rows of x~ sum to 1 as well."""
    return Given("stochastic", error, ONE, True, approximation_stochastic)


def magnitude(name: str) -> sympy.Symbol:
    """The positive symbol |name| that stands for the largest entry of a variable.

    >>> magnitude("C1")
    |C1|
    """
    return sympy.Symbol(f"|{name}|", positive=True)


def bound_of_given(term: Term, given: Given, name: str, calculus: Calculus) -> Bound:
    """The bounds that a reader's word about an input amounts to."""
    rows, cols = sides(term)
    entry = ONE if given.rows_sum_to_one else magnitude(name) if given.size is None else given.size
    lines: list[Choice] = [("rows sum to 1", ONE)] if given.rows_sum_to_one else []
    size = completed(rows, cols, calculus, [("largest entry", entry)], row=lines)
    if given.kind == "exact":
        return exactly(size, given.rows_sum_to_one, given.rows_sum_to_one)
    if given.kind == "absolute":
        error = completed(rows, cols, calculus, [("given", given.error)])
        return Bound(size, plus(size, error), error, None, given.rows_sum_to_one, given.rows_sum_to_one)
    error = size.scaled(given.error)
    approximation = size if given.approximation_stochastic else plus(size, error)
    return Bound(size, approximation, error, given.error, given.rows_sum_to_one, given.rows_sum_to_one)


def in_rows(rows: Expression, cols: Expression, calculus: Calculus) -> Norms:
    """The norms of any matrix of this shape whose rows are nonnegative and sum to 1."""
    return completed(rows, cols, calculus, [("entries of a stochastic row", ONE)], row=[("rows sum to 1", ONE)])

"""Monomial features: two thin matrices whose product is a polynomial of a logit matrix, exactly.

For u, v in R^w and P(x) = sum_t c_t x^t of degree g, the multinomial theorem gives

    P(<u, v>) = sum over |a| <= g of  c_|a| * |a|! / (a_1! ... a_w!) * u^a * v^a,

so P applied to every entry of U V^T is Phi(U) diag(weights) Phi(V)^T with one column for each exponent a, and there are
C(w + g, g) of them. A negative coefficient makes a negative weight, which the right side carries alone.

Dictionary
    exponents       every exponent of at most a degree, by degree, with the exponent that it extends
    Features        the columns: exponents and weights; `left` and `right` give the two thin matrices
    features        the features of a polynomial for logits of an inner width
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.approximation.polynomials.polynomial import ExpPolynomial

MAX_COLUMNS = 2_000_000
Exponent: TypeAlias = tuple[int, ...]
Rows: TypeAlias = "np.ndarray[Any, Any] | Sequence[Sequence[Any]]"
Array: TypeAlias = "np.ndarray[Any, Any]"
Polynomial: TypeAlias = ExpPolynomial | Sequence[Fraction]


def rank_bound(width: int, degree: int) -> int:
    """The number of monomials of at most this degree in this many variables: C(width + degree, degree).

    >>> rank_bound(2, 3)
    10
    """
    checked_sides(width, degree)
    return math.comb(width + degree, degree)


def checked_sides(width: int, degree: int) -> None:
    """Raise ApproximationError unless the width is positive and the degree is not negative."""
    if width < 1 or degree < 0:
        raise ApproximationError(f"width {width}, degree {degree}; expected width >= 1 and degree >= 0")


def exponents(width: int, degree: int) -> tuple[tuple[Exponent, int, int], ...]:
    """Exponents of degree 0, 1, ..., each with the number of the exponent that it extends, and by which variable.

    Every exponent extends exactly one other, by a variable that is no earlier than the last one in it, so that each
    monomial costs one multiplication.

    >>> [exponent for exponent, _, _ in exponents(2, 2)]
    [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
    """
    columns = rank_bound(width, degree)
    if columns > MAX_COLUMNS:
        raise ApproximationError(f"width {width}, degree {degree}: {columns} columns; expected at most {MAX_COLUMNS}")
    found: list[tuple[Exponent, int, int]] = [((0,) * width, -1, -1)]
    layer = [0]
    for _ in range(degree):
        following = []
        for parent in layer:
            exponent, _, last = found[parent]
            for variable in range(max(last, 0), width):
                extended = (*exponent[:variable], exponent[variable] + 1, *exponent[variable + 1 :])
                following.append(len(found))
                found.append((extended, parent, variable))
        layer = following
    return tuple(found)


def multinomial(exponent: Iterable[int]) -> int:
    """|a|! / (a_1! ... a_w!), the number of words with these letters.

    >>> multinomial((2, 1))
    3
    """
    total, value = 0, 1
    for part in exponent:
        total += part
        value *= math.comb(total, part)
    return value


@dataclass(frozen=True)
class Features:
    """The columns of both thin matrices: one for each monomial whose weight is not zero.

    U is L x width, V is M x width; left(U) is L x rank, right(V) is M x rank, and left(U) @ right(V).T is P applied to
    the entries of U @ V.T. Integers and Fractions stay exact, floats stay floats.
    """

    width: int
    chain: tuple[tuple[Exponent, int, int], ...]
    weights: tuple[Fraction, ...]

    @property
    def kept(self) -> tuple[int, ...]:
        """The numbers of the monomials whose weight is not zero."""
        return tuple(number for number, weight in enumerate(self.weights) if weight)

    @property
    def rank(self) -> int:
        """The number of columns."""
        return len(self.kept)

    @property
    def multiplications(self) -> int:
        """Multiplications for one row of both thin matrices: one for each monomial of positive degree, and weights."""
        return 2 * (len(self.chain) - 1) + self.rank

    def monomials(self, rows: Rows) -> Array:
        """Every monomial of every row, each from the one that it extends: rows x len(chain).

        Raises ApproximationError when a row has another width.
        """
        given = np.asarray(rows, dtype=None if isinstance(rows, np.ndarray) else object)
        if given.ndim != 2 or given.shape[1] != self.width:
            raise ApproximationError(f"rows of shape {given.shape}; expected (any, {self.width})")
        made = np.empty((given.shape[0], len(self.chain)), dtype=given.dtype)
        made[:, 0] = 1
        for number, (_, parent, variable) in enumerate(self.chain[1:], start=1):
            made[:, number] = made[:, parent] * given[:, variable]
        return made

    def left(self, rows: Rows) -> Array:
        """The monomials alone."""
        return self.monomials(rows)[:, list(self.kept)]

    def right(self, rows: Rows) -> Array:
        """The monomials times their weights, signs included."""
        made = self.left(rows)
        weights: Array = np.array([self.weights[number] for number in self.kept], dtype=made.dtype)
        product: Array = made * weights
        return product


def coefficients_of(polynomial: Polynomial) -> tuple[Fraction, ...]:
    """The coefficients of a polynomial, ascending.

    >>> coefficients_of([Fraction(1), Fraction(1, 2)])
    (Fraction(1, 1), Fraction(1, 2))
    """
    given = polynomial.coefficients if isinstance(polynomial, ExpPolynomial) else polynomial
    return tuple(Fraction(value) for value in given)


def features(polynomial: Polynomial, width: int) -> Features:
    """The features of a polynomial for logits of this inner width.

    `polynomial` is an ExpPolynomial, or its coefficients, ascending.

    >>> made = features([Fraction(1), Fraction(1), Fraction(-1, 2)], 2)
    >>> u, v = [[Fraction(1), Fraction(2)]], [[Fraction(3), Fraction(-1)]]
    >>> (made.left(u) @ made.right(v).T)[0, 0] == 1 + 1 - Fraction(1, 2)
    True

    Raises ApproximationError for a width below 1, no coefficients, or more than MAX_COLUMNS columns.
    """
    coefficients = coefficients_of(polynomial)
    checked_sides(width, len(coefficients) - 1)
    chain = exponents(width, len(coefficients) - 1)
    weights = tuple(coefficients[sum(exponent)] * multinomial(exponent) for exponent, _, _ in chain)
    return Features(width, chain, weights)

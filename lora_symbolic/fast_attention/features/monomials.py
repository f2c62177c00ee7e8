"""Monomials of total degree up to n in w variables, in graded order, and how products of them are numbered.

Degree k is listed by its smallest variable: first x_0 times all of degree k - 1, then x_1 times those of degree k - 1
in x_1, x_2, ..., and so on. So the monomials of one degree in the variables x_j, x_{j+1}, ... are always a tail of the
list, and a whole block of features is one product of such a tail by one variable.

Dictionary
    tail(k, j)      monomials of degree k whose variables are all >= j: the last C(w - j + k - 1, k) of degree k
    heads(m, j)     monomials of degree m whose largest variable is j; all of degree m, listed by largest variable
    split h         a monomial of degree h + m is one of heads(m, j) times one of tail(h, j), for exactly one j
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from ..arrays.types import Float64, Integers

_MULTIPLIER, _INCREMENT = 6364136223846793005, 1442695040888963407


def count_up_to(width: int, degree: int) -> int:
    """How many monomials of degree at most `degree` there are: C(width + degree, degree).

    >>> count_up_to(4, 5)
    126
    """
    return comb(width + degree, degree)


def count_of(width: int, degree: int) -> int:
    """How many monomials of exactly this degree there are.

    >>> [count_of(3, degree) for degree in range(4)]
    [1, 3, 6, 10]
    """
    return 1 if degree == 0 else comb(width + degree - 1, degree)


def tail_size(width: int, degree: int, first: int) -> int:
    """How many monomials of this degree use only variables from `first` on.

    >>> tail_size(3, 2, 1)
    3
    """
    return count_of(width - first, degree) if first < width else int(degree == 0)


def head_start(degree: int, last: int) -> int:
    """How many monomials of this degree use only variables below `last`.

    >>> [head_start(2, last) for last in range(4)]
    [0, 1, 3, 6]
    """
    return count_of(last, degree) if last else int(degree == 0)


@dataclass(frozen=True)
class MonomialTable:
    """All monomials of degree at most `degree`.

    exponents[i] are the exponents of monomial i; weights[i] is the multinomial coefficient k! / (e_1! ... e_w!), so
    (x . z)^k is the sum over degree k of weight x^e z^e; degrees[i] is k.

    >>> table = monomial_table(2, 2)
    >>> [[int(e) for e in row] for row in table.exponents]
    [[0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2]]
    >>> [int(weight) for weight in table.weights]
    [1, 1, 1, 1, 2, 1]
    """

    width: int
    degree: int
    exponents: Integers
    degrees: Integers
    weights: Float64
    codes: NDArray[np.uint64]

    def positions(self, codes: NDArray[np.uint64]) -> Integers:
        """The numbers of the monomials with these codes (the code of a product is the sum of codes)."""
        order = np.argsort(self.codes, kind="stable")
        found = order[np.searchsorted(self.codes[order], codes)]
        return np.asarray(found, dtype=np.int64)

    def raised(self) -> Integers:
        """Row i, column a: the number of monomial i times x_a, for the monomials of degree below `degree`."""
        lower = self.codes[: count_up_to(self.width, self.degree - 1)]
        return self.positions(lower[:, None] + _keys(self.width)[None, :])


@lru_cache(maxsize=32)
def raised(width: int, degree: int) -> Integers:
    """monomial_table(width, degree).raised(), kept: sorting the codes takes longer than a pass over few rows.

    >>> raised(2, 2).tolist()
    [[1, 2], [3, 4], [4, 5]]
    """
    return monomial_table(width, degree).raised()


def _keys(width: int) -> NDArray[np.uint64]:
    """A fixed 64-bit number for each variable; sums of them stand for monomials."""
    keys, state = [], 1
    for _ in range(width):
        state = (state * _MULTIPLIER + _INCREMENT) % 2**64
        keys.append(state ^ (state >> 31))
    return np.array(keys, dtype=np.uint64)


@lru_cache(maxsize=64)
def monomial_table(width: int, degree: int) -> MonomialTable:
    """The table for these many variables and this degree.

    Raises ArithmeticError should two monomials share a code (they are compared, so that no answer rests on luck).
    """
    blocks = [np.zeros((1, width), dtype=np.int64)]
    for k in range(1, degree + 1):
        below, rows = blocks[-1], []
        for j in range(width):
            part = below[len(below) - tail_size(width, k - 1, j) :].copy()
            part[:, j] += 1
            rows.append(part)
        blocks.append(np.concatenate(rows))
    exponents = np.concatenate(blocks)
    codes = (exponents.astype(np.uint64) * _keys(width)[None, :]).sum(axis=1, dtype=np.uint64)
    if len(np.unique(codes)) != len(codes):
        raise ArithmeticError(f"two monomials in {width} variables of degree <= {degree} share a code")
    factorials = np.cumprod(np.concatenate([[1.0], np.arange(1.0, degree + 1)]))
    degrees = exponents.sum(axis=1)
    weights = factorials[degrees] / np.prod(factorials[exponents], axis=1)
    return MonomialTable(width, degree, exponents, degrees, np.rint(weights), codes)


@dataclass(frozen=True)
class Split:
    """How the monomials of degree up to `degree` are made from tails of degree `split` and heads.

    places[m - 1][j] has shape (tail, heads): the numbers of the products of tail(split, j) by heads(m, j);
    head_starts[m - 1][j] is where heads(m, j) starts in the list of degree m, and its last entry is the length.
    """

    width: int
    degree: int
    split: int
    places: tuple[tuple[Integers, ...], ...]
    head_starts: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=64)
def split_table(width: int, degree: int, split: int) -> Split:
    """The numbering of the products; degrees up to `split` keep their graded numbers.

    >>> [part.shape for part in split_table(3, 3, 2).places[0]]
    [(6, 1), (3, 1), (1, 1)]
    """
    table, keys = monomial_table(width, degree), _keys(width)
    tails = table.codes[count_up_to(width, split - 1) if split else 0 : count_up_to(width, split)]
    heads = np.zeros(1, dtype=np.uint64)
    places = []
    for m in range(1, degree - split + 1):
        groups = [heads[: head_start(m - 1, j + 1)] + keys[j] for j in range(width)]
        places.append(
            tuple(
                table.positions(tails[len(tails) - tail_size(width, split, j) :][:, None] + groups[j][None, :])
                for j in range(width)
            )
        )
        heads = np.concatenate(groups)
    starts = tuple(tuple(head_start(m, last) for last in range(width + 1)) for m in range(1, degree - split + 1))
    return Split(width, degree, split, tuple(places), starts)

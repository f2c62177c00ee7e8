"""Pools: exact matrices of one shape with the properties that equations ask for, simplest first.

Dictionary
    pool(m, n, random)         zero, identity, ones, projections, reflections, nilpotent, orthonormal and random ones
    orthonormal(m, n, random)  columns of a rational orthogonal matrix by Cayley's map (I - K)(I + K)^-1, K = -K.T
    start(m, n, random, k)     a matrix to begin with, positive in every other turn
    within(s, random, k)       a number in the range of a scalar, an end of it in some turns
    as_matrix, as_array        from arrays of fractions to FLINT's matrices, and back
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat

from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language.statement import ScalarRange

SCALARS = ("1", "0", "-1", "3/5", "4/5", "2", "1/2", "-2", "5/13", "12/13", "3", "1/3", "-3/5", "-4/5", "1/4", "4", "9")
RANDOM_ROUNDS = 6


def as_matrix(value: Array) -> fmpq_mat:
    """An array of fractions as FLINT's matrix."""
    rows, cols = value.shape
    return fmpq_mat(rows, cols, [fmpq(entry.numerator, entry.denominator) for entry in value.ravel()])


def as_array(value: fmpq_mat) -> Array:
    """FLINT's matrix as an array of fractions."""
    out = np.empty((value.nrows(), value.ncols()), dtype=object)
    for i, j in np.ndindex(*out.shape):
        out[i, j] = fraction(value[i, j])
    return out


def exact(entries: Array) -> Array:
    """An array of integers, or of numbers that are fractions, as fractions."""
    out = np.empty(np.shape(entries), dtype=object)
    for place in np.ndindex(*out.shape):
        entry: object = entries[place]
        out[place] = entry if isinstance(entry, Fraction) else Fraction(int(entry))  # type: ignore[call-overload]
    return out


def integers(random: np.random.Generator, lowest: int, highest: int, shape: tuple[int, int]) -> Array:
    """Random integers as fractions."""
    return exact(random.integers(lowest, highest + 1, size=shape))


def orthonormal(rows: int, cols: int, random: np.random.Generator) -> Array | None:
    """A matrix with orthonormal columns, or rows where there are fewer of them.

    >>> Q = orthonormal(3, 2, np.random.default_rng(0))
    >>> bool((Q.T @ Q == np.eye(2, dtype=int)).all())
    True
    """
    side = max(rows, cols)
    drawn = random.integers(-2, 3, size=(side, side))
    free = np.triu(drawn, 1)
    skew = as_matrix(exact(free - free.T))
    one = as_matrix(exact(np.eye(side, dtype=int)))
    signs = np.where(drawn.diagonal() == -2, -1, 1)  # Cayley's map gives rotations alone
    return (as_array((one - skew) * (one + skew).inv()) * signs)[:rows, :cols]


def pool(rows: int, cols: int, random: np.random.Generator) -> Iterator[Array]:
    """Matrices of a shape, those that satisfy most kinds of equations first."""
    if rows == cols == 1:
        for text in SCALARS:
            yield exact(np.array([[Fraction(text)]], dtype=object))
        return
    yield from _square(rows, random) if rows == cols else ()
    unit = exact(np.eye(rows, cols, dtype=int))
    for _ in range(2):
        found = orthonormal(rows, cols, random)
        if found is not None:
            yield found
    yield unit
    yield exact(np.ones((rows, cols), dtype=int))
    yield exact(np.eye(rows, cols, 1, dtype=int))
    yield exact(np.zeros((rows, cols), dtype=int))
    first = np.zeros((rows, cols), dtype=int)
    first[0, 0] = 1
    yield exact(first)
    yield exact(np.ones((rows, cols), dtype=int)) / Fraction(cols)
    yield -unit
    for _ in range(RANDOM_ROUNDS):
        yield integers(random, -2, 2, (rows, cols))


def _square(side: int, random: np.random.Generator) -> Iterator[Array]:
    """Projections, reflections and nilpotent matrices, turned into another basis."""
    signs = np.where(np.arange(side) % 2 == 0, 1, -1)
    for diagonal in ((signs > 0).astype(int), signs):
        for _ in range(2):
            above = random.choice([-2, -1, 1, 2], size=(side, side))
            basis = as_matrix(exact(np.triu(above, 1) + np.eye(side, dtype=int)))
            yield as_array(basis * as_matrix(exact(np.diag(diagonal))) * basis.inv())
        yield exact(np.diag(diagonal))
    yield exact(np.roll(np.eye(side, dtype=int), 1, axis=1))
    basis = as_matrix(exact(np.tril(random.integers(-1, 2, size=(side, side)), -1) + np.eye(side, dtype=int)))
    yield as_array(basis * as_matrix(exact(np.eye(side, side, 1, dtype=int))) * basis.inv())


def start(rows: int, cols: int, random: np.random.Generator, turn: int) -> Array:
    """A matrix to begin with: small positive fractions, small integers, or a matrix of the pool."""
    if turn % 3 == 0:
        positive: Array = integers(random, 1, 3, (rows, cols)) / Fraction(2 * max(rows, cols))
        return positive
    if turn % 3 == 1:
        return integers(random, -2, 2, (rows, cols))
    found = list(pool(rows, cols, random))
    return found[turn // 3 % len(found)]


def within(scalar: ScalarRange, random: np.random.Generator, turn: int) -> Fraction:
    """A number in the range of a scalar: in every fourth turn an end that belongs to it.

    >>> half_line = ScalarRange("t", Fraction(0), None, True)
    >>> random = np.random.default_rng(0)
    >>> within(half_line, random, 1) > 0, within(half_line, random, 3)
    (True, Fraction(0, 1))
    """
    ends = [end for end, closed in ((scalar.low, scalar.low_closed), (scalar.high, scalar.high_closed)) if closed]
    if ends and (turn % 4 == 3 or scalar.low == scalar.high):
        return Fraction(ends[turn // 4 % len(ends)] or 0)
    part = Fraction(int(random.integers(1, 8)), 8)
    if scalar.low is None and scalar.high is None:
        return 4 * part - 2
    if scalar.high is None or scalar.low is None:
        far = (1 if scalar.high is None else -1) * 4 * part
        return (scalar.low if scalar.high is None and scalar.low is not None else scalar.high or Fraction(0)) + far
    return scalar.low + (scalar.high - scalar.low) * part

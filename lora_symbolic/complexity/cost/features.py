"""The monomials of the rows of two matrices: what they cost, and a run that counts it.

Each monomial of positive degree is one multiplication from a smaller one, for either matrix; the second one takes a
weight as well, the constant monomial's being 1.

Dictionary
    features_multiplications    3 L (k - 1) for two matrices of L rows and k columns
    features_entries            the entries of both
    run_features                the tally of a run with numbers that count, up to DEGREE
    columns_at                  how many monomials there are then
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from lora_symbolic.evaluation.sizes import shape_at
from lora_symbolic.language.size import in_sympy
from lora_symbolic.language.statement.kinds.cost import Features
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.rank.features import features, rank_bound
from lora_symbolic.rank.ranks import taylor_coefficients

from .counting import CountingNumbers, Tally

DEGREE = 2  # of the monomials that are run


def features_multiplications(made: Features) -> sympy.Expr:
    """The multiplications for the entries of both matrices.

    >>> from lora_symbolic.language import matrix
    >>> X, U, V = matrix("X", "L", "d"), matrix("U", "L", "k"), matrix("V", "L", "k")
    >>> features_multiplications(Features((U, V), (X, X), ("X", "X")))
    3*L*k - 3*L
    """
    left, right = (in_sympy(matrix.rows) for matrix in made.matrices)
    return sympy.expand((left + 2 * right) * (in_sympy(made.matrices[0].cols) - 1))


def features_entries(made: Features) -> sympy.Expr:
    """The entries of both matrices."""
    return sympy.expand(sum((rows * cols for rows, cols in map(sides, made.matrices)), sympy.Integer(0)))


def columns_at(made: Features, sizes: Mapping[str, int]) -> dict[str, int]:
    """The number of columns, by its name, when all monomials up to DEGREE are made."""
    return {str(made.matrices[0].cols): rank_bound(shape_at(made.rows[0], sizes)[1], DEGREE)}


def run_features(made: Features, sizes: Mapping[str, int]) -> Tally:
    """The operations of making both matrices at given sizes."""
    numbers = CountingNumbers()
    for side, rows in enumerate(made.rows):
        count, width = shape_at(rows, sizes)
        columns = features(taylor_coefficients(DEGREE), width)
        entries = numbers.array([[str(3 + i + 2 * j) for j in range(width)] for i in range(count)])
        (columns.right if side else columns.left)(entries)
    return numbers.tally

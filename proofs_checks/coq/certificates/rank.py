"""Certificates of ranks: for a polynomial of the default table, points at which P(U U^T) has the rank C(w + g, g).

Dictionary
    RankCell           a width w, the polynomial, the points, and the theorem of Coq on them
    rank_cells         the cells: the small degrees of the table with every width for which the matrix is small
    ranks_text         the file of all of them

The points are the lattice points of N^w with coordinates that sum to at most g; there are as many as monomials. Coq is
given an inverse of the integer matrix, up to a factor, and multiplies it out (theories/rank_certificate.v). That no
points give a larger rank is a theorem for all sizes (theories/monomial_features.v).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from flint import fmpz_mat

from lora_symbolic.rank.ranks import lattice

from ..toolchain.assumptions import rests_text
from ..toolchain.audit import Examined, Groups, examined
from ..toolchain.compiler import Compiled, compile_text
from .polynomial_table import Entry, entries

LARGEST = 15  # points
LARGEST_DEGREE = 7  # beyond, the numbers of the inverse take Coq longer to read than all else
HEADER = """From Coq Require Import Reals ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import real_field rank_certificate.
Local Open Scope ring_scope.
Local Open Scope Z_scope.
"""


@dataclass(frozen=True)
class RankCell:
    """One matrix: the polynomial's coefficients are `numerators` over `denominator`."""

    width: int
    entry: Entry
    points: tuple[tuple[int, ...], ...]

    @property
    def degree(self) -> int:
        """The polynomial's degree."""
        return self.entry.certificate.degree

    @property
    def rank(self) -> int:
        """The rank that the theorem states: C(width + degree, degree)."""
        return len(self.points)

    @property
    def theorem(self) -> str:
        """The theorem's name."""
        return f"rank_width_{self.width}_degree_{self.degree}"


def small(width: int, degree: int) -> bool:
    """Whether there are few enough monomials of this degree in this many variables."""
    return math.comb(width + degree, degree) <= LARGEST


@cache
def rank_cells() -> tuple[RankCell, ...]:
    """The cells, by width and degree; each degree with the first polynomial of the table that has it."""
    by_degree: dict[int, Entry] = {}
    for entry in entries():
        by_degree.setdefault(entry.certificate.degree, entry)
    return tuple(
        RankCell(width, by_degree[degree], tuple(lattice(width, degree)))
        for width in (1, 2, 3, 4)
        for degree in sorted(by_degree)
        if degree <= LARGEST_DEGREE and small(width, degree)
    )


def integers(coefficients: Sequence[Fraction]) -> tuple[list[int], int]:
    """Numerators over one denominator.

    >>> integers([Fraction(1), Fraction(1, 2)])
    ([2, 1], 2)
    """
    denominator = math.lcm(*(value.denominator for value in coefficients))
    return [int(value * denominator) for value in coefficients], denominator


def matrix_of(numerators: Sequence[int], points: Sequence[Sequence[int]]) -> list[list[int]]:
    """The polynomial at every inner product of two points."""
    products = [[sum(a * b for a, b in zip(u, v, strict=True)) for v in points] for u in points]
    return [[sum(c * x**t for t, c in enumerate(numerators)) for x in row] for row in products]


def inverse_of(matrix: Sequence[Sequence[int]]) -> tuple[list[list[int]], int]:
    """An integer matrix, and the number that its product with the given one has on the diagonal.

    >>> inverse_of([[2, 0], [0, 4]])
    ([[2, 0], [0, 1]], 4)
    """
    inverse = fmpz_mat([list(row) for row in matrix]).inv()
    scale = math.lcm(*(int(value.q) for row in inverse.tolist() for value in row))
    return [[int(value.p) * scale // int(value.q) for value in row] for row in inverse.tolist()], scale


def _row(values: Sequence[int]) -> str:
    return f"[:: {'; '.join(str(value) for value in values)}]"


def _rows(values: Sequence[Sequence[int]]) -> str:
    return f"[:: {'; '.join(_row(row) for row in values)}]"


def statement_of_cell(cell: RankCell) -> str:
    """The statement: P, applied to every entry of U U^T, gives a matrix of this rank."""
    return (
        f"\\rank (map_mx (fun x : R => value {cell.theorem}_P x / IZR {cell.theorem}_D)%R "
        f"({cell.theorem}_U *m {cell.theorem}_U^T)%R : 'M[R]_{cell.rank})%R = {cell.rank}%N"
    )


def cell_text(cell: RankCell) -> str:
    """The definitions of one cell, its theorem and the proof."""
    numerators, denominator = integers(cell.entry.certificate.coefficients)
    inverse, scale = inverse_of(matrix_of(numerators, cell.points))
    name = cell.theorem
    return f"""
(* {cell.entry.name}: the polynomial P over D, and the points U. *)
Definition {name}_P : seq Z := {_row(numerators)}.
Definition {name}_D : Z := {denominator}.
Definition {name}_points : seq (seq Z) := {_rows(cell.points)}.
Definition {name}_U := integer_matrix {cell.rank} {cell.width} (table {name}_points).
Definition {name}_inverse : seq (seq Z) := {_rows(inverse)}.

Theorem {name} : {statement_of_cell(cell)}.
Proof.
by apply: (@rank_of_polynomial {cell.width} {cell.rank} {name}_points {name}_P {name}_D {name}_inverse {scale});
  [| | vm_compute].
Qed.
"""


def ranks_text(cells: Sequence[RankCell], groups: Groups) -> str:
    """The file of these cells, with what their theorems rest on."""
    return HEADER + "".join(cell_text(cell) for cell in cells) + rests_text(groups)


def certify_ranks(cells: Sequence[RankCell], one_by_one: bool = False) -> tuple[dict[str, Examined], Compiled]:
    """Compile the file of these cells; what each theorem rests on, and what the compiler said.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    answers: list[Compiled] = []

    def compiled(text: str) -> Compiled:
        answers.append(compile_text("ranks", text))
        return answers[-1]

    names = [cell.theorem for cell in cells]
    found = examined(names, lambda groups: ranks_text(cells, groups), compiled, False, one_by_one)
    return found, answers[-1]

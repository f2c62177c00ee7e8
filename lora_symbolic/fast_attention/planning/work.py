"""The sizes that the fast algorithm's work depends on, without any array."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ..features.monomials import count_up_to

Parts: TypeAlias = tuple[tuple[int, float], ...]
EXACT = 0  # the degree that stands for the exact algorithm in shares


@dataclass(frozen=True)
class Work:
    """The sizes that time depends on; left_wide, right_wide: their columns stand beside the features.

    looked is how many queries have had all their logits looked at. parts are degrees and shares of the queries, degree
    0 for those computed exactly; empty when all have `degree`.

    >>> work = Work(queries=9, keys=9, left=4, right=4, values=3, width=2, degree=3, left_wide=True, right_wide=False)
    >>> work.rank, work.query_columns, work.key_columns, work.query_degree(3), work.key_degree(3)
    (10, 16, 4, 3, 4)
    """

    queries: int
    keys: int
    left: int
    right: int
    values: int
    width: int
    degree: int
    left_wide: bool
    right_wide: bool
    outputs: int = 2
    parts: Parts = ()
    looked: int = 0

    @property
    def rank(self) -> int:
        """k1, the number of monomials of degree up to g."""
        return self.monomials(self.degree)

    @property
    def merged_rank(self) -> int:
        """k1 (v + 1), the width of p as one face-splitting product."""
        return self.rank * (self.values + 1)

    @property
    def key_columns(self) -> int:
        """Columns beside the features of the keys."""
        return (self.values + 1) * (self.right + 1 if self.right_wide else 1)

    @property
    def query_columns(self) -> int:
        """Columns beside the features of the queries."""
        return (self.values + 1) * (self.left if self.left_wide else 1)

    @property
    def shares(self) -> Parts:
        """parts, or all queries at `degree`."""
        return self.parts or ((self.degree, 1.0),)

    def monomials(self, degree: int) -> int:
        """How many monomials of degree up to `degree` the feature variables have."""
        return count_up_to(self.width, degree)

    def key_degree(self, degree: int) -> int:
        """The degree of the keys' moments for a polynomial of this degree: one more where it holds right's columns."""
        return degree + (not self.right_wide)

    def query_degree(self, degree: int) -> int:
        """The degree of the queries' moments for a polynomial of this degree."""
        return degree + (not self.left_wide)

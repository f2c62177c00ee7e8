"""How the two passes are cut: which monomials are never formed, how many rows a block has.

Dictionary
    best_split      the split of the degrees with the fewest entries formed
    block_length    rows of a block whose features stay in the cache
    Counts          what a pass with the best split forms
    Cut             splits and block lengths of the passes for one polynomial
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..arrays.types import Integers
from ..features.monomials import (
    MonomialTable,
    Split,
    count_up_to,
    head_start,
    monomial_table,
    raised,
    split_table,
)
from .work import Work

FLOAT64 = np.dtype(np.float64)
CACHE_ENTRIES = 2**18
LONGEST = {FLOAT64: 2048, np.dtype(np.float32): 256}  # shorter sums where roundings are coarse


@lru_cache(maxsize=4096)
def best_split(width: int, degree: int, values: int, most: int) -> int:
    """The split h <= most with the fewest entries formed per row: features up to h, and heads times values.

    >>> best_split(8, 6, 9, 5), best_split(2, 3, 65, 3)
    (4, 3)
    """

    def entries(h: int) -> int:
        return count_up_to(width, h) + values * heads_above(width, degree, h)

    return min(range(1, most + 1), key=entries) if most else 0


def heads_above(width: int, degree: int, split: int) -> int:
    """How many heads of degree 1, ..., degree - split there are."""
    return sum(head_start(m, width) for m in range(1, degree - split + 1))


def block_length(width: int, split: int, columns: int, dtype: np.dtype[np.floating] = FLOAT64) -> int:
    """Rows of a block: as many as the cache holds features of, and not so many that sums are long.

    >>> block_length(4, 3, 5), block_length(16, 4, 17)
    (2048, 64)
    """
    buffer = max(count_up_to(width, split), columns)
    return int(min(LONGEST[dtype], max(64, CACHE_ENTRIES // buffer // 32 * 32)))


@dataclass(frozen=True)
class Counts:
    """Of a pass with the best split: monomials in all, features and heads that are formed, rows of a block."""

    split: int
    monomials: int
    features: int
    heads: int
    block: int


@lru_cache(maxsize=4096)
def counts(width: int, degree: int, columns: int, most: int) -> Counts:
    """The counts for monomials of degree up to `degree` against so many columns, the split at most `most`.

    >>> counts(8, 6, 9, 5)
    Counts(split=4, monomials=3003, features=495, heads=44, block=512)
    """
    split = best_split(width, degree, columns, most)
    return Counts(
        split=split,
        monomials=count_up_to(width, degree),
        features=count_up_to(width, split),
        heads=heads_above(width, degree, split),
        block=block_length(width, split, columns),
    )


@dataclass(frozen=True)
class Cut:
    """How the passes are cut for a polynomial of one degree: splits of the degrees, lengths of blocks, columns.

    table lists the monomials of degree up to `degree`; raised says which monomials of one degree more they become times
    each variable, and is None when neither side has moments of that degree.
    """

    degree: int
    width: int
    key_split: Split
    query_split: Split
    evaluate_split: Split
    key_columns: int
    query_columns: int
    key_block: int
    query_block: int
    table: MonomialTable
    raised: Integers | None
    dtype: np.dtype[np.floating]
    threads: int

    @property
    def key_monomials(self) -> int:
        """How many moments of the keys a polynomial of this degree meets."""
        return count_up_to(self.width, self.key_split.degree)


def cut(work: Work, degree: int, dtype: np.dtype[np.floating], threads: int, key_block: int | None = None) -> Cut:
    """Choose splits and block lengths so that features stay in the cache; key_block is what the keys had."""
    width, key_degree, query_degree = work.width, work.key_degree(degree), work.query_degree(degree)
    key_split = best_split(width, key_degree, work.key_columns, key_degree)
    query_split = best_split(width, query_degree, work.query_columns, degree)
    return Cut(
        degree=degree,
        width=width,
        key_split=split_table(width, key_degree, key_split),
        query_split=split_table(width, query_degree, query_split),
        evaluate_split=split_table(width, degree, query_split),
        key_columns=work.key_columns,
        query_columns=work.query_columns,
        key_block=key_block or block_length(width, key_split, work.key_columns, dtype),
        query_block=block_length(width, query_split, work.query_columns, dtype),
        table=monomial_table(width, degree),
        raised=raised(width, degree + 1) if max(key_degree, query_degree) > degree else None,
        dtype=dtype,
        threads=threads,
    )

"""Slices: some neighbouring rows and columns of a matrix, as products with an identity between zeros.

Dictionary (x a term of m x n; each pair of a begin and an end counts from 0, as Python does, the end left out)
    part(x, rows, cols)     x[a:b, c:d]; None for all of them
    place(k)                the pair that stands for one row or column: k and k + 1

What is left out on a side is a part of its own, so it has at least one row or column.
"""

from __future__ import annotations

from ...errors import LanguageError
from ...size import ONE, Size, same_size, size, size_text
from ...term import Term
from ..leaves import eye, zeros
from ..products import matmul
from ..rearrangements import block, transpose

Ends = tuple[Size, Size]


def place(position: Size) -> Ends:
    """One row or column.

    >>> place(size("k"))
    (k, k + 1)
    """
    return position, size(position + ONE)


def part(term: Term, rows: Ends | None, cols: Ends | None) -> Term:
    """The entries in some neighbouring rows and columns.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "m", "n")
    >>> part(X, None, (size(1) - 1, size("k")))
    <X[:, :k] : m x k>

    Raises LanguageError where the ends lie outside of the matrix for all sizes.
    """
    out = term
    for axis, ends in enumerate((rows, cols)):
        if ends is None or (ends[0] == 0 and same_size(ends[1], term.shape[axis])):
            continue
        chosen = _chosen(term.shape[axis], ends)
        out = matmul(out, chosen) if axis else matmul(transpose(chosen), out)
    return out


def _chosen(side: Size, ends: Ends) -> Term:
    """The matrix S with X @ S the columns of X between two ends."""
    begin, end = ends
    width = _count(end - begin, side, ends)
    heights = [_count(height, side, ends) for height in (begin, side - end) if height != 0]
    parts = [zeros(height, width) for height in heights]
    parts.insert(0 if begin == 0 else 1, eye(width))
    return block([[each] for each in parts])


def _count(value: Size, side: Size, ends: Ends) -> Size:
    """A number of rows or columns, which some sizes make positive."""
    try:
        return size(size_text(size(value)))
    except LanguageError:
        said = ":".join(map(size_text, ends))
        raise LanguageError(f"the slice {said} of {size_text(side)}: expected a begin before an end inside") from None

"""Blocks: products of block matrices multiplied out block by block, with what is 0 or the identity left out.

Dictionary
    multiplied_out(term)    the same matrix; a product is one of blocks where both sides are cut at a common place
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias, cast

from lora_symbolic.language.operations import add, block, matmul, rebuild, zeros
from lora_symbolic.language.size import Size, same_size, total
from lora_symbolic.language.term import Term, subterms

Grid: TypeAlias = list[list[Term]]


def multiplied_out(term: Term) -> Term:
    """The term with its block products multiplied out.

    >>> from lora_symbolic.language import eye, matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "m", "n")
    >>> multiplied_out(block([[X, Y]]) @ block([[eye("n")], [zeros("n", "n")]]))
    <X : m x n>
    """
    done: dict[Term, Term] = {}
    for node in subterms(term):
        args = tuple(done[child] for child in node.args)
        done[node] = _product(*args) if node.op == "matmul" else rebuild(node, args)
    return done[term]


def _grid(term: Term) -> Grid:
    if term.op != "block":
        return [[term]]
    height, width = cast("tuple[int, int]", term.data)
    return [list(term.args[row * width : (row + 1) * width]) for row in range(height)]


def _product(left: Term, right: Term) -> Term:
    """left @ right."""
    if left.op == "zeros" or right.op == "zeros":
        return zeros(left.rows, right.cols)
    if left.op == "eye" or right.op == "eye":
        return right if left.op == "eye" else left
    one, other = _grid(left), _grid(right)
    across, down = _cuts([part.cols for part in one[0]], [row[0].rows for row in other])
    if len(across) == 1 and len(one) == 1 and len(other[0]) == 1:
        return matmul(left, right)
    rows = [[_joined([[part] for part in row[a:b]], along=True) for a, b in across] for row in one]
    columns = [[_joined([[other[place][j]] for place in range(a, b)]) for a, b in down] for j in range(len(other[0]))]
    return _joined([[_inner(row, column) for column in columns] for row in rows])


def _inner(row: Sequence[Term], column: Sequence[Term]) -> Term:
    parts = [_product(left, right) for left, right in zip(row, column, strict=True)]
    kept = [part for part in parts if part.op != "zeros"] or parts[:1]
    return reduce(add, kept)


def _joined(grid: Grid, along: bool = False) -> Term:
    """Blocks side by side (`along`) or as they stand; one block is itself, zeros are zeros."""
    cells = [[cell for row in grid for cell in row]] if along else grid
    flat = [cell for row in cells for cell in row]
    if len(flat) == 1:
        return flat[0]
    if all(cell.op == "zeros" for cell in flat):
        return zeros(total(row[0].rows for row in cells), total(cell.cols for cell in cells[0]))
    return block(cells)


def _cuts(left: Sequence[Size], right: Sequence[Size]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """How the blocks of both sides are put together between the places where both are cut."""
    ends = [[total(sides[: place + 1]) for place in range(len(sides))] for sides in (left, right)]
    common = [(i, j) for i, one in enumerate(ends[0]) for j, other in enumerate(ends[1]) if same_size(one, other)]
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    start = (0, 0)
    for i, j in common:
        spans[0].append((start[0], i + 1))
        spans[1].append((start[1], j + 1))
        start = (i + 1, j + 1)
    return spans

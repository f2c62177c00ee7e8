"""Products: how the norms and the errors of anything bilinear are bounded - matrix, Hadamard and Kronecker products.

Dictionary
    bilinear          the error of a product, split in two ways: (x~ - x) y~ + x (y~ - y) = (x~ - x) y + x~ (y~ - y)
    better            the better of two valid bounds, norm by norm
    matmul_norms      Hölder's inequality for matrix products, the inner size where nothing better is known
    hadamard_norms    any norm of one factor times the largest entry of the other
    kron_norms        Kronecker products, whole, by rows (face-splitting) or by columns
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..bound import Bound, exactly
from ..norms import NOTHING, Calculus, Choice, Expression, Norms, completed, plus, smallest, written

Product: TypeAlias = Callable[[Norms, Norms], Norms]


def bilinear(left: Bound, right: Bound, product: Product, calculus: Calculus) -> Bound:
    """Any product that is linear in both factors, by the two ways of splitting its error."""
    size = product(left.size, right.size)
    nonnegative = left.nonnegative and right.nonnegative
    if left.is_exact and right.is_exact:
        return exactly(size, nonnegative)
    first = plus(product(left.error, right.approximation), product(left.size, right.error))
    second = plus(product(left.error, right.size), product(left.approximation, right.error))
    error = better(second, first, calculus)
    approximation = better(product(left.approximation, right.approximation), plus(size, error), calculus)
    return Bound(size, approximation, error, None, nonnegative)


def better(left: Norms, right: Norms, calculus: Calculus) -> Norms:
    """The better of two valid bounds in each norm; of equal ones the first."""
    picked = [
        smallest([(a, x), (b, y)], calculus.sizes)
        for a, x, b, y in zip(left.why, _four(left), right.why, _four(right), strict=True)
    ]
    values = [value for _, value in picked]
    why = [label for label, _ in picked]
    return Norms(values[0], values[1], values[2], values[3], (why[0], why[1], why[2], why[3]))


def _four(norms: Norms) -> tuple[Expression, Expression, Expression, Expression]:
    return norms.entry, norms.row, norms.column, norms.total


def matmul_norms(rows: Expression, inner: Expression, cols: Expression, calculus: Calculus) -> Product:
    """How the norms of a matrix product are bounded."""

    def product(x: Norms, y: Norms) -> Norms:
        if x.is_zero or y.is_zero:
            return NOTHING
        size = written(inner)
        return completed(
            rows,
            cols,
            calculus,
            entry=[
                (f"inner size {size}", inner * x.entry * y.entry),
                ("rows times entries", x.row * y.entry),
                ("entries times columns", x.entry * y.column),
            ],
            row=[("rows times rows", x.row * y.row), ("entries times total", x.entry * y.total)],
            column=[("columns times columns", x.column * y.column), ("total times entries", x.total * y.entry)],
            total=[("total times rows", x.total * y.row), ("columns times total", x.column * y.total)],
        )

    return product


def hadamard_norms(rows: Expression, cols: Expression, calculus: Calculus) -> Product:
    """How the norms of an entrywise product are bounded."""

    def product(x: Norms, y: Norms) -> Norms:
        if x.is_zero or y.is_zero:
            return NOTHING
        choices = {
            name: [(f"{name} times entries", x[name] * y.entry), (f"entries times {name}", x.entry * y[name])]
            for name in ("row", "column", "total")
        }
        return completed(rows, cols, calculus, [("entries times entries", x.entry * y.entry)], **choices)

    return product


def kron_norms(op: str, rows: Expression, cols: Expression, calculus: Calculus) -> Product:
    """How the norms of a Kronecker product are bounded: whole, by rows (face-splitting) or by columns."""

    def product(x: Norms, y: Norms) -> Norms:
        if x.is_zero or y.is_zero:
            return NOTHING
        lines: list[Choice] = [("rows times rows", x.row * y.row)] if op != "colkron" else []
        stacks: list[Choice] = [("columns times columns", x.column * y.column)] if op != "rowkron" else []
        whole: list[Choice] = [("total times total", x.total * y.total)]
        if op == "rowkron":
            whole = [("total times rows", x.total * y.row), ("rows times total", x.row * y.total)]
        if op == "colkron":
            whole = [("total times columns", x.total * y.column), ("columns times total", x.column * y.total)]
        return completed(rows, cols, calculus, [("entries times entries", x.entry * y.entry)], lines, stacks, whole)

    return product

"""Norms: four ways to say how large a matrix is, as SymPy expressions, and how they bound one another.

Dictionary (x is m x n)
    entry      the largest |x_ij|, the paper's max norm; it is not sub-multiplicative
    row        the largest sum over j of |x_ij|, the norm from max to max; sub-multiplicative
    column     the largest sum over i of |x_ij|
    total      the sum of all |x_ij|
    Norms      an upper bound on each of the four, with the inequality that gave it
    factored   a bound as it is printed, a product where it is one; written, its text
    smallest   the best of several valid bounds
    completed  bounds on all four from bounds on some of them
    Calculus   which norms are remembered, and the sizes at which valid bounds are compared
    ENTRIES    a calculus that remembers largest entries only, as the paper does
    ROWS       a calculus that remembers all four
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

import sympy

from lora_symbolic.language.truth import NeitherTrueNorFalse

Expression: TypeAlias = sympy.Expr
Choice: TypeAlias = tuple[str, Expression]  # the inequality used, and the bound that it gives

ZERO: Expression = sympy.Integer(0)
ONE: Expression = sympy.Integer(1)
NAMES = ("entry", "row", "column", "total")


Sizes: TypeAlias = tuple[tuple[str, int], ...]  # numbers by the names of sizes, in the order of names
TYPICAL = 9  # a size that nobody gave


@dataclass(frozen=True)
class Calculus:
    """Which norms a derivation may remember, and the sizes at which it compares bounds that are all valid.

    The sizes decide which of several valid bounds is printed, never whether one holds.

    >>> ROWS.at({"L": 4096, "d": 16}).sizes
    (('L', 4096), ('d', 16))
    """

    entries_only: bool
    sizes: Sizes = ()

    def at(self, sizes: Mapping[str, int]) -> Calculus:
        """The same calculus for a problem whose sizes are about these."""
        return replace(self, sizes=tuple(sorted(sizes.items())))


ENTRIES, ROWS = Calculus(entries_only=True), Calculus(entries_only=False)


@dataclass(frozen=True)
class Norms(NeitherTrueNorFalse):
    """Upper bounds on the four norms of one matrix; `why` names the inequality behind each."""

    entry: Expression
    row: Expression
    column: Expression
    total: Expression
    why: tuple[str, str, str, str] = field(default=("", "", "", ""), compare=False, repr=False)

    @property
    def transposed(self) -> Norms:
        """The norms of the transpose."""
        e, r, c, t = self.why
        return Norms(self.entry, self.column, self.row, self.total, (e, c, r, t))

    @property
    def is_zero(self) -> bool:
        """Whether the matrix is zero for certain."""
        return bool(self.entry == ZERO)

    def scaled(self, factor: Expression) -> Norms:
        """The norms of a multiple; the factor is the absolute value of the number."""
        return Norms(factor * self.entry, factor * self.row, factor * self.column, factor * self.total, self.why)

    def __getitem__(self, name: str) -> Expression:
        if name not in NAMES:
            raise KeyError(f"{name!r}: expected one of {', '.join(NAMES)}")
        value: Expression = getattr(self, name)
        return value


NOTHING = Norms(ZERO, ZERO, ZERO, ZERO)


def plus(left: Norms, right: Norms) -> Norms:
    """The triangle inequality, in each of the four norms.

    >>> a = Norms(*sympy.symbols("a b c d", positive=True))
    >>> plus(a, NOTHING) == a
    True
    """
    if left.is_zero:
        return right
    if right.is_zero:
        return left
    why = tuple(_joined(one, other) for one, other in zip(left.why, right.why, strict=True))
    return Norms(
        left.entry + right.entry,
        left.row + right.row,
        left.column + right.column,
        left.total + right.total,
        (why[0], why[1], why[2], why[3]),
    )


def _joined(one: str, other: str) -> str:
    return one if one == other or not other else f"{one} + {other}" if one else other


@lru_cache(maxsize=8192)
def factored(bound: Expression) -> Expression:
    """The bound as a product of factors, for reading."""
    return sympy.factor(bound)


@lru_cache(maxsize=8192)
def written(bound: Expression) -> str:
    """The bound as text, made once: the same norms stand in many steps."""
    return str(bound)


@lru_cache(maxsize=65536)
def reference_value(bound: Expression, sizes: Sizes = ()) -> float:
    """The value at one point, by which valid bounds are compared: given sizes, |x| and maxabs(x) of 1, small errors.

    Every candidate is a valid bound, so the point decides which one is kept and never whether it holds.
    """
    known = dict(sizes)
    values = {symbol: _typical(symbol, known) for symbol in bound.free_symbols}
    return float(bound.xreplace(values))


def _typical(symbol: sympy.Symbol, sizes: Mapping[str, int]) -> sympy.Float:
    if symbol.is_integer:
        return sympy.Float(sizes.get(symbol.name, TYPICAL))
    return sympy.Float(1.0 if symbol.name.startswith("|") or "(" in symbol.name else 2.0**-20)


def smallest(choices: Iterable[Choice], sizes: Sizes = ()) -> Choice:
    """The bound that is smallest at the reference point; of equal ones the first.

    >>> L, a = sympy.Symbol("L", integer=True, positive=True), sympy.Symbol("|A|", positive=True)
    >>> smallest([("inner size", L * a), ("rows sum to 1", a)])
    ('rows sum to 1', |A|)
    >>> d = sympy.Symbol("d", integer=True, positive=True)
    >>> [smallest([("", L), ("", d)], sizes)[1] for sizes in ((("L", 64), ("d", 8)), (("L", 8), ("d", 64)))]
    [d, L]
    """
    best: Choice | None = None
    for choice in choices:
        # a hair of tolerance: the same bound written in two ways is a tie, and the first stays
        if best is None or reference_value(choice[1], sizes) < reference_value(best[1], sizes) * (1 - 1e-9):
            best = choice
    if best is None:
        raise ValueError("no bound to choose from")
    return best


def completed(
    rows: Expression,
    cols: Expression,
    calculus: Calculus,
    entry: Sequence[Choice],
    row: Sequence[Choice] = (),
    column: Sequence[Choice] = (),
    total: Sequence[Choice] = (),
) -> Norms:
    """Bounds on all four norms from those at hand, each the best of its own and of what the others imply.

    In an m x n matrix row <= n entry, column <= m entry, total <= m row, n column, m n entry, and entry <= row, column.
    A calculus of entries only forgets everything but the largest entry.

    >>> m, n = sympy.symbols("m n", integer=True, positive=True)
    >>> completed(m, n, ROWS, [("", ONE)], row=[("rows sum to 1", ONE)]).total
    m
    """
    sizes = calculus.sizes
    largest = smallest([*entry, *row, *column], sizes)
    if calculus.entries_only:
        row = column = total = ()
    line = smallest([*row, _times(cols, largest, "width")], sizes)
    stack = smallest([*column, _times(rows, largest, "height")], sizes)
    whole = smallest([*total, _times(rows, line, "height"), _times(cols, stack, "width")], sizes)
    return Norms(largest[1], line[1], stack[1], whole[1], (largest[0], line[0], stack[0], whole[0]))


def _times(size: Expression, choice: Choice, what: str) -> Choice:
    text = f"{what} {written(size)}"
    return f"{text} times the {choice[0]}" if choice[0] else text, size * choice[1]

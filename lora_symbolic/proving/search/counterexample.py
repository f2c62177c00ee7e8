"""Counterexamples: small matrices at which two terms certainly differ.

Dictionary
    Counterexample       sizes, matrices, the entry and both of its values, and a certified lower bound on the gap
    find_counterexample  smallest sizes and simplest matrices first, then random ones, then exact numbers

A claim with log, reciprocal or weighted softmax is tried only where their arguments allow it:
elsewhere floats give nan, and the certifying arithmetic refuses the point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_DOWN, Context
from fractions import Fraction
from time import monotonic
from typing import Any

from flint import arb, fmpq

from lora_symbolic.language import ShapeError
from lora_symbolic.language.operations import lift
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, same_shape
from lora_symbolic.language.truth import NeitherTrueNorFalse

from ..small_sizes import small_sizes, smaller_sizes
from .points import Matrices, as_text
from .sides import Difference, Sides

LARGEST_EXPONENT = 4_000  # of two, in a gap that is written as a decimal number


@dataclass(frozen=True)
class Counterexample(NeitherTrueNorFalse):
    """Sizes and matrices (entries as text, integers or fractions) at which lhs and rhs differ in one entry.

    `entry` is (row, column) counted from 0; `gap` is a lower bound on the distance of the two values there;
    with `exact`, the two values and the gap are exact rationals.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> find_counterexample(X @ X, X * X).to_dict()["sizes"]
    {'n': 2}
    """

    sizes: Mapping[str, int]
    matrices: Matrices
    entry: tuple[int, int]
    lhs: str
    rhs: str
    gap: str
    exact: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        plain = asdict(self)
        plain["matrices"] = {name: [list(row) for row in rows] for name, rows in self.matrices.items()}
        plain["entry"] = list(self.entry)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Counterexample:
        """The counterexample that `to_dict` wrote."""
        row, column = plain["entry"]
        return cls(
            sizes={str(name): int(value) for name, value in plain["sizes"].items()},
            matrices={
                str(name): tuple(tuple(str(entry) for entry in line) for line in rows)
                for name, rows in plain["matrices"].items()
            },
            entry=(int(row), int(column)),
            lhs=str(plain["lhs"]),
            rhs=str(plain["rhs"]),
            gap=str(plain["gap"]),
            exact=bool(plain["exact"]),
        )


def find_counterexample(
    lhs: Term,
    rhs: Term,
    seconds: float = 2.0,
    seed: int = 0,
    tuples: int = 40,
    thorough: bool = True,
    where: Sequence[Equation] = (),
) -> Counterexample | None:
    """A certified counterexample to lhs = rhs, or None when none was found.

    At most `tuples` choices of sizes are tried. Where there are few entries, all small matrices are tried before any
    random ones. A `thorough` search goes on where floats see nothing, with exact numbers.
    With `where`, only matrices are tried that satisfy these equations exactly.
    The result depends on the two terms and the seed alone, unless the time runs out.
    Raises ShapeError when the two sides have different shapes.
    """
    lhs, rhs = lift(lhs), lift(rhs)
    if not same_shape(lhs, rhs):
        raise ShapeError(f"{lhs.rows} x {lhs.cols} against {rhs.rows} x {rhs.cols}; expected two sides of one shape")
    deadline = monotonic() + seconds
    sides = Sides(lhs, rhs, seed, where)
    terms = (lhs, rhs, *(side for equation in where for side in (equation.lhs, equation.rhs)))
    tried: set[tuple[tuple[str, int], ...]] = set()
    for sizes in small_sizes(terms, tuples):
        if monotonic() > deadline:
            return None
        tried.add(tuple(sizes.items()))
        found = sides.search(sizes)
        if found is None:
            continue
        for smaller in smaller_sizes(terms, sizes):
            if tuple(smaller.items()) not in tried:
                better = sides.search(smaller)
                if better is not None:
                    return _as_data(better, sides.exact)
        return _as_data(found, sides.exact)
    last = sides.exactly(deadline) if thorough and not where else None
    return None if last is None else _as_data(last, sides.exact)


def _as_data(found: Difference, exact: bool) -> Counterexample:
    return Counterexample(
        sizes=dict(found.sizes),
        matrices=as_text(found.point),
        entry=found.entry,
        lhs=_value_text(found.left),
        rhs=_value_text(found.right),
        gap=_gap_text(found.gap, exact),
        exact=exact,
    )


def _value_text(value: Any) -> str:
    if isinstance(value, fmpq):
        return str(value)
    if value.contains(0):  # the middle of such a ball says nothing but its radius
        return "0"
    digits = str(value.mid().str(20, radius=False))
    return digits.rstrip("0").rstrip(".") if "." in digits and "e" not in digits else digits


def _gap_text(gap: Any, exact: bool) -> str:
    """The gap rounded down: a decimal number of six digits, or a power of ten where it is far from 1."""
    if exact:
        return str(gap)
    mantissa, exponent = (int(part) for part in gap.man_exp())
    if abs(exponent + mantissa.bit_length()) > LARGEST_EXPONENT:
        tens = int((gap.log() / arb(10).log()).lower().floor().unique_fmpz())
        return f"1e{tens}"
    below = Fraction(mantissa) * Fraction(2) ** exponent
    return str(Context(prec=6, rounding=ROUND_DOWN).divide(below.numerator, below.denominator))

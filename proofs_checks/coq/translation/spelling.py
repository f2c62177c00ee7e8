"""Spellings: how an operation is written. The rules of translation are the same for all of them.

Dictionary
    Spelling        what a spelling must say: numbers, changes of size, and every operation
    bracketed       parts joined two by two
    MathComp        statements over 'M[R]_(m, n), as the theories read them
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Protocol, TypeVar

from .dimensions import Dimension
from .expression import Written

Part = TypeVar("Part")
INFIX = {"add": "+", "subtract": "-", "hadamard": ".*", "matmul": "*m"}
OF_NUMBERS = {"exp": "exp", "log": "ln", "reciprocal": "Rinv"}
ENTRYWISE = {"exp": "exp_entries", "log": "log_entries", "reciprocal": "reciprocal_entries", "softmax": "softmax"}
TO_NUMBERS = {"sum": "sum_entries", "trace": "mxtrace"}


class Spelling(Protocol):
    """The words of one language for the operations of a term."""

    def integer(self, value: int) -> str:
        """An integer as a number."""

    def natural(self, size: Dimension) -> str:
        """A size as a number."""

    def combined(self, sign: str, parts: Sequence[str]) -> str:
        """A sum, a product or a quotient of numbers; the sign is +, * or /."""

    def resized(self, value: Written, rows: Dimension, cols: Dimension) -> str:
        """A matrix with its dimensions written otherwise."""

    def entry(self, value: Written) -> str:
        """The only entry of a 1 x 1 matrix, as a number."""

    def operation(self, name: str, values: Sequence[Written], rows: Dimension | None, cols: Dimension | None) -> str:
        """An operation whose result has these dimensions, none for a number."""

    def constant(self, name: str, sides: Sequence[Dimension], rows: Dimension, cols: Dimension) -> str:
        """ones, zeros, eye or commutation of these sides."""

    def block(self, lines: Sequence[Sequence[Written]]) -> str:
        """A block matrix, line by line; the blocks fit."""


class MathComp:
    """Statements over 'M[R]_(m, n)."""

    def integer(self, value: int) -> str:
        """An integer as a real number.

        >>> MathComp().integer(-2)
        '(- 2%:R)'
        """
        return f"{value}%:R" if value >= 0 else f"(- {-value}%:R)"

    def natural(self, size: Dimension) -> str:
        """A size as a real number."""
        return f"{size}%N%:R"

    def combined(self, sign: str, parts: Sequence[str]) -> str:
        """A sum, a product or a quotient of real numbers."""
        return "(" + f" {sign} ".join(parts) + ")"

    def resized(self, value: Written, rows: Dimension, cols: Dimension) -> str:
        """The same matrix with its sizes written otherwise."""
        return f"resize {rows} {cols} {value.atom}"

    def entry(self, value: Written) -> str:
        """The only entry of a 1 x 1 matrix."""
        return f"{value.atom} 0 0"

    def operation(self, name: str, values: Sequence[Written], rows: Dimension | None, cols: Dimension | None) -> str:
        """An operation on matrices or numbers."""
        texts = [value.atom for value in values]
        if name in INFIX:
            return f"({texts[0]} {INFIX[name]} {texts[1]})"
        if name == "negate":
            return f"(- {texts[0]})"
        if name == "transpose":
            return f"{texts[0]}^T"
        if name == "scale":
            return f"({texts[0]} {'*' if rows is None else '*:'} {texts[1]})"
        if name == "divide":
            by = values[0].text  # a numeral
            return f"({texts[1]} / {by})" if rows is None else f"({by}^-1 *: {texts[1]})"
        if rows is None and name in OF_NUMBERS:
            return f"{OF_NUMBERS[name]} {texts[0]}"
        word = {**ENTRYWISE, **TO_NUMBERS}.get(name, name)
        return " ".join([word, *texts])

    def constant(self, name: str, sides: Sequence[Dimension], rows: Dimension, cols: Dimension) -> str:
        """A constant matrix with its type."""
        text = {"zeros": "0", "eye": "1%:M"}.get(name) or " ".join([name, *map(str, sides)])
        return f"({text} : 'M[R]_({rows}, {cols}))"

    def block(self, lines: Sequence[Sequence[Written]]) -> str:
        """Rows by row_mx, below each other by col_mx, both bracketed to the right."""
        return _nested("col_mx", [_nested("row_mx", [value.atom for value in line]) for line in lines])


def _nested(name: str, texts: Sequence[str]) -> str:
    return bracketed(lambda left, right: f"({name} {left} {right})", texts)


def bracketed(join: Callable[[Part, Part], Part], parts: Sequence[Part]) -> Part:
    """The parts joined two by two, bracketed to the right.

    >>> bracketed(lambda left, right: f"({left} {right})", ["a", "b", "c"])
    '(a (b c))'
    """
    return reduce(lambda right, left: join(left, right), reversed(parts))

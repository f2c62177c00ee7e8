"""Family: a matrix for each value of an index, and what texts with indices stand for.

A family is one matrix, its members one below the other, so that nothing but the reader knows of indices. `W[i]` is a
variable for the member at i while a text is read; the sum over i, or the end of a claim, puts stacks in its place.

Dictionary
    Family              the stack of a family, its index with its range, and the rows of a member
    Families            the families of a file and its indices, with the members that its texts use
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import LanguageError
from ..operations import matmul, multiply, scalar, sum_entries, transpose
from ..operations.leaves import eye
from ..size import ONE, Size, same_size, size_text
from ..term import Term, make, subterms
from .stacking import Member, stacked, total


@dataclass(frozen=True)
class Family:
    """A matrix for each value of an index: `stack` has the members one below the other, each of `rows` rows."""

    name: str
    count: Size
    rows: Size
    stack: Term
    is_scalar: bool = False


class Families:
    """The families that have been read, the ranges of indices, and the variables that stand for members."""

    def __init__(self) -> None:
        self.named: dict[str, Family] = {}
        self.ranges: dict[str, Size] = {}
        self.members: dict[Term, Member] = {}
        self.texts: dict[str, tuple[str, str]] = {}  # definitions with indices in them, as they are written
        self.totals: dict[Term, tuple[Term, Size]] = {}  # sums over an index: what is added up, and how often
        self._numbers: dict[Term, int] = {}

    def copy(self) -> Families:
        """The same families, to which others may be added."""
        made = Families()
        made.named, made.ranges = dict(self.named), dict(self.ranges)
        made.members, made._numbers = dict(self.members), dict(self._numbers)
        made.texts, made.totals = dict(self.texts), dict(self.totals)
        return made

    def declare(self, index: str, count: Size) -> None:
        """State the range of an index; LanguageError where it has another one already."""
        known = self.ranges.setdefault(index, count)
        if not same_size(known, count):
            raise LanguageError(f"the index {index} runs up to {size_text(known)} and up to {size_text(count)}")

    def index_of(self, family: Family) -> str:
        """An index that runs through a family, the first that was declared with its range."""
        return next((index for index, count in self.ranges.items() if same_size(count, family.count)), "i")

    def member(self, family: Family, index: str) -> Term:
        """The member of a family at an index."""
        return self._member(family.name, family.stack, index, family.rows, family.is_scalar)

    def derivative(self, family: Family, derivative: Term, index: str) -> Term:
        """The member at an index of the derivative in all members of a family."""
        return self._member(f"[{self._number(derivative)}]", derivative, index, family.rows)

    def row(self, term: Term, index: str) -> Term:
        """The row of a matrix at an index."""
        if not self.free(term):
            return self._member(f"[{self._number(term)}]", term, index, ONE)
        unit = eye(term.rows)
        return matmul(self._member(f"[{self._number(unit)}]", unit, index, ONE), term)

    def _number(self, term: Term) -> int:
        """A number for a stack without a name: no reader's name begins with a bracket."""
        return self._numbers.setdefault(term, len(self._numbers))

    def _member(self, name: str, stack: Term, index: str, rows: Size, is_scalar: bool = False) -> Term:
        shape = (rows, stack.cols)
        variable = make("var", (), (f"{name}[{index}]", *shape), shape)
        self.members[variable] = Member(index, stack)
        return sum_entries(variable) if is_scalar else variable

    def free(self, *terms: Term) -> tuple[str, ...]:
        """The indices that stand free in some terms, in order of first use."""
        found = (self.members[node].index for node in subterms(*terms) if node in self.members)
        return tuple(dict.fromkeys(found))

    def total(self, body: Term, index: str, count: Size) -> Term:
        """The sum of a term over an index."""
        if index not in self.free(body):
            return multiply(scalar(count), body)
        stack = stacked(body, index, count, self.members)
        whole = sum_entries(stack) if body.is_scalar else total(stack, count, body.rows)
        self.totals[whole] = (body, count)
        return whole

    def stacked(self, term: Term, index: str) -> Term:
        """The members of a term at all values of a declared index, one below the other."""
        return stacked(term, index, self.ranges[index], self.members)

    def closed(self, *terms: Term) -> tuple[Term, ...]:
        """Terms with an index in them at all of its values, one below the other, the first index outermost."""
        for index in reversed(self.free(*terms)):
            terms = tuple(self.stacked(term, index) for term in terms)
        return terms


def column(families: Families, term: Term, index: str) -> Term:
    """The column of a matrix at an index."""
    return transpose(families.row(transpose(term), index))

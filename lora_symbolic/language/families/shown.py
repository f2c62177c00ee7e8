r"""Shown families: the same texts read for display, indices kept as they are written.

Dictionary
    ShownFamilies       reads W[i], X[i] and sum(i in h: ...) as variables of their own
    symbols_of(given)   how these variables are written in LaTeX: W_{i}, X_{i,:}, \sum_{i=1}^{h} ...
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..operations import grad
from ..size import ONE, Size
from ..term import Term, make, subterms
from ..writing import NO_SYMBOLS, name_latex, size_latex, to_latex
from .family import Families, Family

SUM = re.compile(r"\{\\left\((?P<sum>\\sum.*)\\right\)\}")
SIGNED = frozenset({"add", "subtract", "negate"})


class ShownFamilies(Families):
    """Families whose members and sums are variables."""

    def __init__(self, families: Families) -> None:
        super().__init__()
        self.named, self.ranges = families.named, families.ranges
        self.made: dict[_Meaning, Term] = {}

    def _made(self, meaning: _Meaning, shape: tuple[Size, Size], is_scalar: bool) -> Term:
        if meaning not in self.made:
            data = (f"[{len(self.made)}]", *shape, "scalar" if is_scalar else "matrix")
            self.made[meaning] = make("var", (), data, shape, is_scalar)
        return self.made[meaning]

    def member(self, family: Family, index: str) -> Term:
        """A variable for a member."""
        return self._made(_Meaning("member", family, index), (family.rows, family.stack.cols), family.is_scalar)

    def derivative(self, family: Family, derivative: Term, index: str) -> Term:
        """The derivative in the variable for a member."""
        return grad(derivative.args[0], self.member(family, index))

    def row(self, term: Term, index: str) -> Term:
        """A variable for a row."""
        return self._made(_Meaning("row", term, index), (ONE, term.cols), False)

    def total(self, body: Term, index: str, count: Size) -> Term:
        """A variable for a sum."""
        return self._made(_Meaning("sum", body, index, count), body.shape, body.is_scalar)

    def free(self, *terms: Term) -> tuple[str, ...]:
        """No index: there are no members, only variables."""
        return ()

    def symbols_of(self, given: Mapping[str, str]) -> dict[str, str]:
        """How the variables are written, in the order of their making: later ones use earlier ones."""
        symbols = dict(given)
        for meaning, variable in self.made.items():
            symbols[variable.name] = meaning.latex(symbols)
        return symbols


@dataclass(frozen=True)
class _Meaning:
    """What a variable stands for: a member of a family, a row of a term, or the sum of a term over an index."""

    kind: Literal["member", "row", "sum"]
    of: Family | Term
    index: str
    count: Size = ONE

    def latex(self, symbols: Mapping[str, str]) -> str:
        """How the variable is written."""
        at = name_latex(self.index, symbols)
        if isinstance(self.of, Family):
            name = name_latex(self.of.name, symbols)
            return f"({name})_{{{at}}}" if "_" in name or "^" in name else f"{name}_{{{at}}}"
        inner = shown_latex(self.of, symbols)
        if self.kind == "sum":
            body = rf"\left({inner}\right)" if self.of.op in SIGNED else inner
            return rf"\left(\sum_{{{at}=1}}^{{{size_latex(self.count, symbols)}}} {body}\right)"
        plain = self.of.op == "var" and "_" not in inner
        return f"{inner}_{{{at},:}}" if plain else rf"\left({inner}\right)_{{{at},:}}"


def member_latex(family: Family, index: str, symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    r"""A member of a family in LaTeX.

    >>> from lora_symbolic.language import matrix, size
    >>> print(member_latex(Family("W", size("h"), size("d"), matrix("W", "h*d", "r")), "i"))
    W_{i}
    """
    return _Meaning("member", family, index).latex(symbols)


def shown_latex(term: Term, symbols: Mapping[str, str]) -> str:
    """A term that was read for display, in LaTeX."""
    return bare(to_latex(term, {node: node.name for node in subterms(term) if node.op == "var"}, symbols=symbols))


def bare(tex: str) -> str:
    """A formula that is one sum, without the parentheses that it has beside others."""
    found = SUM.fullmatch(tex)
    return tex if found is None or r"\left(\sum" in found["sum"] else found["sum"]

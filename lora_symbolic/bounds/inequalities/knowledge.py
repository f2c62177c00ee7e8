"""Knowledge: what hypotheses say of terms, and which norms a derivation may speak of.

Dictionary
    combination      a term as a sum of multiples of terms that are no sums
    Close            |difference| <= factor * |base|, entry by entry
    Knowledge        norms of terms, relative errors and signs, as the hypotheses state them
    knowledge_of     the knowledge that hypotheses amount to; what no rule uses is left out, which is sound
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import sympy

from lora_symbolic.language.operations import constant
from lora_symbolic.language.statement.comparison import Link, Side
from lora_symbolic.language.term import Term

from ..norms import Expression

Combination: TypeAlias = dict[Term, sympy.Expr]
Known: TypeAlias = dict[str, list[Expression]]  # bounds by the kind of measure
KINDS = ("maxabs", "norm-inf", "norm-1", "norm", "norm-2")


def combination(term: Term) -> Combination:
    """A term as a sum of multiples; terms that cancel are gone.

    >>> from lora_symbolic.language import matrix
    >>> S, E = matrix("S", "m", "n"), matrix("E", "m", "n")
    >>> combination(S + 2 * E - S)
    {<E : m x n>: 2}
    """
    found: Combination = {}
    stack: list[tuple[Term, sympy.Expr]] = [(term, sympy.Integer(1))]
    while stack:
        node, factor = stack.pop()
        if node.op in ("add", "subtract"):
            sign = sympy.Integer(1 if node.op == "add" else -1)
            stack += [(node.args[0], factor), (node.args[1], sign * factor)]
        elif node.op == "negate":
            stack.append((node.args[0], -factor))
        elif node.op == "scale" and (value := constant(node.args[0])) is not None:
            stack.append((node.args[1], factor * value))
        else:
            found[node] = sympy.expand(found.get(node, sympy.Integer(0)) + factor)
    return {node: factor for node, factor in found.items() if factor != 0}


def up_to_sign(one: Mapping[Term, sympy.Expr], other: Mapping[Term, sympy.Expr]) -> bool:
    """Whether two combinations agree, or one is the negative of the other."""
    if one.keys() != other.keys():
        return False
    return any(all(sympy.expand(one[node] - sign * other[node]) == 0 for node in one) for sign in (1, -1))


@dataclass(frozen=True)
class Close:
    """|difference| <= factor * |base|, entry by entry."""

    difference: Mapping[Term, sympy.Expr]
    factor: Expression
    base: Term
    text: str


@dataclass(frozen=True)
class Knowledge:
    """What is known of terms: bounds on their norms, relative errors, and which are nonnegative.

    `norms` has bounds on combinations: the hypothesis's text, the combination, the kind of measure, and the bound.
    """

    norms: tuple[tuple[str, Mapping[Term, sympy.Expr], str, Expression], ...] = ()
    close: tuple[Close, ...] = ()
    nonnegative: frozenset[Term] = frozenset()
    row_sums_one: frozenset[Term] = frozenset()
    scalars: Mapping[Term, sympy.Symbol] = field(default_factory=dict)

    def of(self, one: Mapping[Term, sympy.Expr]) -> list[tuple[str, str, Expression]]:
        """The hypothesis, the kind and the bound of what is known of a combination's norms."""
        return [(text, kind, bound) for text, other, kind, bound in self.norms if up_to_sign(one, other)]

    def gaps(self, variable: Term) -> Iterator[tuple[Mapping[Term, sympy.Expr], tuple[Expression, Term] | None]]:
        """The sums of a variable and other terms of which something is known; a relative error with its base."""
        for _, gap, _, _ in self.norms:
            if variable in gap and len(gap) > 1:
                yield gap, None
        for close in self.close:
            if variable in close.difference and len(close.difference) > 1 and close.base is not variable:
                yield close.difference, (close.factor, close.base)


def knowledge_of(hypotheses: Iterable[Link], scalars: Mapping[Term, sympy.Symbol]) -> Knowledge:
    """The knowledge that hypotheses amount to."""
    norms: list[tuple[str, Mapping[Term, sympy.Expr], str, Expression]] = []
    close: list[Close] = []
    positive: set[Term] = set()
    balanced: set[Term] = set()
    for link in hypotheses:
        if link.relation == "=" and (summed := row_sums_one(link)) is not None:
            balanced.add(summed)
        for said in _norms_said(link):
            norms.append(said)
        if (relative := _close_said(link)) is not None:
            close.append(relative)
        if link.left.number == 0 and (term := _plain(link.right)) is not None:
            positive.add(term)
    return Knowledge(tuple(norms), tuple(close), frozenset(positive), frozenset(balanced), dict(scalars))


def _plain(side: Side) -> Term | None:
    """The matrix that a side is, without absolute values and factors."""
    one = side.parts[0]
    return one.term if len(side.parts) == 1 and one.coefficient == 1 and not one.absolute else None


def row_sums_one(link: Link) -> Term | None:
    """X where a link says rowsum(X) = 1."""
    for one, other in ((link.left, link.right), (link.right, link.left)):
        term, value = _plain(one), _plain(other)
        if (
            term is not None
            and term.op == "rowsum"
            and (other.number == 1 or (value is not None and value.op == "ones"))
        ):
            return term.args[0]
    return None


def _norms_said(link: Link) -> Iterable[tuple[str, Mapping[Term, sympy.Expr], str, Expression]]:
    """The bounds on norms that a link states: of a measure, or entry by entry of absolute values."""
    bound = link.right.number
    if bound is None:
        return
    number = link.left.number
    if (number is not None and number.is_Mul) or (number is not None and number.is_Symbol):
        factor, symbol = number.as_coeff_Mul()
        measure = link.left.measures.get(symbol)
        if measure is not None and factor > 0 and measure.kind != "value":
            yield link.text, combination(measure.term), measure.kind, bound / factor
    one = link.left.parts[0]
    if len(link.left.parts) == 1 and one.term is not None and one.absolute and one.coefficient.is_positive:
        yield link.text, combination(one.term), "maxabs", bound / one.coefficient


def _close_said(link: Link) -> Close | None:
    """The relative error that a link states."""
    if len(link.left.parts) != 1 or len(link.right.parts) != 1:
        return None
    left, right = link.left.parts[0], link.right.parts[0]
    if left.term is None or right.term is None or not left.absolute or not left.coefficient.is_positive:
        return None
    return Close(combination(left.term), right.coefficient / left.coefficient, right.term, link.text)

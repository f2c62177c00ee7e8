"""Stated bounds: claims that are no equalities, as data, and how they are read from the table of a claim.

Dictionary
    Holds       a chain of inequalities under hypotheses, with the constant that shall be least, if one is named
    Least       the name of a constant and the value that shall be the least one
    Rank        the rank of a term compared with a number, under hypotheses
    Grows       how a quantity grows with L, in kinds/growth.py
    Cost        what evaluating terms takes, compared with numbers, in kinds/cost.py
    Reduces     calls of one problem that solve another, in kinds/reduction.py
    Exists      matrices that shall exist, the equality or bound about them, and the terms that shall do
    as_chain    a table in which an equality of norms has become a chain
    read_stated the claim that a table states; errors are those of its texts
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lora_symbolic.language.later import sympy

from ..errors import SyntaxProblem
from ..reading import parse, shown
from ..term import Term, variables
from ..truth import NeitherTrueNorFalse
from .comparison import RELATIONS, Comparison, ScalarRange
from .comparison_reader import Scope, comparison_in, number_in
from .kinds.cost import COST_KEYS, Cost, read_cost
from .kinds.growth import Grows, read_grows
from .kinds.reduction import Reduces

STATED_KINDS = ("holds", "rank", "cost", "grows", "reduces")
REDUCTION_KEYS = ("calls", "answer", "at_most")
STATED_KEYS = ("least", *COST_KEYS, *REDUCTION_KEYS)
EXISTS_KEYS = ("exists", "witness")
INSIDE = r"[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*"  # a text with parentheses two deep
MEASURED = re.compile(rf"\bmaxabs\(|\bnorm\({INSIDE},\s*(?:1|2|inf)\s*\)")


@dataclass(frozen=True)
class Least(NeitherTrueNorFalse):
    """The name of a constant, its value, and the value's text."""

    name: str
    value: sympy.Expr
    text: str


@dataclass(frozen=True)
class Holds(NeitherTrueNorFalse):
    """A chain of inequalities under hypotheses; `named` is the chain with the least constant as a symbol."""

    comparison: Comparison
    hypotheses: tuple[Comparison, ...] = ()
    scalars: Mapping[str, ScalarRange] = field(default_factory=dict)
    least: Least | None = None
    named: Comparison | None = None


@dataclass(frozen=True)
class Rank(NeitherTrueNorFalse):
    """rank(term) compared with a number."""

    term: Term
    text: str
    relation: str
    bound: sympy.Expr
    bound_text: str


@dataclass(frozen=True)
class Exists(NeitherTrueNorFalse):
    """For all others there are the `chosen` matrices with which the body holds.

    `equal` says whether the body is an equality; `witness` and `texts` are terms that shall do, by the names of the
    chosen, both empty where none is given.
    """

    chosen: tuple[Term, ...]
    body: Holds
    equal: bool
    witness: Mapping[str, Term] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


Stated: TypeAlias = Holds | Rank | Cost | Grows | Reduces


def as_chain(table: Mapping[str, object]) -> Mapping[str, object]:
    """The table of a claim; an equality of norms, of which only inequalities speak, as a chain.

    >>> as_chain({"name": "one", "equal": ["norm(X, 1)", "norm(X.T, inf)"]})
    {'name': 'one', 'holds': 'norm(X, 1) = norm(X.T, inf)'}
    """
    sides = table.get("equal")
    texts = [side for side in sides if isinstance(side, str)] if isinstance(sides, (list, tuple)) else []
    if len(texts) != 2 or not any(MEASURED.search(text) for text in texts):
        return table
    rest = {key: value for key, value in table.items() if key != "equal"}
    return {**rest, "holds": " = ".join(texts)}


def read_stated(table: Mapping[str, object], where: Sequence[str], scope: Scope) -> Stated:
    """The claim that a table with one of STATED_KINDS states.

    Raises SyntaxProblem for what is outside the format, ShapeError where shapes do not fit.
    """
    if "holds" in table:
        return _holds(table, where, scope)
    kind = next(kind for kind in STATED_KINDS if kind in table)
    if kind == "cost":
        return read_cost(table, where, scope)
    if where:
        raise SyntaxProblem(f"where {shown(where[0])}: hypotheses go with holds")
    if "least" in table:
        raise SyntaxProblem("least without holds: expected holds beside it")
    _without_cost(table, kind)
    return read_grows(table["grows"], scope) if kind == "grows" else _rank(table["rank"], scope)


def _without_cost(table: Mapping[str, object], kind: str) -> None:
    for key in COST_KEYS:
        if key in table:
            raise SyntaxProblem(f"{key} goes with cost; expected {kind} without it")


def _holds(table: Mapping[str, object], where: Sequence[str], scope: Scope) -> Holds:
    _without_cost(table, "holds")
    hypotheses = tuple(comparison_in(text, scope) for text in where)
    least, named = None, None
    if "least" in table:
        least = _least(table["least"], scope)
        symbol = sympy.Symbol(least.name, real=True)
        named = comparison_in(table["holds"], replace(scope, constants={least.name: symbol}))
        if not any(part.coefficient.has(symbol) for side in named.sides for part in side.parts):
            raise SyntaxProblem(f"least: {least.name} does not occur in holds; expected a constant of holds")
        scope = replace(scope, constants={least.name: least.value})
    comparison = comparison_in(table["holds"], scope)
    used = _scalars_used((comparison, *hypotheses), scope, least)
    for scalar in used.values():
        if scalar.is_empty:
            raise SyntaxProblem(f"scalars.{scalar.name}: an empty range; expected a range with a number in it")
    return Holds(comparison, hypotheses, used, least, named)


def _scalars_used(chains: Sequence[Comparison], scope: Scope, least: Least | None) -> dict[str, ScalarRange]:
    """The scalars that occur in some chains."""
    names = {v.name for chain in chains for v in variables(*chain.terms)}
    for chain in chains:
        for side in chain.sides:
            names |= {symbol.name for part in side.parts for symbol in part.coefficient.free_symbols}
    if least is not None:
        names |= {symbol.name for symbol in least.value.free_symbols}
    return {name: scalar for name, scalar in scope.scalars.items() if name in names}


def _least(value: object, scope: Scope) -> Least:
    if not isinstance(value, (list, tuple)) or len(value) != 2 or not all(isinstance(entry, str) for entry in value):
        raise SyntaxProblem('least: expected a name and a value such as ["c", "2*eps/(1-eps)"]')
    name, text = value
    if not name.isidentifier() or name in scope.names or name in scope.sizes or name in scope.scalars:
        raise SyntaxProblem(
            f"least: {shown(name)} is declared already, or no name; expected a constant that nothing declares"
        )
    return Least(name, number_in(text, scope), " ".join(text.split()))


def _rank(value: object, scope: Scope) -> Rank:
    expected = 'rank: expected a term, a relation and a number such as ["A @ B", "<=", "k"]'
    if not isinstance(value, (list, tuple)) or len(value) != 3 or not all(isinstance(entry, str) for entry in value):
        raise SyntaxProblem(expected)
    text, relation, bound_text = (" ".join(str(entry).split()) for entry in value)
    if relation not in RELATIONS:
        raise SyntaxProblem(f"rank: {shown(relation)} is no relation; expected one of {', '.join(RELATIONS)}")
    return Rank(parse(text, scope.in_terms, scope.sizes), text, relation, number_in(bound_text, scope), bound_text)

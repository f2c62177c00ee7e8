"""Propositions: what is claimed beyond an equality, as data: quantifiers, hypotheses, conclusions, what it rests on.

Dictionary
    Quantifier      for every, or for some, a name with its range or its shape
    Comparison      two formulas and a relation; a class such as o(log L) on the right is an order of growth
    Problem         what is computed from which inputs, within which bounds, how exactly
    Solvable        a problem has, or has not, an algorithm within a time
    Reduction       one problem solved by calls of another, with the instance map as terms
    Equivalence     facts that hold together or not at all
    Proposition     quantifiers, hypotheses, conclusions; cited hypotheses; negated or not
    compared        the comparison that a text stands for; every, some: quantifiers from short texts
    negation        the proposition that holds exactly when another does not
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from ..errors import SyntaxProblem
from ..reading.source import one_line, shown, tree
from ..truth import NeitherTrueNorFalse
from .formula import Formula, formula, read

_SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "=", ast.GtE: ">=", ast.Gt: ">"}
RELATIONS = tuple(_SIGNS.values())
_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
Shape: TypeAlias = tuple[str, str]
Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comparison(NeitherTrueNorFalse):
    """left relation right."""

    left: Formula
    relation: str
    right: Formula


@dataclass(frozen=True)
class Quantifier:
    """For every, or for some, name: in a range (relation and bound), a matrix of a shape, or a number."""

    every: bool
    name: str
    relation: str = ""
    bound: Formula | None = None
    shape: Shape | None = None


@dataclass(frozen=True)
class Problem:
    """What is computed: `output` in words of formulas, from `inputs` with their shapes, within `bounds`."""

    name: str
    inputs: tuple[tuple[str, Shape], ...] = ()
    output: Pairs = ()
    bounds: tuple[Comparison, ...] = ()
    accuracy: Formula | None = None


@dataclass(frozen=True)
class Solvable:
    """An algorithm for the problem exists, or none does, within a time in the number of tokens."""

    problem: Problem
    time: Formula
    possible: bool


@dataclass(frozen=True)
class Reduction:
    """Calls of `by` solve `solved`: each input of `by` as a term of the language, each answer as a term."""

    solved: Problem
    by: Problem
    instance: Pairs
    reads: Pairs
    calls: Formula
    sizes: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """Both sides hold, or neither does."""

    left: Fact
    right: Fact


@dataclass(frozen=True)
class Proposition:
    """Quantifiers in their order, then: under `given`, all of `then`, or with `negated` not all of them."""

    quantifiers: tuple[Quantifier, ...] = ()
    given: tuple[Fact, ...] = ()
    then: tuple[Fact, ...] = ()
    cited: tuple[str, ...] = ()
    negated: bool = False


Fact: TypeAlias = Comparison | Solvable | Reduction | Equivalence | Proposition


@cache
def compared(text: str) -> Comparison:
    """The comparison that a text stands for.

    >>> compared("Gamma = o(sqrt(log(L)))").relation
    '='

    Raises SyntaxProblem unless it is one comparison of two formulas.
    """
    line = one_line(text)
    node = tree(_EQUALS.sub("==", line))
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _SIGNS:
        raise SyntaxProblem(f"{shown(line)}: expected two formulas and one of {', '.join(RELATIONS)}")
    return Comparison(read(node.left, line), _SIGNS[type(node.ops[0])], read(node.comparators[0], line))


def comparisons(*texts: str) -> tuple[Comparison, ...]:
    """Several of them."""
    return tuple(map(compared, texts))


def every(*texts: str) -> tuple[Quantifier, ...]:
    """Universal quantifiers from texts such as "delta > 0", "C1: L, d" or "kappa".

    >>> every("delta > 0", "U: L, k1")[1].shape
    ('L', 'k1')
    """
    return tuple(_quantifier(True, text) for text in texts)


def some(*texts: str) -> tuple[Quantifier, ...]:
    """Existential quantifiers from such texts."""
    return tuple(_quantifier(False, text) for text in texts)


def _quantifier(is_every: bool, text: str) -> Quantifier:
    name, _, sides = text.partition(":")
    if sides:
        rows, cols = (side.strip() for side in sides.split(","))
        return Quantifier(is_every, name.strip(), shape=(rows, cols))
    if name.strip().isidentifier():
        return Quantifier(is_every, name.strip())
    found = compared(text)
    return Quantifier(is_every, found.left.value, found.relation, found.right)


def negation(proposition: Proposition) -> Proposition:
    """Quantifiers exchanged, conclusions denied; what it rests on stays.

    A single conclusion that is a proposition is denied itself, and one that an algorithm exists becomes that none does.
    """
    flipped = tuple(replace(one, every=not one.every) for one in proposition.quantifiers)
    if len(proposition.then) == 1 and not proposition.negated:
        [fact] = proposition.then
        if isinstance(fact, Proposition):
            return replace(proposition, quantifiers=flipped, then=(negation(fact),))
        if isinstance(fact, Solvable):
            return replace(proposition, quantifiers=flipped, then=(replace(fact, possible=not fact.possible),))
    return replace(proposition, quantifiers=flipped, negated=not proposition.negated)


def problem(
    name: str, inputs: Iterable[str] = (), output: Pairs = (), bounds: Iterable[str] = (), accuracy: str = ""
) -> Problem:
    """A problem from short texts: inputs such as "C1: L, d", bounds as comparisons."""
    shapes = []
    for text in inputs:
        one = _quantifier(True, text)
        shapes.append((one.name, one.shape or ("1", "1")))
    return Problem(name, tuple(shapes), output, comparisons(*bounds), formula(accuracy) if accuracy else None)

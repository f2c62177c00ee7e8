"""Costs: what evaluating terms takes, compared with numbers made of sizes, and how such a claim is read.

    cost     = ["L * d", "<=", ["B.T @ G", "G @ A.T"], "<=", "2 * L * d**2"]    # together, equal subterms once
    counts   = "multiplications"               # or additions, operations, memory
    times    = "L"                             # evaluated so often, each time with other matrices
    features = { U = "X @ W", V = "Y" }        # U and V hold the monomials of the rows of these, V's with weights
    where    = ["r <= d <= L"]                 # the order of the sizes

The relation "O" compares up to a factor with a sum of T_mat(a, b, c), products of a x b by b x c by any algorithm.

Dictionary
    Cost, CostBound     such a claim, and one of its comparisons as seen from the count
    Features            the names of two matrices made of monomials, and the terms whose rows they are monomials of
    T_MAT               what a product of matrices of three sizes costs
    read_cost           the claim of a table
    read_algorithm      terms that are evaluated, alone
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lora_symbolic.language.later import sympy

from ...errors import SyntaxProblem
from ...operations import ShapeError
from ...reading import parse, shown
from ...size import Size, in_sympy, size
from ...term import Term
from ...truth import NeitherTrueNorFalse
from ..comparison import RELATIONS
from ..comparison_reader import Scope, number_in

COST_KEYS = ("order", "counts", "times", "features")
ORDERS = ("given", "cheapest")
COUNTS = ("multiplications", "additions", "operations", "memory")
UP_TO_A_FACTOR = "O"
T_MAT = "T_mat"
TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">=": "<=", ">": "<"}
MOST_TERMS = 20
_PRODUCT = re.compile(r"T_mat\(([^,()]+),([^,()]+),([^,()]+)\)")
_EXPECTED = (
    'cost: expected terms, a relation and a number such as ["A @ B", "<=", "m*n*k"], or a number, "<=", terms, '
    '"<=", a number'
)


@dataclass(frozen=True)
class CostBound(NeitherTrueNorFalse):
    """The count stands in this relation to a number."""

    relation: str
    number: sympy.Expr
    text: str


@dataclass(frozen=True)
class Features(NeitherTrueNorFalse):
    """Two matrices with one column for each monomial of the rows of two terms."""

    matrices: tuple[Term, Term]
    rows: tuple[Term, Term]
    texts: tuple[str, str]


@dataclass(frozen=True)
class Cost(NeitherTrueNorFalse):
    """What evaluating terms together takes, compared with one number or with two."""

    terms: tuple[Term, ...]
    texts: tuple[str, ...]
    bounds: tuple[CostBound, ...]
    order: str = "given"
    counts: str = "multiplications"
    times: sympy.Expr | None = None
    features: Features | None = None
    ascending: tuple[str, ...] = ()

    @property
    def evaluated(self) -> tuple[Term, ...]:
        """All terms that are evaluated, those whose rows have monomials first."""
        return self.terms if self.features is None else (*self.features.rows, *self.terms)

    @property
    def mentioned(self) -> tuple[Term, ...]:
        """All terms and matrices that the claim speaks of."""
        return self.evaluated if self.features is None else (*self.features.matrices, *self.evaluated)

    @property
    def up_to_a_factor(self) -> bool:
        """Whether the comparison is one up to a constant factor."""
        return bool(self.bounds) and self.bounds[0].relation == UP_TO_A_FACTOR

    def table(self) -> dict[str, object]:
        """The claim as a table has it.

        >>> from lora_symbolic.language import matrix
        >>> bound = CostBound("<=", sympy.Integer(9), "9")
        >>> Cost((matrix("A", 3, 3) @ matrix("B", 3, 1),), ("A @ B",), (bound,)).table()
        {'cost': ['A @ B', '<=', '9']}
        """
        terms: object = self.texts[0] if len(self.texts) == 1 else list(self.texts)
        cost = [terms, self.bounds[-1].relation, self.bounds[-1].text]
        if len(self.bounds) == 2:
            cost = [self.bounds[0].text, TURNED[self.bounds[0].relation], *cost]
        table: dict[str, object] = {"cost": cost}
        table |= {"order": self.order} if self.order != "given" else {}
        table |= {"counts": self.counts} if self.counts != "multiplications" else {}
        table |= {} if self.times is None else {"times": str(self.times)}
        if self.features is not None:
            names = (matrix.name for matrix in self.features.matrices)
            table["features"] = dict(zip(names, self.features.texts, strict=True))
        return table | ({"where": [" <= ".join(self.ascending)]} if self.ascending else {})


def read_cost(table: Mapping[str, object], where: Sequence[str], scope: Scope) -> Cost:
    """The claim that a table with `cost` states.

    Raises SyntaxProblem for what is outside the format, ShapeError where shapes do not fit.
    """
    terms, bounds = _compared(table["cost"])
    texts = _texts_of(terms)
    found = tuple(parse(text, scope.in_terms, scope.sizes) for text in texts)
    numbers = tuple(_bound(relation, text, scope) for relation, text in bounds)
    order, counts = _one_of(table, "order", ORDERS), _one_of(table, "counts", COUNTS)
    times = number_in(table["times"], scope) if "times" in table else None
    if times is not None and counts == "memory":
        raise SyntaxProblem("times goes with what is counted, not with memory")
    features = _features(table["features"], scope) if "features" in table else None
    claim = Cost(found, texts, numbers, order, counts, times, features, _ascending(where, scope))
    if claim.up_to_a_factor and (claim != Cost(found, texts, numbers) or len(numbers) > 1):
        raise SyntaxProblem(f"cost: {UP_TO_A_FACTOR} goes with multiplications as they are bracketed, and nothing else")
    return claim


def read_algorithm(table: Mapping[str, object], where: Sequence[str], scope: Scope) -> Cost:
    """Terms that are evaluated together, from a table with `terms` and perhaps `features`, compared with nothing.

    Raises SyntaxProblem for what is outside the format, ShapeError where shapes do not fit.
    """
    texts = _texts_of(table.get("terms"))
    found = tuple(parse(text, scope.in_terms, scope.sizes) for text in texts)
    features = _features(table["features"], scope) if "features" in table else None
    return Cost(found, texts, (), features=features, ascending=_ascending(where, scope))


def _compared(value: object) -> tuple[object, list[tuple[str, str]]]:
    """What is counted, and each relation, as seen from it, with the text of the number."""
    if not isinstance(value, (list, tuple)) or len(value) not in (3, 5):
        raise SyntaxProblem(_EXPECTED)
    terms, relation, right = value[-3:]
    found = [(relation, right)]
    if len(value) == 5:
        if value[1] not in ("<", "<=") or relation not in ("<", "<="):
            raise SyntaxProblem(f"cost: {shown(str(value[1]))}, {shown(str(relation))}; expected < or <= twice")
        found.insert(0, (TURNED[str(value[1])], value[0]))
    for one, text in found:
        if one not in (*RELATIONS, UP_TO_A_FACTOR):
            allowed = ", ".join((*RELATIONS, UP_TO_A_FACTOR))
            raise SyntaxProblem(f"cost: {shown(str(one))} is no relation; expected one of {allowed}")
        if not isinstance(text, str):
            raise SyntaxProblem(_EXPECTED)
    return terms, found


def _texts_of(value: object) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or not given or len(given) > MOST_TERMS:
        raise SyntaxProblem(_EXPECTED)
    if not all(isinstance(one, str) for one in given):
        raise SyntaxProblem(_EXPECTED)
    return tuple(" ".join(one.split()) for one in given)


def _one_of(table: Mapping[str, object], key: str, allowed: Sequence[str]) -> str:
    value = table.get(key, allowed[0])
    if value not in allowed:
        raise SyntaxProblem(f"{key}: {shown(str(value))}; expected one of {', '.join(allowed)}")
    return str(value)


def _bound(relation: str, text: str, scope: Scope) -> CostBound:
    flat = " ".join(text.split())
    number = _products(flat, scope.sizes) if relation == UP_TO_A_FACTOR else number_in(flat, scope)
    return CostBound(relation, number, flat)


def _products(text: str, sizes: Sequence[str]) -> sympy.Expr:
    """The sum of products T_mat(a, b, c) that a text names."""
    parts = [_PRODUCT.fullmatch(part.strip()) for part in re.split(r"\+(?![^(]*\))", text)]
    found = [tuple(size(side) for side in part.groups()) for part in parts if part]
    if len(found) < len(parts) or not {name for sides in found for side in sides for name in side.names} <= {*sizes}:
        raise SyntaxProblem(f"cost: {shown(text)}; expected a sum of products of sizes such as T_mat(d, L, L)")
    product = sympy.Function(T_MAT)
    return sum((product(*map(in_sympy, sides)) for sides in found), sympy.Integer(0))


def _ascending(where: Sequence[str], scope: Scope) -> tuple[str, ...]:
    """The sizes in the order that the one hypothesis names."""
    names = [tuple(part.strip() for part in text.split("<=")) for text in where]
    if not names:
        return ()
    distinct = set(names[0])
    if len(names) > 1 or len(distinct) < max(2, len(names[0])) or not distinct <= {*scope.sizes}:
        raise SyntaxProblem(f"where {shown(where[-1])}: expected one order of sizes such as r <= d <= L")
    return names[0]


def _features(value: object, scope: Scope) -> Features:
    expected = 'features: expected two matrices with terms such as { U = "X @ W", V = "Y" }'
    if not isinstance(value, Mapping) or len(value) != 2 or not all(isinstance(text, str) for text in value.values()):
        raise SyntaxProblem(expected)
    for name in value:
        if name not in scope.names or scope.names[name].op != "var":
            raise SyntaxProblem(f"features: {shown(str(name))} is no matrix; {expected.partition(': ')[2]}")
    one, two = (scope.names[name] for name in value)
    texts = tuple(" ".join(str(text).split()) for text in value.values())
    left, right = (parse(text, scope.in_terms, scope.sizes) for text in texts)
    for matrix, rows in ((one, left), (two, right)):
        if matrix.rows != rows.rows or matrix.cols != one.cols or rows.cols != left.cols or not _is_name(matrix.cols):
            raise ShapeError(f"features {matrix.name}", "features", (), "expected rows that fit, columns with a name")
    return Features((one, two), (left, right), (texts[0], texts[1]))


def _is_name(side: Size) -> bool:
    return str(side) in side.names

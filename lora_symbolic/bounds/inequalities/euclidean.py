"""Euclidean norms: the Frobenius norm and the largest singular value, bounded by rule.

    |X Y|_F <= |X|_F |Y|_2, |X|_2 |Y|_F      |X Y|_2 <= |X|_2 |Y|_2       |X|_2 <= |X|_F <= sqrt(min(m, n)) |X|_2
    |X .* Y|_F <= max|X| |Y|_F               |softmax(S)|_F <= sqrt(m)    |X|_2 <= sqrt(|X|_1 |X|_inf)
    |softmax(S + E) - softmax(S)|_F <= |E|_F / 2: the derivative diag(f) - f f^T of a row is symmetric, and its absolute
    row sums are 2 f_j (1 - f_j) <= 1/2

Dictionary
    frobenius, spectral     bounds on the two norms of a term
"""

from __future__ import annotations

import sympy

from lora_symbolic.language.operations import subtract
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term, same_shape

from ..norms import ONE, Expression, Norms, smallest
from .differences import Differences
from .knowledge import Combination, combination

HALF = sympy.Rational(1, 2)
KEPT = frozenset({"transpose", "negate"})


def frobenius(term: Term, differences: Differences) -> Expression:
    """A bound on the Frobenius norm."""
    m, n = sides(term)
    said = differences.knowledge.of(combination(term))
    found = [bound for _, kind, bound in said if kind == "norm"]
    found += [sympy.Min(sympy.sqrt(m) * bound, sympy.sqrt(n) * bound) for _, kind, bound in said if kind == "norm-2"]
    return found[0] if found else _least([*_by_rule(term, differences, False), *_by_entries(term, differences)])


def spectral(term: Term, differences: Differences) -> Expression:
    """A bound on the largest singular value."""
    said = differences.knowledge.of(combination(term))
    found = [bound for kind_wanted in ("norm-2", "norm") for _, kind, bound in said if kind == kind_wanted]
    if found:
        return found[0]
    norms = differences.norms(term)
    lines = sympy.sqrt(sympy.expand(norms.row * norms.column))
    return _least([*_by_rule(term, differences, True), lines, *_by_entries(term, differences)])


def _least(found: list[Expression]) -> Expression:
    return smallest([("", bound) for bound in found])[1]


def _by_entries(term: Term, differences: Differences) -> list[Expression]:
    norms: Norms = differences.norms(term)
    m, n = sides(term)
    return [sympy.sqrt(m * n) * norms.entry, sympy.sqrt(sympy.expand(norms.entry * norms.total))]


def _by_rule(term: Term, differences: Differences, largest: bool) -> list[Expression]:
    """What the last operation gives, of a sum what its terms give, paired off where they are of one form."""
    parts = combination(term)
    if len(parts) == 1 and term in parts:
        return _of_node(term, differences, largest)
    total: Expression = sympy.Integer(0)
    while parts:
        node, factor = next(iter(parts.items()))
        paired = _paired(node, parts, differences, largest)
        if paired is None:
            del parts[node]
            total = total + sympy.Abs(factor) * _norm(node, differences, largest)
        else:
            del parts[node], parts[paired[0]]
            total = total + sympy.Abs(factor) * paired[1]
    return [total]


def _norm(term: Term, differences: Differences, largest: bool) -> Expression:
    return spectral(term, differences) if largest else frobenius(term, differences)


def _paired(node: Term, parts: Combination, differences: Differences, largest: bool) -> tuple[Term, Expression] | None:
    """The term of the same form with the opposite factor, and a bound on the difference of the two."""
    for other, factor in parts.items():
        if other is node or other.op != node.op or sympy.expand(factor + parts[node]) != 0:
            continue
        if node.op == "softmax" and len(node.args) == len(other.args) == 1 and same_shape(node, other):
            return other, HALF * frobenius(subtract(node.args[0], other.args[0]), differences)
        if node.op == "matmul" and node.args[1] is other.args[1] and same_shape(node.args[0], other.args[0]):
            moved = subtract(node.args[0], other.args[0])
            return other, _norm(moved, differences, largest) * spectral(node.args[1], differences)
        if node.op == "matmul" and node.args[0] is other.args[0] and same_shape(node.args[1], other.args[1]):
            moved = subtract(node.args[1], other.args[1])
            return other, spectral(node.args[0], differences) * _norm(moved, differences, largest)
    return None


def _of_node(term: Term, differences: Differences, largest: bool) -> list[Expression]:
    if term.op in KEPT:
        return [_norm(term.args[0], differences, largest)]
    if term.op == "matmul":
        x, y = term.args
        if largest:
            return [spectral(x, differences) * spectral(y, differences)]
        return [
            frobenius(x, differences) * spectral(y, differences),
            spectral(x, differences) * frobenius(y, differences),
        ]
    if term.op == "hadamard":
        x, y = term.args
        entries = [differences.norms(one).entry for one in (x, y)]
        return [entries[0] * frobenius(y, differences), entries[1] * frobenius(x, differences)]
    if term.op == "softmax" and len(term.args) == 1:
        return [sympy.sqrt(sides(term)[0])]
    if term.op == "eye" and largest:
        return [ONE]
    return []

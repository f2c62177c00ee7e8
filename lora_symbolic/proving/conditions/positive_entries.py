"""Positive entries: a matrix whose entries must be positive, written as the exponential of another.

Where a statement takes log(X) or reciprocal(X) of a variable, it speaks of positive X alone, and X = exp(Z) runs
through all of them as Z runs through all matrices. In Z, powers of X merge and logarithms of products come apart.

Dictionary
    in_logarithms(l, r)     two terms with every such variable replaced; None where there is none
    must_be_positive(t...)  the variables
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from lora_symbolic.language.operations import exp, grad, matrix, multiply, reciprocal
from lora_symbolic.language.operations.constructors import rebuild
from lora_symbolic.language.registry import OPERATIONS, POSITIVE
from lora_symbolic.language.size import ONE
from lora_symbolic.language.term import Term, subterms, variables


def in_logarithms(left: Term, right: Term) -> tuple[Term, Term] | None:
    """Both terms with each variable that must be positive replaced by the exponential of a new one.

    A derivative in X is one in Z over X, entry by entry: d/dX = (1/exp(Z)) d/dZ.

    >>> from lora_symbolic.language import log
    >>> a, b = matrix("a", "n"), matrix("b", "n")
    >>> in_logarithms(log(a) + b, log(a * b))
    (<log(exp(log_a)) + b : n x 1>, <log(exp(log_a) * b) : n x 1>)
    """
    logarithms: dict[Term, Term] = {}
    taken = {variable.name for variable in variables(left, right)}
    for variable in must_be_positive(left, right):
        name = f"log_{variable.name}"
        while name in taken:
            name = f"log_{name}"
        taken.add(name)
        logarithms[variable] = matrix(name, *variable.shape)
    in_them = any(node.op == "jacobian" and node.args[1] in logarithms for node in subterms(left, right))
    if not logarithms or in_them:
        return None
    made: dict[Term, Term] = {}
    for node in subterms(left, right):
        if node in logarithms:
            made[node] = exp(logarithms[node])
        elif node.op == "grad" and node.args[1] in logarithms:
            value, variable = node.args
            made[node] = multiply(reciprocal(made[variable]), grad(made[value], logarithms[variable]))
        else:
            made[node] = rebuild(node, tuple(made[child] for child in node.args))
    return made[left], made[right]


def must_be_positive(*terms: Term) -> Iterator[Term]:
    """The variables whose entries are positive wherever some terms are defined, as far as one look shows."""
    found = {
        variable
        for node in subterms(*terms)
        if OPERATIONS[node.op].domain == POSITIVE and (variable := _repeated(node.args[0])).op == "var"
    }
    return (variable for variable in variables(*terms) if variable in found)


def _repeated(term: Term) -> Term:
    """The term whose entries are those of another one, moved, repeated or scaled by positive numbers."""
    while (inner := _same_entries(term)) is not None:
        term = inner
    return term


def _same_entries(term: Term) -> Term | None:
    if term.op in ("transpose", "vec", "colvec") or (term.op in _SUMS and term.args[0].shape == (ONE, ONE)):
        return term.args[0]
    if term.op not in ("scale", "matmul"):
        return None
    left, right = term.args
    if term.op == "scale":
        return right if left.op == "number" and cast(Fraction, left.data[0]) > 0 else None
    if left.op == "ones" and left.cols == ONE:
        return right
    return left if right.op == "ones" and right.rows == ONE else None


_SUMS = frozenset({"sum", "trace", "rowsum", "colsum", "diag", "diagonal"})

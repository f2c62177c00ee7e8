r"""Stacking: a term for each value of an index, as one term: its members one below the other.

The members T_1, ..., T_h, each of m x n, make a matrix of h m x n. What is done to every member is done to all of them
at once by operations that the language has, so that proofs, derivatives and counterexamples need to know of no index:

    f(T_i), entrywise, softmax, rowsum      f of the stack
    T_i @ C, C @ T_i                        stack @ C, kron(eye(h), C) @ stack
    T_i @ U_i                               apart(stack of T) @ stack of U
    T_i.T                                   apart(stack).T @ kron(ones(h, 1), eye(m))
    sum over i of T_i                       kron(ones(1, h), eye(m)) @ stack

apart(stack) is the block diagonal matrix of the members: kron(eye(h), ones(m, n)) * (stack @ kron(ones(1, h), eye(n))).

Dictionary
    Member              what a variable of a term stands for: the member of a stack at an index
    stacked(t, i, of)   the members of a term at all values of an index, one below the other
    total(stack, h, m)  the sum of the members of a stack
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias, cast

from ..errors import LanguageError
from ..operations import (
    add,
    block,
    commutation,
    eye,
    kron,
    matmul,
    multiply,
    ones,
    rebuild,
    rowsum,
    transpose,
    vec,
    zeros,
)
from ..registry import ENTRYWISE, OPERATIONS
from ..size import ONE, Size, product
from ..term import Term, subterms

Members: TypeAlias = "Mapping[Term, Member]"


@dataclass(frozen=True)
class Member:
    """The member of a stack at an index."""

    index: str
    stack: Term


def total(stack: Term, count: Size, rows: Size) -> Term:
    """The sum of the members of a stack, each of so many rows.

    >>> from lora_symbolic.language import matrix, size
    >>> total(matrix("W", "h*d", "r"), size("h"), size("d"))
    <kron(ones(1, h), eye(d)) @ W : d x r>
    """
    return matmul(kron(ones(1, count), eye(rows)), stack)


def stacked(term: Term, index: str, count: Size, members: Members) -> Term:
    """The members of a term at all values of an index, one below the other.

    >>> from lora_symbolic.language import matrix, size
    >>> X, W, Wi = matrix("X", "L", "d"), matrix("W", "h*d", "r"), matrix("W_i", "d", "r")
    >>> stacked(X @ Wi, "i", size("h"), {Wi: Member("i", W)})
    <kron(eye(h), X) @ W : L*h x r>

    Raises LanguageError for an operation that cannot be done to all members at once.
    """
    return _Stacker(index, count, members).whole(term)


class _Stacker:
    """The stacks of the nodes of some terms that change with an index."""

    def __init__(self, index: str, count: Size, members: Members) -> None:
        self.index = index
        self.count = count
        self.members = members
        self.found: dict[Term, Term] = {}

    def whole(self, term: Term) -> Term:
        """The stack of a term; one that does not change with the index is repeated."""
        for node in subterms(term):
            member = self.members.get(node)
            if member is not None and member.index == self.index:
                self.found[node] = member.stack
            elif any(child in self.found for child in node.args):
                self.found[node] = self.made(node)
        return self.repeated(term)

    def made(self, node: Term) -> Term:
        """The stack of a node, from those of its arguments."""
        if node.op in ENTRYWISE or node.op in ALIKE:
            return rebuild(node, tuple(self.repeated(child) for child in node.args))
        rule = RULES.get(node.op)
        if rule is None:
            said = OPERATIONS[node.op].says
            raise LanguageError(f"{said}: no rule for what changes with the index {self.index}; expected it outside")
        return rule(self, node)

    def repeated(self, term: Term) -> Term:
        """The stack of a term that may be the same for all values of the index."""
        if term in self.found:
            return self.found[term]
        if term.op in ("ones", "zeros"):
            return rebuild_constant(term, self.count)
        return kron(ones(self.count, 1), as_matrix(term))

    def on_diagonal(self, term: Term) -> Term:
        """The block diagonal matrix of the members."""
        if term not in self.found:
            return kron(eye(self.count), as_matrix(term))
        along = matmul(self.found[term], kron(ones(1, self.count), eye(term.cols)))
        return multiply(kron(eye(self.count), ones(*term.shape)), along)

    def of_rows(self, term: Term) -> Term:
        """The sums of the columns of every member, from the stack."""
        return matmul(kron(eye(self.count), ones(1, term.rows)), self.found[term])

    def identities(self, side: Size) -> Term:
        """The identity of a side, once for each member."""
        return kron(ones(self.count, 1), eye(side))


def as_matrix(term: Term) -> Term:
    """A scalar as a matrix of one entry."""
    return multiply(term, ones(1, 1)) if term.is_scalar else term


def rebuild_constant(term: Term, count: Size) -> Term:
    """A matrix of ones or of zeros, once for each member."""
    return (ones if term.op == "ones" else zeros)(product(count, term.rows), term.cols)


Rule: TypeAlias = Callable[[_Stacker, Term], Term]
ALIKE = frozenset({"add", "subtract", "negate", "hadamard", "softmax", "rowsum", "rowkron"})


def _scale(x: _Stacker, node: Term) -> Term:
    factor, term = node.args
    if factor not in x.found:
        return multiply(factor, x.found[term])
    if term.is_scalar:
        return multiply(x.found[factor], x.repeated(term))
    return multiply(kron(x.found[factor], ones(*term.shape)), x.repeated(term))


def _matmul(x: _Stacker, node: Term) -> Term:
    left, right = node.args
    if right not in x.found:
        return matmul(x.found[left], right)
    return matmul(x.on_diagonal(left), x.found[right])


def _transpose(x: _Stacker, node: Term) -> Term:
    (inner,) = node.args
    return matmul(transpose(x.on_diagonal(inner)), x.identities(inner.rows))


def _diagonal(x: _Stacker, node: Term) -> Term:
    (inner,) = node.args
    return rowsum(multiply(x.found[inner], x.identities(inner.rows)))


def _sum(x: _Stacker, node: Term) -> Term:
    (inner,) = node.args
    return x.found[inner] if inner.shape == (ONE, ONE) else rowsum(x.of_rows(inner))


def _trace(x: _Stacker, node: Term) -> Term:
    (inner,) = node.args
    return matmul(kron(eye(x.count), ones(1, inner.rows)), _diagonal(x, node))


def _diag(x: _Stacker, node: Term) -> Term:
    (inner,) = node.args
    return multiply(matmul(x.found[inner], ones(1, inner.rows)), x.identities(inner.rows))


def _apply(x: _Stacker, node: Term) -> Term:
    return rebuild(node, (node.args[0], x.found[node.args[1]]))


def _kron(x: _Stacker, node: Term) -> Term:
    left, right = node.args
    if right not in x.found:
        return kron(x.found[left], right)
    if left in x.found:
        raise LanguageError(f"the Kronecker product of two terms that change with the index {x.index}: no rule")
    turned = kron(commutation(left.rows, x.count), eye(right.rows))
    return matmul(turned, kron(left, x.found[right]))


def _inverse(x: _Stacker, node: Term) -> Term:
    (inner,) = node.args
    return matmul(rebuild(node, (x.on_diagonal(inner),)), x.identities(inner.rows))


def _block(x: _Stacker, node: Term) -> Term:
    height, width = cast("tuple[int, int]", node.data)
    rows = [node.args[number * width : (number + 1) * width] for number in range(height)]
    sides = [row[0].rows for row in rows]
    stacks = [block([[x.repeated(child) for child in row]]) for row in rows]
    if height == 1:
        return stacks[0]
    placed = []
    for number, stack in enumerate(stacks):
        parts = [eye(side) if other == number else zeros(side, sides[number]) for other, side in enumerate(sides)]
        placed.append(matmul(kron(eye(x.count), block([[part] for part in parts])), stack))
    return reduce(add, placed)


RULES: dict[str, Rule] = {
    "block": _block,
    "scale": _scale,
    "matmul": _matmul,
    "transpose": _transpose,
    "sum": _sum,
    "colsum": lambda x, node: x.of_rows(node.args[0]),
    "trace": _trace,
    "diag": _diag,
    "diagonal": _diagonal,
    "vec": lambda x, node: vec(x.found[node.args[0]]),
    "colvec": lambda x, node: vec(_transpose(x, node)),
    "apply": _apply,
    "kron": _kron,
    "inverse": _inverse,
}

"""Names: variables that stand for terms, and the chain rule through them.

A subterm that is used twice below a derivative gets a name. A derivative through names is a sum over them: with
N = n(W), adjoints A_N = d value / d N are names of their own, and d value / d W = d value(N, W) / d W, N held fixed,
plus d sum(A_N * n(W)) / d W. So its length grows with the number of names, not with the number of paths between them.

Dictionary
    Names           what each name stands for; names occur in terms as variables do
    names.below(t)  the arguments of a node, or what a name stands for
    layered(l, r)   two sides whose derivatives are taken through names for what is used twice below them
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add

from lora_symbolic.language.operations import grad, matrix, sum_entries, zeros
from lora_symbolic.language.operations.constructors import rebuild
from lora_symbolic.language.size import Size
from lora_symbolic.language.term import Term, subterms, variables


class Names:
    """Variables with what they stand for, in the order of their making: a name stands for what uses earlier ones."""

    def __init__(self, *terms: Term) -> None:
        self.meaning: dict[Term, Term] = {}
        self.taken = {variable.name for variable in variables(*terms)}
        self._moves: dict[tuple[Term, Term], bool] = {}

    def variable(self, shape: tuple[Size, Size]) -> Term:
        """A variable that occurs nowhere."""
        number = len(self.taken)
        while (name := f"N{number}") in self.taken:
            number += 1
        self.taken.add(name)
        return matrix(name, *shape)

    def name(self, term: Term) -> Term:
        """A new name for a term."""
        made = self.variable(term.shape)
        self.meaning[made] = term
        return made

    def below(self, node: Term) -> tuple[Term, ...]:
        """The arguments of a node, or what a name stands for."""
        meaning = self.meaning.get(node)
        return node.args if meaning is None else (meaning,)

    def moves(self, node: Term, variable: Term) -> bool:
        """Whether a node changes with a variable, through names too."""
        key = (node, variable)
        if key not in self._moves:
            self._moves[key] = any(below is variable for below in subterms(node, below=self.below))
        return self._moves[key]

    def moving(self, value: Term, variable: Term) -> list[Term]:
        """The names in a value that change with a variable, those that others use first."""
        changing = {variable}
        found = []
        for node in subterms(value, known=(variable,), below=self.below):
            if any(child in changing for child in self.below(node)):
                changing.add(node)
                if node in self.meaning:
                    found.append(node)
        return found

    def derivative(self, value: Term, variable: Term) -> Term:
        """The derivative of a value in a variable, through the names in it."""
        moving = self.moving(value, variable)
        parts: dict[Term, list[Term]] = {target: [] for target in (*moving, variable)}
        _pass_on(value, parts)
        for name in reversed(moving):
            if parts[name]:
                adjoint = self.name(reduce(add, parts[name]))
                _pass_on(sum_entries(adjoint * self.meaning[name]), parts)
        return reduce(add, parts[variable]) if parts[variable] else zeros(*variable.shape)


def _pass_on(value: Term, parts: dict[Term, list[Term]]) -> None:
    """Add the derivative of a value in each of the targets that stand in it."""
    for target in variables(value):
        if target in parts:
            parts[target].append(grad(value, target))


def layered(left: Term, right: Term) -> tuple[Term, Term, Names]:
    """Two sides whose derivatives are taken through names.

    >>> from lora_symbolic.language import exp
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "m", "n")
    >>> S = exp(X) + Y
    >>> first, _, names = layered(grad(sum_entries(S * S), X), Y)
    >>> first, *names.meaning.values()
    (<grad(sum(N3 * (exp(X) + Y)), X) : m x n>, <exp(X) + Y : m x n>, <grad(sum(N2 * N2), N2) : m x n>)
    """
    nodes = list(subterms(left, right))
    inside = set(subterms(*(node.args[0] for node in nodes if node.op == "grad")))
    shared = {node for node in _used_twice(nodes) if node in inside and _nameable(node)}
    names = Names(left, right)
    made: dict[Term, Term] = {}
    for node in nodes:
        if node.op == "grad":
            made[node] = names.derivative(made[node.args[0]], node.args[1])
        else:
            made[node] = rebuild(node, tuple(made[child] for child in node.args))
            if node in shared:
                made[node] = names.name(made[node])
    return made[left], made[right], names


def _nameable(node: Term) -> bool:
    return bool(node.args) and node.op != "transpose" and not node.is_scalar


def _used_twice(nodes: Iterable[Term]) -> list[Term]:
    """The nodes with two uses; a use of the transpose is one of the matrix."""
    uses: dict[Term, int] = {}
    for node in nodes:
        for child in node.args:
            if node.op != "transpose":
                while child.op == "transpose":
                    child = child.args[0]
                uses[child] = uses.get(child, 0) + 1
    return [node for node, number in uses.items() if number > 1]

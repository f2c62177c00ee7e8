"""Sharing: a statement proved from its subterms upwards, equal ones under one name.

The subterms of both sides fall into classes. Two nodes are in one class if they are the same operation on members of
the same classes (congruence), or if their canonical forms agree when the classes below that both contain are opaque
matrices; where those do not agree, a named class in the difference is opened, and so on. Values at points
only say which pairs are worth a try. A name may prove, since what holds for every matrix holds for the one that it
stands for; a difference that remains says nothing.

Below grad(s, V) a name stands only for what does not contain V, and what stands for V is never opened there.

Dictionary
    follows_by_names(l, r, residue)   whether the equality of two terms follows in this way
    Residue                           what remains of the difference of two terms in canonical form
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lora_symbolic.evaluation import EvaluationError
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language.operations import grad, transpose
from lora_symbolic.language.operations.constructors import rebuild
from lora_symbolic.language.term import Term, subterms, variables

from ..index_form.atoms import Monomial
from ..index_form.index import OutsideFragment
from .names import Names, layered
from .sums import regrouped
from .values import alike, apart, values_at_points

Residue: TypeAlias = Callable[[Term, Term], list[Monomial]]
NOTHING: frozenset[Term] = frozenset()
EITHER_WAY = frozenset({"add", "hadamard"})
MOST_NODES = 3000


def follows_by_names(left: Term, right: Term, residue: Residue) -> bool | None:
    """Whether two terms are equal since their subterms are, by canonical forms of parts of them.

    None where values at a point look so different that nothing is worth a try.
    """
    left, right = regrouped(left, right)
    found = _Classes((left, right), Names(left, right), residue).one_class(left, right)
    if found is not False or not any(node.op == "grad" for node in subterms(left, right)):
        return found
    first, second, names = layered(left, right)
    return _Classes((*names.meaning, first, second), names, residue).one_class(first, second)


@dataclass(eq=False)
class _Class:
    """Terms that were proved equal; `term` is the first of them, `name` the variable that stands for all."""

    number: int
    term: Term
    name: Term | None
    values: list[Array]


_Place: TypeAlias = tuple[_Class, bool]  # a class, and whether it is its transpose that is meant


class _Classes:
    """The classes of the nodes below some terms."""

    def __init__(self, roots: Sequence[Term], names: Names, residue: Residue) -> None:
        self.names = names
        self.residue = residue
        self.nodes = list(subterms(*roots, below=self._below))
        self.place: dict[Term, _Place] = {}
        self.inside: dict[Term, int] = {}  # the classes in a node, as bits
        self.classes: list[_Class] = []
        self.by_key: dict[object, _Place] = {}
        self.differentiated: set[Term] = set()
        for node in self.nodes:
            if node.op == "grad" or not self.differentiated.isdisjoint(node.args):
                self.differentiated.add(node)

    def _below(self, node: Term) -> tuple[Term, ...]:
        # where there are names, a derivative is no function of the value's class
        return variables(node) if node.op == "grad" and self.names.meaning else self.names.below(node)

    def one_class(self, left: Term, right: Term) -> bool | None:
        """Whether both are found to be in one class; None where their values look far apart."""
        if len(self.nodes) > MOST_NODES:
            return False
        try:
            values = values_at_points(self.nodes, self.names)
        except (EvaluationError, MemoryError):
            return False
        if apart(values[left], values[right], values.values()):
            return None
        for node in self.nodes:
            place = self.place[node] = self._find(node, values[node])
            self.inside[node] = 1 << place[0].number | self._inside(node)
            if node in self.names.meaning and (place[0].name is None or place[0].name not in self.names.meaning):
                place[0].name = node
        return self.place[left] == self.place[right]

    def _inside(self, node: Term) -> int:
        bits = 0
        for child in self._below(node):
            bits |= self.inside[child]
        return bits

    def _find(self, node: Term, values: list[Array]) -> _Place:
        if node in self.names.meaning:
            return self.place[self.names.meaning[node]]
        if node.op == "transpose":
            inner, turned = self.place[node.args[0]]
            return inner, not turned
        key = self._key(node)
        if key not in self.by_key:
            self.by_key[key] = self._equal(node, values) or self._new(node, values)
        return self.by_key[key]

    def _key(self, node: Term) -> object:
        if not node.args or (node.op == "grad" and self.names.meaning):
            return node
        below = [(inner.number, turned) for inner, turned in (self.place[child] for child in node.args)]
        return (node.op, node.data, tuple(sorted(below) if node.op in EITHER_WAY else below))

    def _new(self, node: Term, values: list[Array]) -> _Place:
        made = _Class(len(self.classes), node, node if node.op == "var" else None, values)
        self.classes.append(made)
        return made, False

    def _equal(self, node: Term, values: list[Array]) -> _Place | None:
        """The class whose members equal a node, or its transpose."""
        if not node.args or self._waits(node):
            return None
        turned_values = [value.T for value in values]
        for other in self.classes:
            for turned, seen in ((False, values), (True, turned_values)):
                if not self._waits(other.term) and alike(seen, other.values) and self._proved(node, turned, other):
                    return other, turned
        return None

    def _waits(self, node: Term) -> bool:
        """Whether a node holds a derivative, and there are no names yet to take it through."""
        return not self.names.meaning and node in self.differentiated

    def _proved(self, node: Term, turned: bool, other: _Class) -> bool:
        """Whether a node, or its transpose, equals the members of a class."""
        shared = self._inside(node) & self.inside[other.term]
        opened: set[Term] = set()
        while True:
            opaque = _Opaque(self, shared, opened)
            one, two = opaque.inside(node), opaque.whole(other)
            try:
                rest = self.residue(transpose(one) if turned else one, two)
            except (OutsideFragment, RecursionError):
                return False
            if not rest:
                return True
            left = set().union(*map(_names_in, rest))
            named = [name for name in opaque.used if name.name in left and name not in opaque.fixed]
            if not named:
                return False
            lone = {*variables(one)} ^ {*variables(two)}  # what is open on one side already helps most
            opened.add(max(named, key=lambda name: (name in lone, opaque.used[name])))


class _Opaque:
    """Terms with the shared classes below them replaced by their names, except those that are opened."""

    def __init__(self, classes: _Classes, shared: int, opened: set[Term]) -> None:
        self.classes = classes
        self.names = classes.names
        self.shared = shared
        self.opened = opened
        self.used: dict[Term, int] = {}  # names in use that may be opened, with the numbers of their classes
        self.fixed: set[Term] = set()  # those that stay somewhere, since a derivative is taken in what they stand for
        self.memo: dict[tuple[Term, frozenset[Term]], Term] = {}

    def inside(self, term: Term) -> Term:
        """The term itself stays, what is below it is replaced."""
        return self._rebuilt(self.names.meaning.get(term, term), NOTHING)

    def whole(self, found: _Class) -> Term:
        """The name of a class where the other side has it too, else its first member with names below."""
        name = self._named(found.term, NOTHING)
        return self.inside(found.term) if name is None else name

    def _seen(self, node: Term, bound: frozenset[Term]) -> Term:
        """A node where derivatives are taken in the `bound` variables."""
        key = (node, bound)
        if key not in self.memo:
            name = self._named(node, bound)
            self.memo[key] = self._unnamed(node, bound) if name is None else name
        return self.memo[key]

    def _named(self, node: Term, bound: frozenset[Term]) -> Term | None:
        """The name of a node's class where it may stand."""
        if not self.names.below(node) or node not in self.classes.place:
            return None
        found, turned = self.classes.place[node]
        if not self.shared >> found.number & 1 or found.term.is_scalar:
            return None
        if found.name is None:
            if not found.term.args:
                return None
            found.name = self.names.variable(found.term.shape)
        if found.name in self.opened or found.name in bound or not bound.isdisjoint(variables(node)):
            return None
        if found.name is not found.term:
            self.used[found.name] = found.number
            if any(self.names.moves(found.name, variable) for variable in bound):
                self.fixed.add(found.name)
        return transpose(found.name) if turned else found.name

    def _unnamed(self, node: Term, bound: frozenset[Term]) -> Term:
        meaning = self.names.meaning.get(node)
        if meaning is None:
            return self._rebuilt(node, bound)
        if any(self.names.moves(node, variable) for variable in bound):
            return node
        return self._seen(meaning, bound)

    def _rebuilt(self, node: Term, bound: frozenset[Term]) -> Term:
        if node.op == "grad":
            value, variable = node.args
            self.fixed.add(variable)
            return grad(self._seen(value, bound | {variable}), variable)
        return rebuild(node, tuple(self._seen(child, bound) for child in node.args))


def _names_in(monomial: Monomial) -> set[str]:
    """The names of the matrices in a monomial, those inside its atoms too."""
    found: set[str] = set()
    for head, _ in monomial:
        if head.kind == "var":
            found.add(head.key[0])
        for _, inner in head.body:
            found |= _names_in(inner)
    return found

"""Overlaps: monomials in which two rules have a part in common, and what the two rules make of them.

Dictionary
    critical_pairs(r, s)   for each overlap of the leads, the difference of the two results: it equals zero
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lora_symbolic.language.size import same_size

from ..index_form.algebra import product, restore_lost, scaled, times
from ..index_form.atoms import Monomial, Polynomial
from ..index_form.index import Digits, Index, Part, Ref, leaves, map_ref
from .matching import orders
from .rule import Rule, Unit

MAX_OVERLAPS = 400  # of two rules

Shared = tuple[tuple[int, int], ...]


class _Classes:
    """Indices of two rules that an overlap makes one."""

    def __init__(self, parent: dict[Index, Index]) -> None:
        self.parent = parent

    def root(self, index: Index) -> Index:
        while index in self.parent:
            index = self.parent[index]
        return index

    def united(self, pattern: tuple[Ref, ...], target: tuple[Ref, ...]) -> _Classes | None:
        """The classes with two units on top of each other, or None where they do not fit."""
        new = _Classes(dict(self.parent))
        fits = all(new._unite(one, other) for one, other in zip(pattern, target, strict=True))
        return new if fits else None

    def _unite(self, one: Ref, other: Ref) -> bool:
        if type(one) is Index and type(other) is Index:
            left, right = self.root(one), self.root(other)
            if left is not right:
                if not same_size(left.size, right.size):
                    return False
                self.parent[right] = left
            return True
        if type(one) is Digits and type(other) is Digits and len(one.refs) == len(other.refs):
            return all(self._unite(a, b) for a, b in zip(one.refs, other.refs, strict=True))
        if type(one) is Part and type(other) is Part and one[:2] == other[:2]:
            return self._unite(one.ref, other.ref)
        return one is None and other is None


def critical_pairs(one: Rule, other: Rule) -> Iterator[Polynomial]:
    """The equations that follow from the overlaps of two rules, not simplified."""
    first, second = one.lead, _renamed(other.lead)
    places = {old: new for (_, _, a), (_, _, b) in zip(other.lead, second, strict=True) for old, new in _pairs(a, b)}
    params = (set(one.params), {places[index] for index in other.params})
    for count, (shared, classes) in enumerate(_overlaps(first, second, 0, (), _Classes({}))):
        if count >= MAX_OVERLAPS:
            return
        found = _difference(one, other, (first, second), params, places, shared, classes)
        if found is not None:
            yield found


def _pairs(old: tuple[Ref, ...], new: tuple[Ref, ...]) -> Iterator[tuple[Index, Index]]:
    for a, b in zip(old, new, strict=True):
        yield from zip(leaves(a), leaves(b), strict=True)


def _renamed(lead: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """A lead with indices of its own."""
    own: dict[Index, Ref] = {}
    for _, _, args in lead:
        for ref in args:
            for leaf in leaves(ref):
                own.setdefault(leaf, Index(leaf.size, leaf.free))
    return tuple((head, each, tuple(map_ref(ref, own) for ref in args)) for head, each, args in lead)


def _overlaps(
    first: tuple[Unit, ...], second: tuple[Unit, ...], at: int, shared: Shared, classes: _Classes
) -> Iterator[tuple[Shared, _Classes]]:
    """Ways to lay units of one lead on units of the other, at least one."""
    if at == len(first):
        if shared:
            yield shared, classes
        return
    taken = {k for _, k in shared}
    for k, unit in enumerate(second):
        if k in taken or unit[0] is not first[at][0] or unit[1] != first[at][1]:
            continue
        for target in orders(unit):
            united = classes.united(first[at][2], target)
            if united is not None:
                yield from _overlaps(first, second, at + 1, (*shared, (at, k)), united)
    yield from _overlaps(first, second, at + 1, shared, classes)


def _difference(
    one: Rule,
    other: Rule,
    leads: tuple[tuple[Unit, ...], tuple[Unit, ...]],
    params: tuple[set[Index], set[Index]],
    places: dict[Index, Index],
    shared: Shared,
    classes: _Classes,
) -> Polynomial | None:
    """One result minus the other, or None where the units do not make an overlap."""
    contexts = (
        tuple(unit for k, unit in enumerate(leads[1]) if k not in {b for _, b in shared}),
        tuple(unit for k, unit in enumerate(leads[0]) if k not in {a for a, _ in shared}),
    )
    summed: list[set[Index]] = []
    for lead, own, context in zip(leads, params, contexts, strict=True):
        inside = _inner(lead, own, context, classes)
        if inside is None:
            return None
        summed.append(inside)
    named = {root: Index(root.size, free=root not in summed[0] | summed[1]) for root in _roots(leads, classes)}
    results = []
    for rule, own, inside, context, back in zip((one, other), params, summed, contexts, ({}, places), strict=True):
        monomial: Monomial = {}
        for head, each, args in context:
            names: dict[Index, Ref] = {leaf: named[classes.root(leaf)] for ref in args for leaf in leaves(ref)}
            monomial = times(monomial, {(head, tuple(map_ref(ref, names) for ref in args)): each})
        value = rule.rest(tuple(named[classes.root(back.get(index, index))] for index in rule.params))
        outer = [named[root] for root in (summed[0] | summed[1]) - inside]
        results.append(restore_lost(product([(1, monomial)], value), outer))
        del own
    return results[0] + scaled(-1, results[1])


def _roots(leads: tuple[tuple[Unit, ...], ...], classes: _Classes) -> list[Index]:
    return list(
        dict.fromkeys(
            classes.root(leaf) for lead in leads for _, _, args in lead for ref in args for leaf in leaves(ref)
        )
    )


def _inner(
    lead: tuple[Unit, ...], params: set[Index], context: tuple[Unit, ...], classes: _Classes
) -> set[Index] | None:
    """The classes of a lead's summed indices; None where one of them is met elsewhere, so that the rule is not used."""
    own = dict.fromkeys(leaf for _, _, args in lead for ref in args for leaf in leaves(ref))
    bound = [leaf for leaf in own if leaf not in params]
    roots = [classes.root(leaf) for leaf in bound]
    others = {classes.root(leaf) for leaf in own if leaf in params}
    outside = {classes.root(leaf) for _, _, args in context for ref in args for leaf in leaves(ref)}
    if len(set(roots)) < len(roots) or set(roots) & (others | outside):
        return None
    return set(roots)


__all__ = ["Counter", "critical_pairs"]

"""Matching: the lead of a rule inside a monomial.

A parameter of the rule stands for any reference, two of them may stand for one; a summed index of the lead stands for
summed indices of the monomial that occur nowhere else in it.

Dictionary
    matches(r, m)     the ways to find the lead of a rule in a monomial
    applied(r, m)     the monomial after one use of the rule, or None where its lead does not occur
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lora_symbolic.language.size import same_size

from ..index_form.algebra import product, restore_lost
from ..index_form.atoms import DELTA, Monomial, Polynomial, indices
from ..index_form.index import Digits, Index, OutsideFragment, Part, Ref, leaves, ref_size
from ..index_form.normalise import MAX_STEPS
from .rule import Rule, Unit, units, without

Places = dict[Index, Ref]


def applied(rule: Rule, monomial: Monomial) -> Polynomial | None:
    """One use of a rule, at the first place where its lead is found."""
    for places, used in matches(rule, monomial):
        return used_at(rule, monomial, places, used)
    return None


def used_at(rule: Rule, monomial: Monomial, places: Places, used: Counter[Unit]) -> Polynomial:
    """A monomial with a lead in it replaced by what it equals."""
    inside = {leaf for index, ref in places.items() if index not in rule.params for leaf in leaves(ref)}
    outer = [i for i in indices(monomial) if not i.free and i not in inside]
    value = rule.rest(tuple(places[index] for index in rule.params))
    return restore_lost(product([(1, without(monomial, used))], value), outer)


def matches(rule: Rule, monomial: Monomial) -> Iterator[tuple[Places, Counter[Unit]]]:
    """Where the parameters and the summed indices of the lead are, and which units of the monomial it takes."""
    have = units(monomial)
    heads = Counter((head, each) for head, each, _ in rule.lead)
    there: Counter[tuple[object, object]] = Counter()
    for (head, each, _), count in have.items():
        there[head, each] += count
    if any(there[key] < count for key, count in heads.items()):
        return
    budget = [MAX_STEPS]
    bound = {i for _, _, args in rule.lead for ref in args for i in leaves(ref)} - set(rule.params)
    for places, used in _assign(list(rule.lead), have, {}, Counter(), budget):
        if _apart(bound, places, monomial, used):
            yield places, used


def _apart(bound: set[Index], places: Places, monomial: Monomial, used: Counter[Unit]) -> bool:
    """Whether the summed indices of the lead are summed indices of the monomial that occur nowhere else."""
    inner: set[Index] = set()
    for index in bound:
        found = list(leaves(places[index]))
        if not _whole(places[index]) or any(leaf.free or leaf in inner for leaf in found):
            return False
        inner.update(found)
    outside = (leaf for index, ref in places.items() if index not in bound for leaf in leaves(ref))
    if any(leaf in inner for leaf in outside):
        return False
    return not any(leaf in inner for leaf in indices(without(monomial, used)))


def _whole(ref: Ref) -> bool:
    """Whether a reference whose indices run through their ranges runs through its axis."""
    return type(ref) is Index or (type(ref) is Digits and all(map(_whole, ref.refs)))


def _assign(
    wanted: list[Unit], have: Counter[Unit], places: Places, used: Counter[Unit], budget: list[int]
) -> Iterator[tuple[Places, Counter[Unit]]]:
    """Ways to find each wanted unit among those at hand, those with known indices first."""
    if not wanted:
        yield places, used
        return
    first = max(range(len(wanted)), key=lambda k: sum(i in places for ref in wanted[k][2] for i in leaves(ref)))
    head, each, args = wanted[first]
    rest = wanted[:first] + wanted[first + 1 :]
    for unit, count in have.items():
        if unit[0] is not head or unit[1] != each or used[unit] >= count:
            continue
        for target in orders(unit):
            budget[0] -= 1
            if budget[0] < 0:
                raise OutsideFragment("too many ways to use an equation")
            extended = _extend(places, args, target)
            if extended is not None:
                yield from _assign(rest, have, extended, used + Counter([unit]), budget)


def orders(unit: Unit) -> Iterator[tuple[Ref, ...]]:
    """The references of a unit in every order that its head does not tell apart."""
    head, _, args = unit
    if len(head.symmetries) > 1 and len(head.symmetries[0]) == len(args):
        for order in head.symmetries:
            yield tuple(args[k] for k in order)
    else:
        yield args


def _extend(places: Places, pattern: tuple[Ref, ...], target: tuple[Ref, ...]) -> Places | None:
    out = dict(places)
    for one, other in zip(pattern, target, strict=True):
        if not _fit(one, other, out):
            return None
    return out


def _fit(one: Ref, other: Ref, out: Places) -> bool:
    """Let a reference of the lead stand for one of the monomial."""
    if type(one) is Index:
        if one in out:
            return out[one] == other
        if other is None or not same_size(ref_size(other), one.size):
            return False
        out[one] = other
        return True
    if type(one) is Digits and type(other) is Digits and len(one.refs) == len(other.refs):
        return all(_fit(a, b, out) for a, b in zip(one.refs, other.refs, strict=True))
    if type(one) is Part and type(other) is Part and one[:2] == other[:2]:
        return _fit(one.ref, other.ref, out)
    return one is None and other is None


__all__ = ["DELTA", "Places", "applied", "matches", "orders", "used_at"]

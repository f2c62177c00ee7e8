"""Cancellation: P * P^-1 = 1 for the inverse of a sum P, above all sum_j E_ij * inv_i = 1.

Where the leading monomial of P divides a monomial with P^-1 in it, it is replaced by 1 minus the other
monomials of P. A summed index of the leading monomial must be matched by one that occurs nowhere else.

Dictionary
    cancel(m, f, e)   the monomial after one cancellation of its factor f = P^e, or None where none is possible
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..algebra import Template, product, restore_lost
from ..atoms import Factor, Head, Monomial, Number, Polynomial, indices
from ..index import Digits, Index, Part, Ref, leaves, map_ref


def cancel(monomial: Monomial, factor: Factor, exponent: Number) -> Polynomial | None:
    """P * P^-1 = 1, where the leading monomial of P divides the rest of the monomial."""
    head, args = factor
    for used in _matches(monomial, head, args, factor):
        rest: Monomial = dict(monomial)
        for f, e in used.items():
            left = rest[f] - e
            if left:
                rest[f] = left
            else:
                del rest[f]
        lower = dict(rest)
        if exponent + 1:
            lower[factor] = exponent + 1
        else:
            del lower[factor]
        outer = [i for i in indices(monomial) if not i.free and i not in _inside(used, args)]
        out = restore_lost([(1, lower)], outer)
        if len(head.body) > 1:
            others = Template(head.params, head.body[1:])(args)
            out = out + restore_lost(product([(-1, rest)], others), outer)
        return out
    return None


def _inside(used: Monomial, args: tuple[Ref, ...]) -> set[Index]:
    """The summed indices of a matched leading monomial: those that are not the sum's own references."""
    own = {leaf for ref in args for leaf in leaves(ref)}
    return {i for i in indices(used) if i not in own}


def _matches(monomial: Monomial, head: Head, args: tuple[Ref, ...], skip: Factor) -> Iterator[Monomial]:
    """Copies of the leading monomial of a sum inside a monomial; the summed indices in it occur nowhere else."""
    place: dict[Index, Ref] = dict(zip(head.params, args, strict=True))
    wanted, uses = _pattern(head)
    if not all(any(other is first for other, _ in monomial) for (first, _), _, _ in wanted):
        return
    own = {leaf for ref in args for leaf in leaves(ref)}
    for mapping in _assign(wanted, monomial, place, _Alone(monomial, skip, uses, own)):
        bound = {ref for index, ref in mapping.items() if index not in place}
        used = _image(wanted, mapping, monomial)
        if used is None:
            continue
        if any(ref in own or type(ref) is not Index or ref.free for ref in bound):
            continue
        ok = True
        for f, e in monomial.items():
            touches = any(i in bound for i in indices([f]))
            if (touches and used.get(f) != e) or (f in used and not touches and not _divides(used[f], e)):
                ok = False
                break
        if ok and skip not in used:
            yield used


_Wanted: TypeAlias = list[tuple[Factor, Number, tuple[Index, ...]]]  # factors, exponents, summed indices


def _pattern(head: Head) -> tuple[_Wanted, dict[Index, int]]:
    """The factors of the leading monomial of a sum, and in how many of them each of its summed indices occurs."""
    found: tuple[_Wanted, dict[Index, int]] | None = head.memo.get("pattern")
    if found is None:
        inside = [
            (factor, exponent, tuple([index for index in indices([factor]) if index not in head.params]))
            for factor, exponent in head.body[0][1].items()
        ]
        uses = Counter(index for _, _, summed in inside for index in summed)
        found = head.memo["pattern"] = (sorted(inside, key=lambda item: -len(item[2])), uses)
    return found


@dataclass(frozen=True)
class _Alone:
    """Whether an index of a monomial may stand for a summed one of the leading monomial: it is as often in use."""

    monomial: Monomial
    skip: Factor
    uses: dict[Index, int]
    own: set[Index]

    def __call__(self, index: Index, other: Ref) -> bool:
        if type(other) is not Index or other.free or other in self.own or other.size != index.size:
            return False
        most = self.uses[index]
        for _, args in self.monomial:
            for ref in args:
                if ref is other or (type(ref) is not Index and ref is not None and other in leaves(ref)):
                    most -= 1
                    if most < 0:
                        return False
                    break
        return True


def _divides(part: Number, whole: Number) -> bool:
    return 0 < part <= whole or whole <= part < 0


def _image(wanted: _Wanted, mapping: dict[Index, Ref], monomial: Monomial) -> Monomial | None:
    """The factors of a monomial that the leading monomial is mapped to."""
    used: Monomial = {}
    for (head, args), exponent, _ in wanted:
        found = _find(head, tuple(map_ref(ref, mapping) for ref in args), monomial)
        if found is None or found in used:
            return None
        used[found] = exponent
    return used


def _find(head: Head, args: tuple[Ref, ...], monomial: Monomial) -> Factor | None:
    if (head, args) in monomial:
        return (head, args)
    if len(head.symmetries) > 1 and len(head.symmetries[0]) == len(args):
        for order in head.symmetries:
            candidate = (head, tuple(args[k] for k in order))
            if candidate in monomial:
                return candidate
    return None


def _assign(wanted: _Wanted, monomial: Monomial, place: dict[Index, Ref], alone: _Alone) -> Iterator[dict[Index, Ref]]:
    """Ways to map the summed indices of the leading monomial into a monomial, one to one."""
    for (head, args), exponent, summed in wanted:  # noqa: B007
        if any(index not in place for index in summed):
            break
    else:
        yield place
        return
    for (other, other_args), e in monomial.items():
        if other is not head or e != exponent or (other, other_args) == alone.skip:
            continue
        orders: tuple[tuple[int, ...], ...] = (tuple(range(len(args))),)
        if len(head.symmetries) > 1 and len(head.symmetries[0]) == len(args):
            orders = head.symmetries
        for order in orders:
            extended = _extend(place, args, tuple([other_args[k] for k in order]), alone)
            if extended is not None:
                yield from _assign(wanted, monomial, extended, alone)


def _extend(
    place: dict[Index, Ref], pattern: tuple[Ref, ...], target: tuple[Ref, ...], alone: _Alone
) -> dict[Index, Ref] | None:
    """The assignment with pattern references mapped to target ones, or None where that fails."""
    out = dict(place)
    for one, other in zip(pattern, target, strict=True):
        if not _unify(one, other, out, alone) and (type(one) is Index or map_ref(one, out) != other):
            return None
    return out


def _unify(one: Ref, other: Ref, out: dict[Index, Ref], alone: _Alone) -> bool:
    """Match a reference with another of the same make."""
    if type(one) is Index:
        if one in out:
            return out[one] == other
        if any(other is ref for ref in out.values()) or not alone(one, other):
            return False
        out[one] = other
        return True
    if type(one) is Digits and type(other) is Digits and len(one.refs) == len(other.refs):
        return all(_unify(a, b, out, alone) for a, b in zip(one.refs, other.refs, strict=True))
    if type(one) is Part and type(other) is Part and one[:2] == other[:2]:
        return _unify(one.ref, other.ref, out, alone)
    return one is None and other is None

"""Cancellation: P * P^-1 = 1 for the inverse of a sum P, above all sum_j E_ij * inv_i = 1.

Where the leading monomial of P divides a monomial with P^-1 in it, it is replaced by 1 minus the other
monomials of P. A summed index of the leading monomial must be matched by one that occurs nowhere else.

Dictionary
    cancel(m, f, e)   the monomial after one cancellation of its factor f = P^e, or None where none is possible
"""

from __future__ import annotations

from collections.abc import Iterator

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
    leading = head.body[0][1]
    place: dict[Index, Ref] = dict(zip(head.params, args, strict=True))
    wanted = sorted(leading.items(), key=lambda item: -sum(i not in place for i in indices([item[0]])))
    for mapping in _assign(wanted, monomial, place, skip):
        bound = {ref for index, ref in mapping.items() if index not in place}
        used = _image(wanted, mapping, monomial)
        if used is None:
            continue
        own = {leaf for ref in args for leaf in leaves(ref)}
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


def _divides(part: Number, whole: Number) -> bool:
    return 0 < part <= whole or whole <= part < 0


def _image(wanted: list[tuple[Factor, Number]], mapping: dict[Index, Ref], monomial: Monomial) -> Monomial | None:
    """The factors of a monomial that the leading monomial is mapped to."""
    used: Monomial = {}
    for (head, args), exponent in wanted:
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


def _assign(
    wanted: list[tuple[Factor, Number]], monomial: Monomial, place: dict[Index, Ref], skip: Factor
) -> Iterator[dict[Index, Ref]]:
    """Ways to map the summed indices of the leading monomial into a monomial, one to one."""
    open_factor = next(((f, e) for f, e in wanted if any(i not in place for i in indices([f]))), None)
    if open_factor is None:
        yield place
        return
    (head, args), exponent = open_factor
    for (other, other_args), e in monomial.items():
        if other is not head or e != exponent or (other, other_args) == skip:
            continue
        orders: tuple[tuple[int, ...], ...] = (tuple(range(len(args))),)
        if len(head.symmetries) > 1 and len(head.symmetries[0]) == len(args):
            orders = head.symmetries
        for order in orders:
            extended = _extend(place, args, tuple(other_args[k] for k in order))
            if extended is not None:
                yield from _assign(wanted, monomial, extended, skip)


def _extend(place: dict[Index, Ref], pattern: tuple[Ref, ...], target: tuple[Ref, ...]) -> dict[Index, Ref] | None:
    """The assignment with pattern references mapped to target ones, or None where that fails."""
    out = dict(place)
    for one, other in zip(pattern, target, strict=True):
        if type(one) is Index and one not in out:
            if type(other) is not Index or other.size != one.size or any(other is ref for ref in out.values()):
                return None
            out[one] = other
        elif map_ref(one, out) != other and not _unify(one, other, out):
            return None
    return out


def _unify(one: Ref, other: Ref, out: dict[Index, Ref]) -> bool:
    """Match a composite reference with another of the same make."""
    if type(one) is Index:
        if one in out:
            return out[one] == other
        if type(other) is Index and other.size == one.size and not any(other is ref for ref in out.values()):
            out[one] = other
            return True
        return False
    if type(one) is Digits and type(other) is Digits and len(one.refs) == len(other.refs):
        return all(_unify(a, b, out) for a, b in zip(one.refs, other.refs, strict=True))
    if type(one) is Part and type(other) is Part and one[:2] == other[:2]:
        return _unify(one.ref, other.ref, out)
    return one is None and other is None

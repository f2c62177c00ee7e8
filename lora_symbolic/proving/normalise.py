"""Normal form: the index form brought to {canonical monomial: rational}.

Rules, applied to each monomial until none fits:
    a delta that ties a summed index is used up; a delta of free indices names one of them throughout
    exp(log P) = P, and a sum to a positive power is multiplied out
    sum_j E_ij * inv_i = 1, that is P * P^-1 = 1 for every inverse of a sum P: where the leading monomial of P
    is found in the monomial it is replaced by 1 minus the other monomials of P

Dictionary
    normal_form(p, labels)   {key: (rational, a monomial with that key)}, without zeros
    merged(p)                the same polynomial with like monomials collected
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .algebra import Template, eliminate, product, restore_lost, substitute, times
from .atoms import DELTA, Factor, Head, Monomial, Number, Polynomial, indices
from .index import Index, OutsideFragment, Ref, leaves
from .labelling import Key, monomial_key
from .nested import expand_power

MAX_STEPS = 50_000

NormalForm = dict[Key, tuple[Number, Monomial]]


def normal_form(poly: Polynomial, labels: dict[Index, int]) -> NormalForm:
    """The canonical form of a polynomial, given labels for its free indices."""
    out: NormalForm = {}
    stack = list(poly)
    steps = 0
    while stack:
        coefficient, monomial = stack.pop()
        if not coefficient:
            continue
        steps += 1
        if steps > MAX_STEPS:
            raise OutsideFragment(f"more than {MAX_STEPS} rewriting steps")
        simpler = _simplify(monomial, labels)
        if simpler is not None:
            stack.extend((coefficient * c, m) for c, m in simpler)
            continue
        key = monomial_key(monomial, labels)
        found = out.get(key)
        total = coefficient if found is None else found[0] + coefficient
        if total:
            out[key] = (total, monomial)
        elif found is not None:
            del out[key]
    return out


def merged(poly: Polynomial) -> Polynomial:
    """The polynomial with like monomials collected and zeros dropped."""
    labels: dict[Index, int] = {}
    for _, monomial in poly:
        for index in indices(monomial):
            if index.free and index not in labels:
                labels[index] = len(labels)
    return list(normal_form(poly, labels).values())


def settle_deltas(poly: Polynomial) -> Polynomial:
    """The polynomial with every delta that ties a summed index used up."""
    out: Polynomial = []
    stack = list(poly)
    while stack:
        coefficient, monomial = stack.pop()
        tied = _tied_delta(monomial)
        if tied is None:
            out.append((coefficient, monomial))
        else:
            stack.extend((coefficient * c, m) for c, m in eliminate(monomial, *tied))
    return out


def _tied_delta(monomial: Monomial) -> tuple[Index, Factor, Ref] | None:
    for factor in monomial:
        if factor[0] is DELTA:
            for side, other in (factor[1], factor[1][::-1]):
                if type(side) is Index and not side.free and side not in leaves(other):
                    return side, factor, other
    return None


def _simplify(monomial: Monomial, labels: dict[Index, int]) -> Polynomial | None:
    """One rewriting step, or None where the monomial is irreducible."""
    for factor, exponent in monomial.items():
        head = factor[0]
        if head is DELTA:
            step = _use_delta(monomial, factor, labels)
        elif head.kind == "poly":
            step = _multiply_out(monomial, factor, exponent) if exponent > 0 else cancel(monomial, factor, exponent)
        elif head.kind == "exp":
            step = _exp_of_log(monomial, factor, exponent)
        else:
            continue
        if step is not None:
            return step
    return None


def _use_delta(monomial: Monomial, factor: Factor, labels: dict[Index, int]) -> Polynomial | None:
    tied = _tied_delta({factor: 1})
    if tied is not None:
        return eliminate(monomial, *tied)
    left, right = factor[1]
    if type(left) is Index and type(right) is Index:
        keep, drop = (left, right) if labels[left] < labels[right] else (right, left)
    elif type(left) is Index and left.free:
        keep, drop = right, left
    else:
        return None
    rest = {f: e for f, e in monomial.items() if f != factor}
    if not any(drop is leaf for leaf in indices(rest)):
        return None
    summed = [i for i in indices(monomial) if not i.free]
    restored = substitute(rest, {drop: keep}, [])
    return restore_lost(product(restored, [(1, {factor: 1})]), summed)


def _multiply_out(monomial: Monomial, factor: Factor, exponent: Number) -> Polynomial:
    summed = [i for i in indices(monomial) if not i.free]
    rest = {f: e for f, e in monomial.items() if f != factor}
    return restore_lost(product([(1, rest)], expand_power(factor[0], factor[1], int(exponent))), summed)


def _exp_of_log(monomial: Monomial, factor: Factor, exponent: Number) -> Polynomial | None:
    head, args = factor
    body = head.body[0][1]
    if len(body) != 1 or int(exponent) != exponent:
        return None
    (inner, inner_args), power = next(iter(body.items()))
    if inner.kind != "log" or power != 1:
        return None
    place = dict(zip(head.params, args, strict=True))
    new = tuple(place[i] for i in inner_args if type(i) is Index)
    summed = [i for i in indices(monomial) if not i.free]
    rest = {f: e for f, e in monomial.items() if f != factor}
    if exponent > 0:
        value = expand_power(inner, new, int(exponent))
    else:
        from .nested import inverse_at

        value = inverse_at(inner, new, -int(exponent))
    return restore_lost(product([(1, rest)], value), summed)


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
        found = _find(head, tuple(_at(ref, mapping) for ref in args), monomial)
        if found is None or found in used:
            return None
        used[found] = exponent
    return used


def _at(ref: Ref, mapping: dict[Index, Ref]) -> Ref:
    from .index import map_ref

    return map_ref(ref, mapping)


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
        elif _partial(one, out) != other and not _unify(one, other, out):
            return None
    return out


def _partial(ref: Ref, mapping: dict[Index, Ref]) -> Any:
    return _at(ref, mapping)


def _unify(one: Ref, other: Ref, out: dict[Index, Ref]) -> bool:
    """Match a composite reference with another of the same make."""
    from .index import Digits, Part

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


__all__ = ["NormalForm", "OutsideFragment", "merged", "normal_form"]

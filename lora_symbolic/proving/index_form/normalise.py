"""Normal form: the index form brought to {canonical monomial: rational}.

Rules, applied to each monomial until none fits:
    a delta that ties a summed index is used up; a delta of free indices names one of them throughout
    the references of a symmetric atom stand in one order
    whatever the kinds of its atoms say, each for itself (`Head.step`); of triangles, see `triangle`

Dictionary
    normal_form(p, labels)   {key: (rational, a monomial with that key)}, without zeros
    collected(p, labels)     its monomials, where the keys themselves are of no interest
    merged(p)                the same polynomial with like monomials collected
    settle_deltas(p)         the same polynomial with every delta that ties a summed index used up
"""

from __future__ import annotations

from collections.abc import Iterator

from . import memory
from .algebra import eliminate, product, restore_lost, substitute
from .atoms import DELTA, Factor, Monomial, Number, Polynomial, indices
from .index import Index, Ref, TooLarge, leaves
from .labelling import Key, monomial_key
from .triangle import Triangle, ordered

MAX_STEPS = 20_000
LABELLING = 10  # what an irreducible monomial costs, beside a copy of it
MAX_SYMMETRIES = 24

NormalForm = dict[Key, tuple[Number, Monomial]]


def normal_form(poly: Polynomial, labels: dict[Index, int], turning: bool = True) -> NormalForm:
    """The canonical form of a polynomial, given labels for its free indices.

    Without `turning` the labels are of no meaning, and no order of free indices is taken from them.
    """
    out: NormalForm = {}
    for coefficient, monomial in _irreducible(poly, labels, turning):
        _add(out, monomial_key(monomial, labels), coefficient, monomial)
    return out


def collected(poly: Polynomial, labels: dict[Index, int], turning: bool = True) -> Polynomial:
    """The monomials of the canonical form in its order, the keys left out: most are told apart by their atoms alone."""
    out: dict[Key, tuple[Number, Monomial]] = {}
    first: dict[Key, Monomial | None] = {}  # the monomial of these atoms, as long as there is but one
    place: dict[Key, Key] = {}  # where that monomial stands, once it has a key
    for coefficient, monomial in _irreducible(poly, labels, turning):
        key = atoms = _atoms(monomial)
        if atoms in first:
            if (earlier := first[atoms]) is not None:
                place[monomial_key(earlier, labels)] = atoms
                first[atoms] = None
            key = monomial_key(monomial, labels)
            key = place.get(key, key)
        else:
            first[atoms] = monomial
        _add(out, key, coefficient, monomial)
    return list(out.values())


def _atoms(monomial: Monomial) -> Key:
    """The atoms without their references: monomials that differ here have different keys."""
    return tuple(sorted([(head.id, exponent) for (head, _), exponent in monomial.items()]))


def _add(out: NormalForm, key: Key, coefficient: Number, monomial: Monomial) -> None:
    found = out.get(key)
    total = coefficient if found is None else found[0] + coefficient
    if total:
        out[key] = (total, monomial)
    elif found is not None:
        del out[key]


def _irreducible(poly: Polynomial, labels: dict[Index, int], turning: bool) -> Iterator[tuple[Number, Monomial]]:
    """The monomials of a polynomial, each rewritten until no rule fits."""
    stack = list(poly)
    steps = 0
    while stack:
        coefficient, monomial = stack.pop()
        if not coefficient:
            continue
        steps += 1
        if steps > MAX_STEPS:
            raise TooLarge(f"more than {MAX_STEPS} rewriting steps")
        simpler = _simplify(monomial, labels, turning)
        if simpler is None:
            memory.spend(LABELLING * len(monomial))
            yield coefficient, monomial
        else:
            stack.extend([(coefficient * c, m) for c, m in simpler])


def merged(poly: Polynomial) -> Polynomial:
    """The polynomial with like monomials collected and zeros dropped."""
    labels: dict[Index, int] = {}
    for _, monomial in poly:
        for index in indices(monomial):
            if index.free and index not in labels:
                labels[index] = len(labels)
    found = collected(poly, labels, turning=False)
    if any(_is_open(factor) for _, monomial in found for factor in monomial):
        # the labels of a body mean nothing, but they may show that triangles cancel
        turned = collected(poly, labels)
        if not any(_is_open(factor) for _, monomial in turned for factor in monomial):
            return turned
    return found


def _is_open(factor: Factor) -> bool:
    """Whether a factor is a triangle of two free indices."""
    head, args = factor
    return type(head) is Triangle and all(type(ref) is Index and ref.free for ref in args)


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


def _simplify(monomial: Monomial, labels: dict[Index, int], turning: bool) -> Polynomial | None:
    """One rewriting step, or None where the monomial is irreducible."""
    for factor, exponent in monomial.items():
        head = factor[0]
        if head is DELTA:
            step = _use_delta(monomial, factor, labels)
        elif type(head) is Triangle:
            step = ordered(monomial, factor, exponent, labels, turning)
        elif head.rewrites:
            step = head.step(monomial, factor[1], exponent)
        else:
            step = None
        if step is None and head is not DELTA and 1 < len(head.symmetries) <= MAX_SYMMETRIES:
            step = _in_order(monomial, factor, exponent)
        if step is not None:
            return step
    return None


def _in_order(monomial: Monomial, factor: Factor, exponent: Number) -> Polynomial | None:
    """A symmetric atom with its references in the order of their making, so that equal atoms meet."""
    head, args = factor
    if len(head.symmetries[0]) != len(args):
        return None
    orders = [tuple(args[k] for k in order) for order in head.symmetries]
    first = min(orders, key=lambda refs: [[leaf.serial for leaf in leaves(ref)] for ref in refs])
    if first == args:
        return None
    summed = [index for index in indices(monomial) if not index.free]
    rest = {f: e for f, e in monomial.items() if f != factor}
    return restore_lost(product([(1, rest)], [(1, {(head, first): exponent})]), summed)


def _use_delta(monomial: Monomial, factor: Factor, labels: dict[Index, int]) -> Polynomial | None:
    tied = _tied_delta({factor: 1})
    if tied is not None:
        return eliminate(monomial, *tied)
    left, right = factor[1]
    keep: Ref
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

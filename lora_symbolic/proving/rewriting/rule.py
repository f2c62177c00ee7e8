"""Rules: an equation of the index form, solved for its greatest monomial.

Dictionary
    Unit            one factor of a monomial, counted singly: a head at references, with the exponent of one copy
    units(m)        the units of a monomial with their multiplicities
    Order           the terminating order of monomials
    Rule            lead -> rest: the units of the greatest monomial, and what they equal
    inverse_sizes   one over the sizes of a monomial
    turned_over(p)  an equation with the triangles of its free indices in the other order
    oriented(p, o)  the rule that an equation p = 0 gives, or None where no monomial may lead

The order: a monomial of more weight is greater, a factor weighing 1 unless its head has a weight of its own; of equal
weights the one is greater that has more of the head met first, then of the one met second, and so on.
The weight of a product is that of its factors together, whatever the indices are called, so replacing the greatest
monomial of an equation by the others makes any monomial smaller: rewriting ends.
A monomial may lead only if it has every free index of the equation: otherwise the others would not be determined.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from ..index_form.algebra import Template, delta, product, restore_lost, substitute, times
from ..index_form.atoms import DELTA, Head, Monomial, Number, Polynomial, SizeSymbol, indices
from ..index_form.index import Index, Ref
from ..index_form.normalise import NormalForm, normal_form
from ..index_form.triangle import Triangle

MANY = 1_000_000
Unit = tuple[Head, Number, tuple[Ref, ...]]


def units(monomial: Monomial) -> Counter[Unit]:
    """The factors of a monomial, a whole power counted as often as it says; deltas and sizes are no units."""
    found: Counter[Unit] = Counter()
    for (head, args), exponent in monomial.items():
        if head is DELTA or type(head) is SizeSymbol:
            continue
        if exponent == int(exponent):
            found[head, 1 if exponent > 0 else -1, args] += abs(int(exponent))
        else:
            found[head, exponent, args] += 1
    return found


def without(monomial: Monomial, used: Counter[Unit]) -> Monomial:
    """A monomial with some of its units taken out."""
    rest = dict(monomial)
    for (head, each, args), count in used.items():
        left = rest[head, args] - each * count
        if left:
            rest[head, args] = left
        else:
            del rest[head, args]
    return rest


@dataclass
class Order:
    """The order of monomials: by weight, then by the heads in the order in which they were met."""

    weights: dict[Head, int] = field(default_factory=dict)
    ranks: dict[tuple[Head, Number], int] = field(default_factory=dict)

    def key(self, monomial: Monomial) -> tuple[int, tuple[int, ...]]:
        """What monomials are compared by."""
        weight = 0
        ranks: list[int] = []
        for (head, each, _), count in units(monomial).items():
            weight += self.weights.get(head, 1) * count
            rank = self.ranks.setdefault((head, each), len(self.ranks))
            # an inverse is greater than any matrix, so that X = inv(X) is read from right to left
            ranks.extend([(MANY if head.kind == "inverse" else 0) - rank] * count)
        return weight, tuple(sorted(ranks, reverse=True))


@dataclass(frozen=True, eq=False)
class Rule:
    """lead -> rest, for all values of the parameters; the other indices of the lead are summed over."""

    lead: tuple[Unit, ...]
    params: tuple[Index, ...]
    rest: Template

    @property
    def monomial(self) -> Monomial:
        """The lead as a monomial."""
        out: Monomial = {}
        for head, each, args in self.lead:
            out = times(out, {(head, args): each})
        return out


def settled(poly: Polynomial) -> Polynomial:
    """An equation p = 0 in its normal form; a delta of free indices common to all its monomials is used up."""
    form = _normal(poly)
    while len(form) > 0:
        common = _common_delta([monomial for _, monomial in form.values()])
        if common is None:
            break
        left, right = common
        out: Polynomial = []
        for coefficient, monomial in form.values():
            rest = {factor: e for factor, e in monomial.items() if factor != (DELTA, (left, right))}
            summed = [i for i in indices(monomial) if not i.free]
            out.extend((coefficient * c, m) for c, m in substitute(rest, {right: left}, summed))
        form = _normal(out)
    return list(form.values())


def _normal(poly: Polynomial) -> NormalForm:
    free = dict.fromkeys(i for _, m in poly for i in indices(m) if i.free)
    return normal_form(poly, {index: number for number, index in enumerate(free)})


def turned_over(poly: Polynomial) -> Polynomial:
    """An equation in normal form, written for the other order of its free indices; nothing without a triangle of these.

    T[i, j] = 1 - T[j, i] + delta[i, j]: what an equation says of one of the two it says of the other.
    """
    if not any(type(head) is Triangle and all(map(_is_free, args)) for _, m in poly for head, args in m):
        return []
    free = dict.fromkeys(i for _, m in poly for i in indices(m) if i.free)
    return list(normal_form(poly, {index: len(free) - number for number, index in enumerate(free)}).values())


def _is_free(ref: Ref) -> bool:
    return type(ref) is Index and ref.free


def _common_delta(monomials: list[Monomial]) -> tuple[Index, Index] | None:
    for head, args in monomials[0]:
        if head is DELTA and all((head, args) in monomial for monomial in monomials):
            left, right = args
            if type(left) is Index and type(right) is Index and left.free and right.free:
                return left, right
    return None


def oriented(poly: Polynomial, order: Order) -> Rule | None:
    """The rule of an equation p = 0 in normal form."""
    needed = {i for _, m in poly for i in indices(m) if i.free}
    ranked = sorted(((order.key(m), number) for number, (_, m) in enumerate(poly)), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    coefficient, monomial = poly[ranked[0][1]]
    lead = units(monomial)
    if not lead or any(head is DELTA for head, _ in monomial) or not needed <= set(indices(monomial)):
        return None
    params = tuple(i for i in indices(monomial) if i.free)
    others = [(Fraction(-c) / Fraction(coefficient), m) for n, (c, m) in enumerate(poly) if n != ranked[0][1]]
    rest = [(_plain(c), times(m, inverse_sizes(monomial))) for c, m in others]
    return Rule(tuple(lead.elements()), params, Template(params, rest))


def inverse_sizes(monomial: Monomial) -> Monomial:
    """One over the sizes of a monomial, which are no units: what a lead without them equals has this factor."""
    return {factor: -e for factor, e in monomial.items() if type(factor[0]) is SizeSymbol}


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


__all__ = [
    "Order",
    "Rule",
    "Unit",
    "delta",
    "inverse_sizes",
    "oriented",
    "product",
    "restore_lost",
    "settled",
    "turned_over",
    "units",
    "without",
]

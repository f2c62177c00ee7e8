"""Triangles: the constant that is 1 where one position is not beyond another, and 0 elsewhere.

Dictionary
    triangle(k, r, c)   T_k[r, c], 1 where c <= r + k, as a polynomial
    Triangle            the kind of head that it makes, one for each k
    ordered(m, f, ...)  a monomial with the triangle f, one rule further, or None where no rule fits

Rules
    T_k[i, i] is 1 or 0;  T_k^2 = T_k;  T_k[i, j] T_l[i, j] = T_min(k, l)[i, j]
    T_-1[i, j] = T_0[i, j] - delta[i, j], where i and j run over one range
    T_k[j, i] = 1 - T_(-k-1)[i, j], so that each pair of positions has one order: see `_turned`
    T_k[i, j] leaves a product in which it follows from others: T_a[i, p] T_b[p, j] with a + b <= k
"""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from lora_symbolic.language.size import same_size

from .algebra import delta, product, restore_lost, scaled
from .atoms import Factor, Head, Monomial, Number, Polynomial, indices, simple_head
from .index import UNIT, Digits, Index, OutsideFragment, Part, Ref, digits, ref_size
from .labelling import monomial_key

ONE: Polynomial = [(1, {})]


class Triangle(Head):
    """The constant T_k, whose key is k."""

    __slots__ = ()
    kind = "triangle"
    binary = True


def triangle(k: int, row: Ref, col: Ref) -> Polynomial:
    """T_k[row, col]: 1 where col <= row + k, 0 elsewhere."""
    known = _known(k, row, col)
    return [(1, {_factor(k, row, col): 1})] if known is None else known


def _factor(k: int, row: Ref, col: Ref) -> Factor:
    return (simple_head(Triangle, (k,)), (row, col))


def _known(k: int, row: Ref, col: Ref) -> Polynomial | None:
    """What T_k is at these references, where it is not an atom."""
    if row == col:
        return ONE if k >= 0 else []
    rows, cols = ref_size(row), ref_size(col)
    if cols.integer is not None and k >= cols.integer - 1:
        return ONE
    if rows.integer is not None and k <= -rows.integer:
        return []
    if type(row) is Part and type(col) is Part and row.sizes == col.sizes:
        if k and len(row.sizes) > 1:
            raise OutsideFragment("a triangle beside the diagonal of a block matrix")
        if row.position != col.position:
            return ONE if row.position > col.position else []
        return triangle(k, row.ref, col.ref)
    if type(row) is Digits and type(col) is Digits:
        return _of_digits(k, row, col)
    if k == -1 and same_size(ref_size(row), ref_size(col)):
        return triangle(0, row, col) + scaled(-1, delta(row, col))
    return None


def _of_digits(k: int, row: Digits, col: Digits) -> Polynomial:
    """Digits in order of their weight: the first that differ decide."""
    alike = len(row.refs) == len(col.refs) and all(
        same_size(ref_size(a), ref_size(b)) for a, b in zip(row.refs, col.refs, strict=True)
    )
    if k or not alike:
        raise OutsideFragment("a triangle whose rows and columns have other digits")
    first = (row.refs[0], col.refs[0])
    rest = triangle(0, digits(row.refs[1:]), digits(col.refs[1:]))
    return triangle(-1, *first) + product(delta(*first), rest)


def ordered(
    monomial: Monomial, factor: Factor, exponent: Number, labels: dict[Index, int], turning: bool
) -> Polynomial | None:
    """A monomial with a triangle to this power, one rule further; `turning` lets labels of free indices decide."""
    for each in monomial:
        if type(each[0]) is Triangle and monomial[each] > 0:
            fewer = _fewer(monomial, each)
            if fewer is not None:
                return fewer
    return _turned(monomial, factor, labels, turning) if exponent > 0 else None


def _fewer(monomial: Monomial, factor: Factor) -> Polynomial | None:
    """A monomial without a triangle of which the rest says what it is, or None."""
    k, row, col = _read(factor)
    known = _known(k, row, col)
    if known is not None:
        return _with(monomial, factor, known)
    if monomial[factor] != 1:
        return [(1, {**monomial, factor: 1})]
    others = [other for other in monomial if type(other[0]) is Triangle and other != factor and monomial[other] > 0]
    if _distance(others, row, col, k) is not None:
        return _with(monomial, factor, ONE)
    back = _distance(others, col, row, -k)
    if back is not None and back < -k:
        return []
    if back is not None and k == 0 and same_size(ref_size(row), ref_size(col)):
        return _with(monomial, factor, delta(row, col))
    return None


def _read(factor: Factor) -> tuple[int, Ref, Ref]:
    head, (row, col) = factor
    return cast(int, head.key[0]), row, col


def _with(monomial: Monomial, factor: Factor, value: Polynomial) -> Polynomial:
    """A monomial with one of its factors replaced by what it equals."""
    rest = {f: e for f, e in monomial.items() if f != factor}
    return restore_lost(product([(1, rest)], value), [i for i in indices(monomial) if not i.free])


def _distance(triangles: list[Factor], start: Ref, goal: Ref, most: int) -> int | None:
    """The least k for which T_k[start, goal] follows from some triangles, where it is at most this."""
    best: dict[Ref, int] = {start: 0}
    for _ in triangles:
        for k, row, col in map(_read, triangles):
            if row in best and best[row] + k < best.get(col, best[row] + k + 1):
                best[col] = best[row] + k
    found = best.get(goal)
    return found if found is not None and found <= most else None


def _turned(monomial: Monomial, factor: Factor, labels: dict[Index, int], turning: bool) -> Polynomial | None:
    """T_k[j, i] written as 1 - T_(-k-1)[i, j] where that is the order of the pair, else None.

    The only position of an axis of size 1 comes first, a free index before a summed one, the free one of the lower
    label first. Of two summed indices over one range the order with the lower key of the whole monomial is taken;
    where both have one key, exchanging the two leaves the sum as it is, and it is half the sum of both orders.
    """
    k, row, col = _read(factor)
    if type(row) is Index and col is UNIT:
        return _with(monomial, factor, _complement(k, row, col))
    if type(row) is not Index or type(col) is not Index:
        return None
    if row.free or col.free:
        wrong = labels[row] > labels[col] and turning if row.free and col.free else col.free
        return _with(monomial, factor, _complement(k, row, col)) if wrong else None
    if k < 0:
        return _with(monomial, factor, _complement(k, row, col))
    if k > 0 or not same_size(row.size, col.size):
        return None
    rest = {f: e for f, e in monomial.items() if f != factor}
    other = {**rest, _factor(0, col, row): 1}
    mine, theirs = monomial_key(monomial, labels), monomial_key(other, labels)
    if theirs < mine:
        return _with(monomial, factor, _complement(k, row, col))
    if theirs == mine:
        return scaled(Fraction(1, 2), _with(monomial, factor, [*ONE, *delta(row, col)]))
    return None


def _complement(k: int, row: Ref, col: Ref) -> Polynomial:
    return [*ONE, *scaled(-1, triangle(-k - 1, col, row))]

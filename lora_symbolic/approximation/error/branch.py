"""The certificate for any polynomial: branch and bound over [-1, 1].

A piece of the interval is settled when
    value       |e| there is certainly below what is attained elsewhere, up to the width,
    monotone    D has no zero, so the ends count, or
    convex      D is strictly monotone, so it has one zero at most, which is then enclosed by Newton steps.
Otherwise it is halved. The value test settles multiple critical points, such as the n-fold one of Taylor's polynomial,
where the two others never hold.

Dictionary
    sup_by_branching    bounds on sup |e| over [-1, 1]
"""

from __future__ import annotations

from flint import arb

from ..errors import NotCertified
from .critical import Bounds, at_point, at_sign_change, certain_sign
from .error_function import ErrorFunction

MAX_PIECES = 20_000


def sup_by_branching(e: ErrorFunction, width: arb) -> Bounds:
    """Bounds on sup |e| over [-1, 1], to a relative width.

    Raises NotCertified after MAX_PIECES pieces.
    """
    best, high = _better(at_point(e, arb(-1)), at_point(e, arb(1)))
    pieces = [(arb(-1), arb(1))]
    for _ in range(MAX_PIECES):
        if not pieces:
            return Bounds(best, high)
        left, right = pieces.pop()
        middle, radius = ((left + right) / 2).mid(), ((right - left) / 2).upper()
        value = e.value(middle)
        if value.abs_lower() > best:
            best = value.abs_lower()
        d0, d1, total, steep = e.local(middle, radius)
        reach = (abs(value) + radius * (d0.abs_upper() + total) * e.weight(left, right)).upper()
        if reach <= best * (1 + width):
            high = max(high, reach)
        elif d0.abs_lower() > total:
            best, high = _better(Bounds(best, high), _ends(e, left, right))
        elif d1.abs_lower() > steep:
            best, high = _better(Bounds(best, high), _inside(e, left, right, width, best))
        else:
            pieces += [(left, middle), (middle, right)]
    raise NotCertified(f"branch and bound did not end within {MAX_PIECES} pieces")


def _better(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(max(one.low, other.low), max(one.high, other.high))


def _ends(e: ErrorFunction, left: arb, right: arb) -> Bounds:
    return _better(at_point(e, left), at_point(e, right))


def _inside(e: ErrorFunction, left: arb, right: arb, width: arb, floor: arb) -> Bounds:
    """D is strictly monotone on the piece: either it keeps its sign, or it has one zero."""
    signs = certain_sign(e.slope(left)), certain_sign(e.slope(right))
    ends = _ends(e, left, right)
    if 0 in signs:
        # A zero at the very end, or too little precision: the end itself is the critical point up to its radius.
        return _better(ends, _beside_zero(e, left, right, signs))
    return ends if signs[0] == signs[1] else _better(ends, at_sign_change(e, left, right, width, floor))


def _beside_zero(e: ErrorFunction, left: arb, right: arb, signs: tuple[int, int]) -> Bounds:
    if signs == (0, 0):
        raise NotCertified("the slope is not told from 0")
    inside = ((left + right) / 2).mid()
    sign = certain_sign(e.slope(inside))
    if sign == 0 or sign not in signs:
        raise NotCertified("the slope is not told from 0")
    slope = e.slope(left if signs[0] == 0 else right)
    rise = slope.abs_upper() * (right - left) * e.weight(left, right)
    value = at_point(e, left if signs[0] == 0 else right)
    return Bounds(value.low, (value.high + rise).upper())

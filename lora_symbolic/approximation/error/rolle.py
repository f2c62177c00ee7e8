"""The certificate by counting: n certain sign changes of the slope leave no further critical point.

D has at most n zeros (see error_function), so when it is seen to change its sign between n disjoint pairs of points,
every critical point of the error lies in one of these n brackets. That is so for every polynomial near the best one,
whose error runs up and down n + 2 times.

Dictionary
    sign_changes    brackets of D's certain sign changes on Chebyshev-like grids, finer until there are n
    sup_by_count    bounds on sup |e| over [-1, 1], or None when fewer than n sign changes are found
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from flint import arb

from .critical import Bounds, at_point, at_sign_change, certain_sign
from .error_function import ErrorFunction

GRIDS = (1, 4, 16)


def grid(count: int) -> list[arb]:
    """The zeros of the Chebyshev polynomial of this degree, ascending, as exact doubles."""
    return [arb(-math.cos(math.pi * (2 * k + 1) / (2 * count))) for k in range(count)]


def sign_changes(e: ErrorFunction, points: Sequence[arb]) -> list[tuple[arb, arb]]:
    """Neighbouring points between which D certainly changes its sign; uncertain points are passed over."""
    brackets: list[tuple[arb, arb]] = []
    previous, last = arb(0), 0
    for t in points:
        sign = certain_sign(e.slope(t))
        if not sign:
            continue
        if last == -sign:
            brackets.append((previous, t))
        previous, last = t, sign
    return brackets


def sup_by_count(e: ErrorFunction, width: arb) -> Bounds | None:
    """Bounds on sup |e|, or None when the polynomial is not near enough to the best one."""
    for finer in GRIDS:
        brackets = sign_changes(e, grid(finer * (e.degree + 1)))
        if len(brackets) == e.degree:
            break
    else:
        return None
    best = sup([at_point(e, arb(-1)), at_point(e, arb(1))])
    for low, high in brackets:
        best = sup([best, at_sign_change(e, low, high, width, best.low)])
    return best


def sup(bounds: Sequence[Bounds]) -> Bounds:
    """The bounds on a sup that is attained at one of these places."""
    low, high = bounds[0]
    for other in bounds[1:]:
        low, high = max(low, other.low), max(high, other.high)
    return Bounds(low, high)

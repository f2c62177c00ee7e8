"""The size of the error at a critical point that lies between two points where the slope has opposite signs.

Dictionary
    Bounds           a lower bound on the sup of |e| and an upper bound on |e| at the critical point
    at_point         both at a given point
    at_sign_change   both at the critical point of a bracket, found by Newton steps that never leave the bracket
"""

from __future__ import annotations

from typing import NamedTuple

from flint import arb, ctx

from ..errors import NotCertified
from .error_function import ErrorFunction

MAX_STEPS = 200


class Bounds(NamedTuple):
    """low <= sup |e| and |e| <= high at the point in question; both exact balls."""

    low: arb
    high: arb


def at_point(e: ErrorFunction, t: arb) -> Bounds:
    """|e| at one point, from both sides."""
    value = e.value(t)
    return Bounds(value.abs_lower(), value.abs_upper())


def certain_sign(value: arb) -> int:
    """1 or -1 when a ball certainly has that sign, else 0."""
    if value > 0:
        return 1
    return -1 if value < 0 else 0


def at_sign_change(e: ErrorFunction, low: arb, high: arb, width: arb, floor: arb) -> Bounds:
    """|e| at the critical point between low and high, where D has certain opposite signs, to a relative width.

    A point whose |e| is below `floor`, which is attained elsewhere, need not be enclosed any further.

    The bound over a small bracket [t - r, t + r] is |e(t)| + r sup |D| weight; r is shrunk by Newton steps.

    Raises NotCertified when the precision does not allow it.
    """
    sign = certain_sign(e.slope(low))
    t = ((low + high) / 2).mid()
    for _ in range(MAX_STEPS):
        slope, derivative = e.slope_and_derivative(t)
        now = certain_sign(slope)
        if now == sign:
            low = t
        elif now:
            high = t
        ratio = slope / derivative
        step = ratio.mid()
        if ratio.is_finite():
            bounds = _near(e, t, 3 * ratio.abs_upper(), width, sign, floor)
            if bounds is not None:
                return bounds
        following = (t - step).mid()
        t = following if low < following < high else ((low + high) / 2).mid()
    raise NotCertified("a critical point was not enclosed tightly enough")


def _near(e: ErrorFunction, t: arb, radius: arb, width: arb, sign: int, floor: arb) -> Bounds | None:
    """|e| over the bracket of thrice the Newton step about t, when the slope changes sign there and it is small enough.

    The step's own ball has room for the rounding of the slope, so the bracket is never narrower than that.
    """
    if radius == 0:  # the slope is exactly 0 here
        radius = arb(2) ** (-ctx.prec // 2)
    if not radius < 1:
        return None
    value = e.value(t)
    low, high = (t - radius).lower(), (t + radius).upper()
    rise = radius * e.slope(arb(t, radius)).abs_upper() * e.weight(low, high)
    bounds = Bounds(value.abs_lower(), (abs(value) + rise).upper())
    if not bounds.high <= max(floor, bounds.low) * (1 + width):
        return None
    if certain_sign(e.slope(low)) != sign or certain_sign(e.slope(high)) != -sign:
        return None
    return bounds

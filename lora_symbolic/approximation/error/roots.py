"""The certificate for relative error by isolating roots: the critical points are the real roots of p' - p.

Exact rational polynomials of any kind, multiple roots included; slower than counting sign changes.

Dictionary
    sup_by_roots    bounds on sup |p / exp - 1| over the interval
"""

from __future__ import annotations

from typing import cast

from flint import acb, arb

from lora_symbolic.evaluation.rationals import rational

from ..polynomials.polynomial import ExpPolynomial
from .critical import Bounds, at_point
from .error_function import ErrorFunction
from .rolle import sup


def sup_by_roots(polynomial: ExpPolynomial, e: ErrorFunction) -> Bounds:
    """Bounds on the sup of the relative error, from the isolated roots of D = Q' - h Q.

    A root that is not certainly off the real line or outside [-1, 1] counts as a critical point: that can only enlarge
    the upper bound, by as much as the error varies over the root's own ball.
    """
    scaled = polynomial.scaled
    D = scaled.derivative() - rational(polynomial.half_width) * scaled
    found = [at_point(e, arb(-1)), at_point(e, arb(1))]
    if D.degree() > 0:
        # python-flint's stub forgets the multiplicities
        for root, _ in cast(list[tuple[acb, int]], D.complex_roots()):
            if not root.imag.contains(0) or root.real < -1 or root.real > 1:
                continue
            found.append(_at_ball(e, root.real))
    return sup(found)


def _at_ball(e: ErrorFunction, t: arb) -> Bounds:
    """|e| over a ball around a critical point; the ball may reach over an end of the interval."""
    middle = t.mid()
    inside = arb(1) if middle > 1 else arb(-1) if middle < -1 else middle
    value = e.value(inside)
    low, high = t.lower(), t.upper()
    rise = (high - low) * e.slope(t.union(inside)).abs_upper() * e.weight(low, high)
    return Bounds(value.abs_lower(), (abs(value) + rise).upper())

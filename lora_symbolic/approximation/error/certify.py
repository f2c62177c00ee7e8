"""The certified sup of the error of any polynomial against exp.

Dictionary
    certified_error    an Enclosure of sup |p - exp| or sup |p / exp - 1| over the polynomial's interval
    ROUTES             count (sign changes), branch (branch and bound), roots (relative error only)
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction

from ..domain import MAX_BITS, Number, checked_bits, checked_kind, checked_width, log2, shown
from ..errors import ApproximationError, NotCertified
from ..polynomials.polynomial import Enclosure, ExpPolynomial
from .branch import sup_by_branching
from .critical import Bounds
from .error_function import RELATIVE, ErrorFunction, bits_needed
from .rolle import sup_by_count
from .roots import sup_by_roots

ROUTES = ("count", "branch", "roots")
WIDTH = Fraction(1, 1000)


def certified_error(
    polynomial: ExpPolynomial,
    error: str = RELATIVE,
    width: Number = WIDTH,
    route: str | None = None,
    bits: int | None = None,
) -> Enclosure:
    """Exact numbers low <= sup |p - exp| <= high, or of |p / exp - 1|, with high <= low (1 + width).

    The precision starts at `bits`, or where the error is told from 0, and is raised until the width is reached.
    Without a route, sign changes are counted first, and branch and bound takes over where they do not capture every
    critical point.

    Raises ApproximationError for a width, kind of error or route that makes no sense; NotCertified beyond MAX_BITS.

    >>> line = ExpPolynomial((Fraction(1), Fraction(1)), Fraction(-1), Fraction(1))
    >>> found = certified_error(line, "absolute")       # e - 2
    >>> Fraction("0.7182") < found.low <= found.high < Fraction("0.7190")
    True
    """
    checked_kind(error)
    wanted = checked_width(width)
    if route is not None and route not in ROUTES:
        raise ApproximationError(f"route is {route!r}; expected one of {', '.join(ROUTES)}")
    if route == "roots" and error != RELATIVE:
        raise ApproximationError("roots give the relative error alone; expected error = relative")
    extra = max(0, math.ceil(-log2(wanted)) - 24)
    working = bits_needed(polynomial, error) + extra if bits is None else checked_bits(bits)
    while working <= MAX_BITS:
        with ctx.workprec(working):
            bounds = _attempt(polynomial, error, wanted, route)
            if bounds is not None and bounds.high <= bounds.low * (1 + as_ball(wanted)):
                return _rounded(bounds, 64 + extra)
        working *= 2
    raise NotCertified(f"the error was not enclosed to {shown(wanted)} within {MAX_BITS} bits")


def _attempt(polynomial: ExpPolynomial, error: str, width: Fraction, route: str | None) -> Bounds | None:
    e = ErrorFunction(polynomial, error)
    w = as_ball(width / 2).lower()
    try:
        if route == "roots":
            return sup_by_roots(polynomial, e)
        if route == "branch":
            return sup_by_branching(e, w)
        return sup_by_count(e, w) or (sup_by_branching(e, w) if route is None else None)
    except NotCertified:
        return None


def _rounded(bounds: Bounds, bits: int) -> Enclosure:
    """Outward to a few bits, so that the numbers can be printed."""
    with ctx.workprec(bits):
        return Enclosure(fraction((+bounds.low).lower()), fraction((+bounds.high).upper()))

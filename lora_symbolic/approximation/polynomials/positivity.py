"""A polynomial that stands for exp must stay positive: rows of weights are divided by their sums.

On each piece p is at least its value in the middle less what its derivative can take away; pieces where that is not
yet enough are halved, and so are pieces whose bound is far below the least value seen.

Dictionary
    positivity    a certified lower bound on min p over the polynomial's interval; above 0 where p is positive
"""

from __future__ import annotations

import heapq
import math
from fractions import Fraction

from flint import arb, arb_poly, ctx

from lora_symbolic.evaluation.rationals import fraction

from ..domain import MAX_BITS, Number, checked_width
from ..errors import NotCertified
from .polynomial import ExpPolynomial

MAX_PIECES = 5_000
DOUBLINGS = 4


def positivity(polynomial: ExpPolynomial, width: Number = Fraction(1, 1000)) -> Fraction:
    """A number m <= min p over [low, high], with min p - m <= width |min p|.

    Raises NotCertified when the least value is not told from 0, as for p with a double zero.

    >>> line = ExpPolynomial((Fraction(1), Fraction(1, 2)), Fraction(-1), Fraction(1))
    >>> Fraction(499, 1000) < positivity(line) <= Fraction(1, 2)
    True
    >>> positivity(ExpPolynomial((Fraction(0), Fraction(1)), Fraction(-1), Fraction(1))) < 0
    True
    """
    wanted = checked_width(width)
    bits = 64 + 2 * polynomial.degree + math.ceil(4 * polynomial.half_width)
    for _ in range(DOUBLINGS):
        with ctx.workprec(bits):
            found = _least_value(arb_poly(polynomial.scaled), float(wanted))
            if found is not None:
                return found
        bits = min(2 * bits, MAX_BITS)
    raise NotCertified("the least value of the polynomial is not told from 0")


def _least_value(Q: arb_poly, width: float) -> Fraction | None:
    """The certified lower bound, or None when the precision or the pieces do not suffice."""
    derivative = Q.derivative()
    best = min(Q(arb(1)).upper(), Q(arb(-1)).upper())
    queue: list[tuple[float, int, arb, arb, arb]] = []
    count = 0

    def add(left: arb, right: arb) -> None:
        nonlocal best, count
        middle, radius = ((left + right) / 2).mid(), ((right - left) / 2).upper()
        value = Q(middle)
        best = min(best, value.upper())
        slopes = derivative(arb_poly([middle, radius])).coeffs() or [arb(0)]
        rest = sum((slope.abs_upper() for slope in slopes[1:]), arb(0))
        if slopes[0].abs_lower() > rest:  # monotone: the least value is at an end
            least = min(Q(left).lower(), Q(right).lower())
            best = min(best, Q(left).upper(), Q(right).upper())
        else:
            least = (value - radius * (slopes[0].abs_upper() + rest)).lower()
        count += 1
        heapq.heappush(queue, (float(least), count, least, left, right))

    add(arb(-1), arb(1))
    while count < MAX_PIECES:
        _, _, least, left, right = queue[0]
        if (best - least).upper() <= width * abs(best).lower():
            # The queue is ordered by doubles, which do not tell the smallest numbers apart.
            lowest = min(entry[2] for entry in queue)
            return fraction(lowest) if (best - lowest).upper() <= width * abs(best).lower() else None
        if (right - left).upper() < arb(2) ** -ctx.prec:
            return None
        heapq.heappop(queue)
        middle = ((left + right) / 2).mid()
        add(left, middle)
        add(middle, right)
    return None

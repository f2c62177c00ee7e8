"""What the best polynomial for one kind of error is worth in the other.

The error of a best polynomial takes its largest size at both ends of the interval. So on [a, b]

    sup |p / exp - 1| = exp(-a) E     for the best polynomial p for absolute error, E = sup |p - exp|, attained at a,
    sup |p - exp|     = exp(b) R      for the best polynomial p for relative error, R = sup |p / exp - 1|, attained at b

Dictionary
    least_degree_in_the_other_norm    the least degree at which the best polynomial for the other kind has an error of
                                      at most eps in this kind, certified from both sides
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from lora_symbolic.evaluation.rationals import as_ball, fraction, rational

from ..domain import MAX_DEGREE, Number, checked_bound, checked_eps, checked_kind, shown
from ..error.certify import certified_error
from ..errors import ApproximationError, NotCertified
from ..polynomials.remez import minimax
from .least import EFFORTS, LeastDegree, least_border, measured_error

OTHER = {"relative": "absolute", "absolute": "relative"}


def least_degree_in_the_other_norm(bound: Number, eps: Number, error: str = "relative") -> LeastDegree:
    """The least degree for `error` and eps on [-bound, bound] with polynomials that are best for the other kind.

    `below` bounds from below the error of the best polynomial of the other kind with one degree less. The error falls
    with the degree, being a constant times the least error of the other kind.

    >>> found = least_degree_in_the_other_norm(4, "1e-3")
    >>> found.degree, found.polynomial.method
    (12, 'minimax-absolute')
    """
    B, goal = checked_bound(bound), checked_eps(eps)
    other = OTHER[checked_kind(error)]
    with ctx.workprec(256):
        factor = as_ball(B).exp()
        aim = fraction((rational(goal) / factor).mid())
    degree = least_border(-B, B, aim, other)
    for candidate in range(max(0, degree - 1), min(degree + 2, MAX_DEGREE + 1)):
        for level, width in EFFORTS[:3]:
            polynomial = minimax(-B, B, candidate, other, level=level)
            sup = certified_error(polynomial, error, width)
            if sup.high <= goal:
                below = None if candidate == 0 else _scaled(measured_error(-B, B, candidate - 1, other, level), factor)
                if below is not None and below <= goal:
                    raise NotCertified(f"degree {candidate - 1} has an error too close to eps = {shown(goal)}")
                return LeastDegree(candidate, polynomial, sup, below)
            if sup.low > goal:
                break
    raise ApproximationError(f"no degree near {degree} was certified for eps = {shown(goal)}")


def _scaled(value: Fraction, factor: arb) -> Fraction:
    with ctx.workprec(256):
        return fraction((rational(value) * factor).lower())

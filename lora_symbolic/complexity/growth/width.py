"""Degrees and widths in balls: two-sided, explicit, for all logit bounds B > 0 and accuracies e^-x, x > 0.

Enough: Taylor's polynomial of degree n - 1 has a relative error of at most e^B (e B / n)^n on [-B, B], so
n >= (x + B) / W((x + B) / (e B)) suffices, W the function of Lambert.
Needed: a polynomial of degree n - 1 with relative error e^-x on [-B, B] has
    n >= (x - B) / W(2 (x - B) / B)     when x > B: the divided difference of exp at the extremal points of Chebyshev,
    n - 1 >= (B - log((1 + e^-x) / (1 - e^-x))) / log(3 + 2 sqrt 2):   from at most (1 + e^-x) on [-B, 0] no polynomial
        of degree g grows beyond (3 + 2 sqrt 2)^g times that at B.

Dictionary
    degree_enough       the degree that suffices
    degree_needed       the degree that no polynomial can do without
    log_binomial        log C(d + g, g), whatever the size of d and g
    kappa               the exponent of that width as the number of tokens grows, a ball
    digits_of           a ball as two decimal numbers that enclose it
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flint import arb, ctx, fmpz

from lora_symbolic.evaluation.rationals import integer_in

BITS = 320


@contextmanager
def working(bits: int = BITS) -> Iterator[None]:
    """Balls of this many bits."""
    with ctx.workprec(bits):
        yield


def ceiling(value: arb) -> int:
    """The least integer that is certainly at least the value."""
    return integer_in(value.upper().ceil())


def least_integer(value: arb) -> int:
    """An integer that is certainly at most the ceiling of the value, and equal to it unless the ball is in the way."""
    return integer_in(value.lower().ceil())


def terms_enough(bound: arb, x: arb) -> arb:
    """(x + B) / W((x + B) / (e B)), a ball."""
    total = x + bound
    return total / (total / (arb(1).exp() * bound)).lambertw()


def degree_enough(bound: arb, x: arb) -> int:
    """A degree at which Taylor's polynomial has relative error at most e^-x on [-B, B].

    >>> with working():
    ...     degree_enough(arb(1), arb(10).log() * 3)
    7
    """
    return max(0, ceiling(terms_enough(bound, x)) - 1)


def degree_needed(bound: arb, x: arb) -> int:
    """A degree below which no polynomial has relative error e^-x on [-B, B].

    >>> with working():
    ...     degree_needed(arb(1), arb(10).log() * 3)
    3
    """
    small = (-x).exp()
    grows = (bound - ((1 + small) / (1 - small)).log()) / (3 + 2 * arb(2).sqrt()).log()
    found = max(0, least_integer(grows))
    rest = x - bound
    if rest > 0:
        found = max(found, least_integer(rest / (2 * rest / bound).lambertw()) - 1)
    return found


def log_binomial(width: int, degree: int) -> arb:
    """log C(width + degree, degree) as a ball.

    >>> with working():
    ...     abs(log_binomial(2, 3) - arb(10).log()) < arb("1e-50")
    True
    """
    d, g = arb(fmpz(width)), arb(fmpz(degree))
    return (d + g + 1).lgamma() - (d + 1).lgamma() - (g + 1).lgamma()


def log_top(width: int, degree: int) -> arb:
    """log C(width + degree - 1, degree): the monomials of the highest degree alone.

    A polynomial of that degree needs as many columns at least, whatever its lower coefficients are.
    """
    d, g = arb(fmpz(width)), arb(fmpz(degree))
    return log_binomial(width, degree) + (d / (d + g)).log()


def digits_of(value: arb, places: int = 6) -> tuple[str, str]:
    """Two decimal numbers, rounded outward, between which the ball lies.

    >>> with working():
    ...     digits_of(arb(2).sqrt(), 4)
    ('1.4142', '1.4143')
    """
    scale = 10**places
    low = integer_in((value.lower() * scale).floor())
    high = integer_in((value.upper() * scale).ceil())
    return _decimal(low, places), _decimal(high, places)


def _decimal(scaled: int, places: int) -> str:
    sign, digits = "-" if scaled < 0 else "", f"{abs(scaled):0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def kappa(omega: arb, rho: arb) -> arb:
    """omega log(1 + rho/omega) + rho log(1 + omega/rho): log_L C(omega l + rho l, rho l) is at most that."""
    return omega * (1 + rho / omega).log() + rho * (1 + omega / rho).log()

"""From which L on is the time below L^(1 + delta)? Explicit, with the reason when there is no such L.

With omega = d / log L, theta = B / log L, c = -log delta / log L for the error delta of exp, and
rho = (theta + c) / W((theta + c) / (e theta)), the exponent of the time is at most

    F(l) = 1 + kappa(omega, rho) + log(27 d^2) / l,
    kappa(omega, rho) = omega log(1 + rho/omega) + rho log(1 + omega/rho).

When omega and theta do not grow, F falls for l >= 3: rho grows with theta and c, kappa with both, and
log(27 C^2 l^2) / l falls once 27 C^2 l^2 > e^2; the steps are in `start_proof`. So one certified value
F(l0) < 1 + delta settles all L >= e^l0.

Dictionary
    Threshold           l0 = log L0, with the certified value there and below
    NoThreshold         why there is none: the width that the method needs
    threshold           one or the other, for a family and a delta
    closed_threshold    a closed form, much larger, that needs no search: it exists for every delta
    allowed_ratio       theta0: the time is below L^(1 + delta) as long as B <= theta0 log L
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log10

from flint import arb, fmpz

from lora_symbolic.evaluation.rationals import as_ball

from .family import TIME_FACTOR, Family
from .width import BITS, ceiling, digits_of, kappa, least_integer, terms_enough, working

FIRST = 3  # log(27 C^2 l^2) / l falls from here on, when C l >= 1
LAST_LOG = 10**6  # l is sought up to e^(10^6)
HALVINGS = 60


def time_exponent(family: Family, ell: arb, factor: int = TIME_FACTOR) -> arb:
    """F at log L = ell, a ball; `factor` times L d^2 k1 are counted."""
    omega, theta = family.relative_width(ell), family.ratio(ell)
    rho = terms_enough(theta, family.precision(ell) / ell)
    return 1 + kappa(omega, rho) + (factor * (omega * ell) ** 2).log() / ell


@dataclass(frozen=True)
class Threshold:
    """For all L >= L0 the time is below L^(1 + delta); numbers are decimal and rounded to the safe side.

    `log_tokens` is log L0, `log10_tokens` is log10 L0 and `before` is where the same bound does not give it yet.
    """

    family: str
    delta: str
    log_tokens: str
    log10_tokens: str
    exponent: str
    before: str

    @property
    def text(self) -> str:
        """L0 for reading, rounded up: a power of ten, whose exponent is one too when it is large."""
        exponent = float(self.log10_tokens)
        if exponent < 1e6:
            return f"10^{exponent:.1f}"
        return f"10^(10^{ceil(10 * log10(exponent)) / 10:.1f})"


@dataclass(frozen=True)
class NoThreshold:
    """The method fails: however large L is, the bound stays above, and the width that is needed does too, if certain.

    `needed` is a lower bound on log_L of the width in the limit; "grows" when it tends to infinity.
    """

    family: str
    delta: str
    needed: str
    enough: str
    reason: str


def threshold(family: Family, delta: Fraction, factor: int = TIME_FACTOR) -> Threshold | NoThreshold:
    """L0(delta) for a family, or why there is none; `factor` times L d^2 k1 are counted.

    >>> from .family import bounded_entries
    >>> threshold(bounded_entries(Fraction(1, 4), "1/d"), Fraction(1, 2)).text
    '10^(10^6.9)'
    >>> threshold(bounded_entries(Fraction(1, 2), "1/d"), Fraction(1, 2)).needed
    '1.025'
    """
    with working():
        level = 1 + as_ball(delta)
        if family.power > 1:
            return NoThreshold(family.title, str(delta), "grows", "grows", "B / log L grows without bound")
        if family.power == 1:
            needed, enough = limit_exponents(family)
            if not 1 + enough < level:
                reason = "B / log L stays constant, and so does the exponent"
                return NoThreshold(family.title, str(delta), digits_of(needed, 3)[0], digits_of(enough, 3)[1], reason)
        return _search(family, delta, level, factor)


def _search(family: Family, delta: Fraction, level: arb, factor: int) -> Threshold | NoThreshold:
    low = arb(_first(family)).log()
    if time_exponent(family, low.exp(), factor) < level:
        high = low
    else:
        high = 2 * low
        while not time_exponent(family, high.exp(), factor) < level:
            low, high = high, 2 * high
            if high > LAST_LOG:
                return NoThreshold(family.title, str(delta), "unknown", "unknown", "none up to L = e^(e^(10^6))")
        for _ in range(HALVINGS):
            middle = ((low + high) / 2).mid()
            low, high = (low, middle) if time_exponent(family, middle.exp(), factor) < level else (middle, high)
    whole = ceiling(high.exp())  # F falls, so it is below the level there too
    before = max(FIRST, least_integer(low.exp()) - 2)
    with working(BITS + 2 * whole.bit_length()):
        ell = arb(fmpz(whole))
        tens, exponent = digits_of(ell / arb(10).log(), 1)[1], digits_of(time_exponent(family, ell, factor), 6)[1]
    return Threshold(family.title, str(delta), str(whole), tens, exponent, str(before))


def _first(family: Family) -> int:
    """A log L from which on C l >= 1 and d <= L, and F falls; e^l / l grows for l >= 1."""
    ell = FIRST if family.fixed else max(FIRST, ceil(1 / family.width))
    while not family.relative_width(arb(ell)) * ell <= arb(ell).exp():
        ell += 1
    return ell


def limit_exponents(family: Family) -> tuple[arb, arb]:
    """log_L of the width as L grows, when B = b log L and d = C log L: what is needed and what is enough, two balls."""
    from .constant import constant_exponents

    return constant_exponents(family.coefficient, family.width, family.accuracy)


def allowed_ratio(delta: Fraction, width: Fraction, accuracy: Fraction) -> tuple[arb, arb]:
    """(theta0, rho0): as long as B <= theta0 log L, kappa <= delta/2; in closed form.

    rho0 = u^2 with u^2 + sqrt(C) u = delta/2, and theta0 = rho0 e^(-2 - c/rho0).
    """
    C, half = as_ball(width), as_ball(delta / 2)
    u = ((C + 4 * half).sqrt() - C.sqrt()) / 2
    rho0 = u * u
    return rho0 * (-2 - as_ball(accuracy) / rho0).exp(), rho0


def closed_threshold(family: Family, delta: Fraction) -> arb:
    """log L0 in closed form, a ball: max((b/theta0)^(1/(1 - s)), 16 sqrt(27) C / delta^2, 3, 1/C); s < 1, d = C l.

    Raises ValueError for other families.
    """
    if family.power >= 1 or family.fixed or family.logarithms or family.constant != 1:
        raise ValueError(f"{family.title}: expected B = b (log L)^s with s < 1, d = C log L and exp within L^-c")
    theta0, _ = allowed_ratio(delta, family.width, family.accuracy)
    b, C = as_ball(family.coefficient), as_ball(family.width)
    found = (b / theta0) ** as_ball(1 / (1 - family.power))
    for other in (16 * arb(TIME_FACTOR).sqrt() * C / as_ball(delta) ** 2, arb(FIRST), 1 / C):
        found = found.max(other)
    return found

"""Gamma = sqrt(kappa log L) exactly: the constant decides the exponent.

With beta = 1/d (or any B = kappa log L), d = C log L and accuracy L^-c, three numbers bound log_L of the width as L
grows:
    forced      no factors whatever of f are thinner: the sign vectors of length C log L, whose softmax has the
                eigenvalues tanh(kappa/C)^k, C(d, k) times each; a factorisation within L^-c of f, entry by entry, moves
                eigenvalues by less than L^(1 - c), so it has a rank of at least the number of larger ones;
    needed      no polynomial of the logits gives thinner ones;
    enough      Taylor's polynomial gives these.
All three tend to 0 with kappa; needed and enough grow like C log kappa.

Dictionary
    constant_exponents      (needed, enough), balls
    forced_exponent         the first, a ball
    Constant                the three at one kappa
    constant_table          for several
    critical_constant       the kappa at which one of the exponents reaches a level
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from lora_symbolic.evaluation.rationals import as_ball, rational

from .width import digits_of, terms_enough, working
from .width import kappa as width_exponent

STEPS = 40
SMALLEST = 400


def constant_exponents(constant: Fraction, width: Fraction, accuracy: Fraction) -> tuple[arb, arb]:
    """What polynomials need and what is enough, in the limit, at B = constant * log L."""
    B, C, c = (as_ball(value) for value in (constant, width, accuracy))
    needed = B / (3 + 2 * arb(2).sqrt()).log()
    if c > B:
        needed = needed.max((c - B) / (2 * (c - B) / B).lambertw())
    return width_exponent(C, needed), width_exponent(C, terms_enough(B, c))


def forced_exponent(constant: Fraction, width: Fraction, accuracy: Fraction) -> arb:
    """log_L of the rank that any approximation of f within L^-c, entry by entry, has in the limit; for C <= 1/log 2.

    With p = (c - 1) / (C log(1/tanh(kappa/C))) it is C times the entropy of min(p, 1/2), or 0 for c <= 1.

    >>> with working():
    ...     digits_of(forced_exponent(Fraction(1), Fraction(1), Fraction(2)), 3)
    ('0.693', '0.694')
    """
    B, C, c = (as_ball(value) for value in (constant, width, accuracy))
    if not C * arb(2).log() <= 1:
        raise ValueError(f"width {width}: expected at most 1/log 2, so that the sign vectors are at most L")
    if not c > 1:
        return arb(0)
    share = (c - 1) / (C * -(B / C).tanh().log())
    if share >= arb(1) / 2:
        return C * arb(2).log()
    return C * -(share * share.log() + (1 - share) * (1 - share).log())


@dataclass(frozen=True)
class Constant:
    """The three exponents at Gamma = sqrt(kappa log L), rounded to the safe side: low, low, high."""

    constant: str
    forced: str
    needed: str
    enough: str


def constant_table(
    constants: Iterable[Fraction], width: Fraction = Fraction(1), accuracy: Fraction = Fraction(2)
) -> tuple[Constant, ...]:
    """The exponents for several constants.

    >>> constant_table([Fraction(1, 100)])[0].enough
    '1.094277'
    """
    rows = []
    with working():
        for value in constants:
            needed, enough = constant_exponents(value, width, accuracy)
            forced = forced_exponent(value, width, accuracy)
            rows.append(Constant(str(value), digits_of(forced)[0], digits_of(needed)[0], digits_of(enough)[1]))
    return tuple(rows)


def critical_constant(
    level: Fraction, which: str, width: Fraction = Fraction(1), accuracy: Fraction = Fraction(2)
) -> tuple[Fraction, Fraction]:
    """Two constants with the exponent (`forced`, `needed` or `enough`) certainly below and certainly above the level.

    Raises ValueError when the exponent does not reach the level.
    """
    exponents: dict[str, Callable[[Fraction], arb]] = {
        "forced": lambda value: forced_exponent(value, width, accuracy),
        "needed": lambda value: constant_exponents(value, width, accuracy)[0],
        "enough": lambda value: constant_exponents(value, width, accuracy)[1],
    }
    exponent, target = exponents[which], rational(level)
    with working():
        high = Fraction(2**10)
        if not exponent(high) > target:
            raise ValueError(f"{which}: the exponent does not reach {level}")
        low = high / 2
        while not exponent(low) < target:
            low, high = low / 2, low
            if low < Fraction(1, 2**SMALLEST):
                raise ValueError(f"{which}: the exponent is above {level} down to 2^-{SMALLEST}")
        for _ in range(STEPS):
            middle = (low + high) / 2
            value = exponent(middle)
            if value < target:
                low = middle
            elif value > target:
                high = middle
        return low, high

"""Growth: families Gamma(L), d(L), delta(L), and the exponent log_L of the factors' width along them, in balls.

A family says how d, the largest logit B and the accuracy of exp depend on l = log L:
    d = C l or d fixed,      B = b l^s,      delta = L^-c l^-m / A,
delta the relative error of exp; what a gradient's accuracy asks of it is in `accuracy`.
With |C1 W|, |C2| <= Gamma = g l^a and inverse temperature beta the largest logit is beta d Gamma^2, so that
    beta = 1/d: b = g^2, s = 2a;        beta = 1: b = C g^2, s = 1 + 2a  (d = C l).

Dictionary
    Family          d, B and delta as functions of l
    bounded_entries the family of a bound Gamma on the entries
    Exponents       what the width and the time are at one L, between two numbers each
    exponents_at    computes them, for L up to 10^(10^6) and far beyond
    log_tokens      log L for L = 10^k
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpz

from lora_symbolic.errors import InputError
from lora_symbolic.evaluation.rationals import as_ball, integer_in

from .width import degree_enough, degree_needed, digits_of, log_binomial, log_top, working

TIME_FACTOR = 27  # U1 to V4 and both gradients take at most 27 L d^2 k1 multiplications for r <= d <= L
OPERATIONS_FACTOR = 150  # and at most 150 L d^2 k1 operations, with additions and every word read and written


class GrowthError(InputError, ValueError):
    """A family that makes no sense."""


@dataclass(frozen=True)
class Family:
    """d = width * l (or d = width when `fixed`), B = coefficient * l^power, l = log L.

    exp has a relative error of at most L^-accuracy l^-logarithms / constant on the logits.
    """

    width: Fraction
    coefficient: Fraction
    power: Fraction
    accuracy: Fraction = Fraction(1)
    fixed: bool = False
    logarithms: Fraction = Fraction(0)
    constant: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if min(self.width, self.coefficient, self.accuracy) <= 0:
            raise GrowthError(f"{self}: expected positive numbers for width, coefficient and accuracy")
        if self.logarithms < 0 or self.constant < 1:
            raise GrowthError(f"{self}: expected logarithms of at least 0 and a constant of at least 1")
        if self.fixed and self.width.denominator != 1:
            raise GrowthError(f"width {self.width}: expected an integer")

    @property
    def title(self) -> str:
        """The family in a line.

        >>> Family(Fraction(1), Fraction(2), Fraction(1, 2)).title
        'd = 1 log L, B = 2 (log L)^(1/2), exp within L^-1'
        """
        width = f"d = {self.width}" if self.fixed else f"d = {self.width} log L"
        finer = f" (log L)^-({self.logarithms})" if self.logarithms else ""
        finer += f" / ({self.constant})" if self.constant != 1 else ""
        return f"{width}, B = {self.coefficient} (log L)^({self.power}), exp within L^-{self.accuracy}{finer}"

    def logits(self, ell: arb) -> arb:
        """The bound on the logits."""
        return as_ball(self.coefficient) * ell ** as_ball(self.power)

    def ratio(self, ell: arb) -> arb:
        """B / log L."""
        return as_ball(self.coefficient) * ell ** as_ball(self.power - 1)

    def precision(self, ell: arb) -> arb:
        """-log of the relative error of exp."""
        whole = as_ball(self.accuracy) * ell
        if self.logarithms:
            whole += as_ball(self.logarithms) * ell.log()
        return whole + as_ball(self.constant).log() if self.constant != 1 else whole

    def relative_width(self, ell: arb) -> arb:
        """An upper bound on d / log L."""
        return as_ball(self.width) / ell if self.fixed else as_ball(self.width)

    def width_at(self, ell: arb) -> int:
        """d itself: floor(C l), at least 1."""
        if self.fixed:
            return int(self.width)
        return max(1, integer_in((as_ball(self.width) * ell).lower().floor()))


def bounded_entries(
    a: Fraction,
    beta: str,
    width: Fraction = Fraction(1),
    gamma: Fraction = Fraction(1),
    accuracy: Fraction = Fraction(1),
    fixed: bool = False,
) -> Family:
    """The family Gamma = gamma (log L)^a with inverse temperature 1 or 1/d.

    >>> bounded_entries(Fraction(1, 4), "1").power, bounded_entries(Fraction(1, 4), "1/d").power
    (Fraction(3, 2), Fraction(1, 2))

    Raises GrowthError for another beta.
    """
    if beta not in ("1", "1/d"):
        raise GrowthError(f"beta {beta!r}; expected 1 or 1/d")
    hot = beta == "1"
    power = 2 * a + (1 if hot and not fixed else 0)
    return Family(width, gamma**2 * (width if hot else 1), power, accuracy, fixed)


@dataclass(frozen=True)
class Exponents:
    """The logarithms to base L of the width k1 and of the multiplications, at one L; degree and d are exact integers.

    `width` is (low, high), with the least degree that any polynomial needs and with the degree that certainly suffices;
    it is that of U1, V1 and of U4, V4. `second` is the exponent of 2 d, the width of U2 and V2, and `third` that of
    2 d k1, the width of U3 and V3, both from above. `time` is an upper bound on log_L of all multiplications.
    """

    log10_tokens: str
    head: int
    degree: tuple[int, int]
    width: tuple[str, str]
    second: str
    third: str
    time: str


def exponents_at(family: Family, ell: arb) -> Exponents:
    """The exponents at log L = ell, a ball.

    >>> point = exponents_at(bounded_entries(Fraction(1, 4), "1/d"), log_tokens(10**6))
    >>> point.width
    ('0.468041', '0.558442')
    """
    with working():
        if not ell > 0:
            raise GrowthError("log L must be positive")
        head, bound = family.width_at(ell), family.logits(ell)
        x = family.precision(ell)
        needed, enough = degree_needed(bound, x), degree_enough(bound, x)
        low, high = log_top(head, needed) / ell, log_binomial(head, enough) / ell
        second = (2 * arb(fmpz(head))).log() / ell
        time = 1 + high + (TIME_FACTOR * arb(fmpz(head)) ** 2).log() / ell
        return Exponents(
            digits_of(ell / arb(10).log(), 3)[1],
            head,
            (needed, enough),
            (digits_of(low)[0], digits_of(high)[1]),
            digits_of(second)[1],
            digits_of(high + second)[1],
            digits_of(time)[1],
        )


def log_tokens(power_of_ten: int) -> arb:
    """log L for L = 10^k."""
    with working():
        return arb(fmpz(power_of_ten)) * arb(10).log()

"""Orders of growth in log L, as the hypotheses of the paper name them: O(log L), o(sqrt(log L)), o(sqrt(log L / d)).

Dictionary
    Growth              kind O or o, a power of log L and a power of d
    read_growth         the growth that a text names
    Hypotheses          growth of Gamma and of the width, and the inverse temperature
    logit_growth        growth of the largest logit beta d Gamma^2
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from lora_symbolic.approximation.errors import ApproximationError

_TEXT = re.compile(r"(o|O)\((1|log L|sqrt\(log L\)|sqrt\(log L / d\)|\(log L\)\^(\d{1,3}(?:/\d{1,3})?))\)")
_POWERS = {
    "1": (Fraction(0), Fraction(0)),
    "log L": (Fraction(1), Fraction(0)),
    "sqrt(log L)": (Fraction(1, 2), Fraction(0)),
    "sqrt(log L / d)": (Fraction(1, 2), Fraction(-1, 2)),
}
TEMPERATURES = {"1": 0, "1/d": -1}


@dataclass(frozen=True)
class Growth:
    """The functions that are O or o of (log L)^log * d^width."""

    strict: bool
    log: Fraction
    width: Fraction = Fraction(0)

    def __mul__(self, other: Growth) -> Growth:
        return Growth(self.strict or other.strict, self.log + other.log, self.width + other.width)

    @property
    def is_o_of_log(self) -> bool:
        """Whether every such function is o(log L), d apart."""
        return self.log < 1 or (self.log == 1 and self.strict)

    @property
    def is_O_of_log(self) -> bool:
        """Whether every such function is O(log L), d apart."""
        return self.log <= 1

    def holds(self, power: Fraction) -> bool:
        """Whether (log L)^power is such a function when d = log2 L."""
        own = self.log + self.width
        return power < own or (power == own and not self.strict)


def read_growth(text: str) -> Growth:
    """The growth that a text names.

    >>> read_growth("o(sqrt(log L))").log
    Fraction(1, 2)

    Raises ApproximationError for any other text.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        raise ApproximationError(
            f"growth {text[:60]!r}; expected o(...) or O(...) of 1, log L, sqrt(log L), sqrt(log L / d) or (log L)^a/b"
        )
    inner = found.group(2)
    try:
        log, width = _POWERS.get(inner) or (Fraction(found.group(3)), Fraction(0))
    except ZeroDivisionError:
        raise ApproximationError(f"growth {text[:60]!r}; expected a power without division by zero") from None
    return Growth(found.group(1) == "o", log, width)


@dataclass(frozen=True)
class Hypotheses:
    """|C1 W| <= Gamma, |C2| <= Gamma, Gamma and d of these growths, logits beta (C1 W) C2^T."""

    gamma: Growth
    width: Growth
    beta: str

    def __post_init__(self) -> None:
        if self.beta not in TEMPERATURES:
            raise ApproximationError(f"beta {self.beta[:60]!r}; expected one of {', '.join(TEMPERATURES)}")
        if self.width.width:
            raise ApproximationError("the growth of d names d; expected a power of log L")

    @property
    def logits(self) -> Growth:
        """The growth of the largest logit, beta d Gamma^2, in log L alone.

        A positive power of d grows at most like that power of its bound, a negative one is at most 1.

        >>> given = Hypotheses(read_growth("o(sqrt(log L))"), read_growth("O(log L)"), "1")
        >>> given.logits.log, given.logits.is_o_of_log
        (Fraction(2, 1), False)
        """
        squared = self.gamma * self.gamma
        power = squared.width + 1 + TEMPERATURES[self.beta]
        if power <= 0:
            return Growth(squared.strict, squared.log)
        return Growth(squared.strict or self.width.strict, squared.log + power * self.width.log)

    def allow(self, power: Fraction) -> bool:
        """Whether d = log2 L and a Gamma with beta Gamma^2 = (log L)^(2 power) satisfy these hypotheses."""
        needed = power - Fraction(TEMPERATURES[self.beta], 2)
        return self.width.holds(Fraction(1)) and self.gamma.holds(needed)

    def allow_narrow(self) -> bool:
        """Whether some d = 2 log L / log q, q growing, and a Gamma with beta Gamma^2 = q^4 satisfy these hypotheses.

        There log L = q^8 log q, so that q^4 is o(sqrt(log L)), and d is o(log L) though no power of log L less.
        """
        needed = Fraction(1, 4) - Fraction(TEMPERATURES[self.beta], 2)
        return self.width.log >= 1 and self.gamma.width == 0 and self.gamma.log >= needed


def read_hypotheses(gamma: str, width: str, beta: str) -> Hypotheses:
    """The hypotheses that three texts name."""
    return Hypotheses(read_growth(gamma), read_growth(width), beta.strip())

"""The accuracy of exp that an accuracy of the gradients needs: the bound on the gradients, inverted for all L.

The error budget bounds both gradients by 2 L d^2 tau |X| |C1| |C2| |C3| (2 |C3| + |Y|), X being B or A; tau <= delta.
With |C2| <= Gamma and entries of A, B, C1, C3, Y of at most L^K that is at most 6 L^(1 + 4K) d^2 Gamma delta.
So both gradients are within L^-c when exp has a relative error of

    delta = L^-(c + 1 + 4K) / (6 d^2 Gamma).

An inverse temperature beta <= 1 belongs to C1, whose entries it makes no larger.

Dictionary
    Sensitivity         the bound on both gradients over delta, as constant * L^tokens d^width Gamma^gamma M^inputs
    sensitivity         reads it off the error budget
    monomial            a bound over tau as a Sensitivity
    gradient_family     the family of a bound Gamma, with exp as accurate as the gradients need it
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import sympy

from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
from lora_symbolic.bounds.norms import Expression
from lora_symbolic.bounds.rules.softmax_constants import TAU

from .family import Family, GrowthError, bounded_entries

GRADIENTS = ("dA", "dB")
_GAMMA, _INPUTS = sympy.symbols("Gamma M", positive=True)


@dataclass(frozen=True)
class Sensitivity:
    """|dA~ - dA|, |dB~ - dB| <= constant * L^tokens * d^width * Gamma^gamma * M^inputs * delta."""

    constant: int
    tokens: int
    width: int
    gamma: int
    inputs: int

    @property
    def text(self) -> str:
        """The bound as text."""
        return f"{self.constant} L^{self.tokens} d^{self.width} Gamma^{self.gamma} M^{self.inputs} delta"


@cache
def sensitivity() -> Sensitivity:
    """The larger of the bounds on both gradients, over tau <= delta, every input but C2 at most M, C2 at most Gamma.

    >>> sensitivity().text
    '6 L^1 d^2 Gamma^1 M^4 delta'
    """
    chain = stochastic_chain(partial_terms())
    found = {monomial(chain.error(letter)) for letter in GRADIENTS}
    if len(found) != 1:
        raise ArithmeticError(f"the two gradients have different bounds: {found}")
    return found.pop()


def monomial(error: Expression) -> Sensitivity:
    """A bound that is linear in tau, as one monomial in L, d, Gamma and M.

    Raises ArithmeticError when it is none.
    """
    magnitudes = {s: _GAMMA if s.name == "|C2|" else _INPUTS for s in error.free_symbols if s.name.startswith("|")}
    sizes = {s.name: s for s in error.free_symbols if s.name in ("L", "d")}
    terms = sympy.Poly(error.xreplace(magnitudes), TAU, sizes["L"], sizes["d"], _GAMMA, _INPUTS).terms()
    if len(terms) != 1 or terms[0][0][0] != 1:
        raise ArithmeticError(f"{error}: expected one monomial, linear in tau")
    (_, *powers), constant = terms[0]
    return Sensitivity(int(constant), *powers)


def gradient_family(
    a: Fraction,
    beta: str,
    gamma: Fraction = Fraction(1),
    accuracy: Fraction = Fraction(1),
    inputs: Fraction = Fraction(0),
    width: Fraction = Fraction(1),
    fixed: bool = False,
) -> Family:
    """Gamma = gamma (log L)^a, both gradients within L^-accuracy, entries of A, B, C1, C3, Y at most L^inputs.

    A constant below 1 and a negative power of log L are replaced by 1, which asks for more than is needed.

    >>> gradient_family(Fraction(1, 4), "1/d").title
    'd = 1 log L, B = 1 (log L)^(1/2), exp within L^-2 (log L)^-(9/4) / (6)'

    Raises GrowthError for a negative accuracy or negative inputs, and as `bounded_entries` does.
    """
    if accuracy <= 0 or inputs < 0:
        raise GrowthError(f"accuracy {accuracy}, inputs {inputs}: expected a positive and a nonnegative power of L")
    found = sensitivity()
    logarithms = found.gamma * a + (0 if fixed else found.width)
    return replace(
        bounded_entries(a, beta, width, gamma, accuracy + found.tokens + found.inputs * inputs, fixed),
        logarithms=max(Fraction(0), logarithms),
        constant=max(Fraction(1), found.constant * gamma**found.gamma * width**found.width),
    )

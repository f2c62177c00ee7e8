"""Inversion: from the accuracy that a gradient shall have back to the accuracy and the degree that exp needs.

Dictionary
    largest_error      the largest relative error of exp with which a bound stays within a target, certified
    Budget             target, delta, the degree of the best polynomial with that error, and its certified error
    budget             both, for a bound, sizes and magnitudes, and the bound on the logits
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import ctx

from lora_symbolic.approximation import LeastDegree, least_degree
from lora_symbolic.evaluation.expressions import BALLS, value

from .norms import Expression
from .rules.softmax_constants import DELTA

BITS = 256
STEPS = 40  # of bisection: the answer is within a relative 2^-40 of the best


def largest_error(
    bound: Expression, target: Fraction, at: Mapping[str, Fraction | int], small: sympy.Symbol = DELTA
) -> Fraction:
    """A delta with bound(delta) <= target for certain, within a relative 2^-40 of the largest.

    The bound grows with delta; `at` gives a number for every other symbol.

    >>> from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
    >>> bound = stochastic_chain(partial_terms()).bound("dA")
    >>> at = {"L": 1024, "d": 4, "|B|": 1, "|C1|": 1, "|C2|": 1, "|C3|": 1, "|Y|": 1}
    >>> f"{float(largest_error(bound, Fraction(1, 1000), at)):.6e}"
    '2.034505e-08'

    Raises ValueError when the target is not positive.
    """
    if target <= 0:
        raise ValueError(f"target {target}: expected a positive number")
    low = Fraction(1)
    while low > Fraction(1, 2**2000) and not _within(bound, target, at, small, low / 2):
        low /= 2
    low /= 2
    high = 2 * low
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(bound, target, at, small, middle) else (low, middle)
    return low


def _within(
    bound: Expression, target: Fraction, at: Mapping[str, Fraction | int], small: sympy.Symbol, delta: Fraction
) -> bool:
    with ctx.workprec(BITS):
        numbers = {name: BALLS.rational(Fraction(number)) for name, number in at.items()}
        numbers[small.name] = BALLS.rational(delta)
        return bool(value(bound, numbers, BALLS) <= BALLS.rational(target))


@dataclass(frozen=True)
class Budget:
    """What a target costs: the relative error that exp may have, and the polynomial that has it."""

    target: Fraction
    delta: Fraction
    least: LeastDegree

    @property
    def degree(self) -> int:
        """The least degree of a polynomial with relative error at most delta on the logits."""
        return int(self.least.degree)


def budget(bound: Expression, target: Fraction, at: Mapping[str, Fraction | int], logits: Fraction | int) -> Budget:
    """The largest delta that keeps the bound within the target, and the least degree that reaches it on [-logits,
    logits].

    >>> from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
    >>> at = {"L": 1024, "d": 4, "|B|": 1, "|C1|": 1, "|C2|": 1, "|C3|": 1, "|Y|": 1}
    >>> budget(stochastic_chain(partial_terms()).bound("dA"), Fraction(1, 1000), at, 1).degree
    8
    """
    delta = largest_error(bound, target, at)
    return Budget(target, delta, least_degree(logits, delta, "relative"))

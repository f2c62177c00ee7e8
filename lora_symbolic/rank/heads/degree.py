"""The least degree of a polynomial for exp on a head's logits, and the rank that it costs.

Dictionary
    Need            the least degree for a relative error of f, the number of monomials, whether they are fewer than L
    need_for        what a half-range and a width need
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from lora_symbolic.approximation import least_degree
from lora_symbolic.rank.features import rank_bound

LARGEST = 400  # half-ranges above this get no degree: the polynomial would be of no use, and takes minutes
LEAST = Fraction(1, 2**30)


@dataclass(frozen=True)
class Need:
    """degree suffices on [-bound, bound] for |f~ - f| <= eps f and no smaller one does; monomials = C(w + degree, w).

    degree and monomials are None where the half-range is above LARGEST.
    """

    bound: float
    degree: int | None
    monomials: int | None

    def thin(self, tokens: int) -> bool:
        """Whether factors of that rank are narrower than the matrix f."""
        return self.monomials is not None and self.monomials < tokens


def need_for(half_range: float, width: int, eps: float) -> Need:
    """What logits of this half-range and inner width need; the half-range is rounded up to four digits.

    A relative error e of exp makes 2 e / (1 - e) in f, so e = eps / (2 + eps).

    >>> found = need_for(2.0, 3, 1e-3)
    >>> found.degree, found.monomials, found.thin(1000)
    (6, 84, True)
    """
    bound = _rounded_up(half_range)
    if bound > LARGEST:
        return Need(float(bound), None, None)
    goal = Fraction(str(eps))
    degree = _degree(bound, goal / (2 + goal))
    return Need(float(bound), degree, rank_bound(max(1, width), degree))


def _rounded_up(number: float) -> Fraction:
    if number <= LEAST:
        return LEAST
    unit = Fraction(10) ** (math.floor(math.log10(number)) - 3)
    return math.ceil(Fraction(number) / unit) * unit


@lru_cache(maxsize=4096)
def _degree(bound: Fraction, goal: Fraction) -> int:
    return least_degree(bound, goal).degree

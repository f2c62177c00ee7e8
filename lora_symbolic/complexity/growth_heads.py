"""Heads of a real width: from how many tokens on does the almost linear gradient make fewer multiplications?

Both ways are counted exactly: the best exact order of Theorem F.1, and U1 to V4 with both gradients. The polynomial is
the best of its degree, its error certified from both sides. For a width d, a bound B on the logits and an accuracy, a
degree serves all L up to some L (for eps = 1/L) or all L (for a fixed eps), and wins from some L on; the least L that
both allow is the answer, a whole number.

Dictionary
    Start           the answer, and a number of tokens below which no polynomial of any kind wins
    first_win       computes it
    wins_from       the least L at which a given number of columns wins
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, comb, floor

import sympy

from ..approximation import Enclosure, least_degree, least_error
from ..language.size import size_symbol
from .cost_paper import counts, exact_plans

MAX_DEGREE = 160
RANK = 8


@dataclass(frozen=True)
class Start:
    """The fast way makes fewer multiplications at `tokens`, with the best polynomial of this degree and its columns.

    No polynomial whatever wins below `never_below`; the two differ because columns of low degree might be spared.
    """

    width: int
    bound: str
    accuracy: str
    tokens: int
    degree: int
    columns: int
    never_below: int

    @property
    def text(self) -> str:
        """The answer in a line."""
        where = f"d = {self.width}, B = {self.bound}, eps = {self.accuracy}"
        return f"{where}: degree {self.degree}, from L = {self.tokens:.2e} on, never below {self.never_below:.2e}"


@lru_cache
def _coefficients(width: int, rank: int, columns: int) -> tuple[tuple[int, int, int], ...]:
    """Multiplications a L^2 + b L + c: the exact orders that may be cheapest, then the fast way."""
    values = {size_symbol("d"): width, size_symbol("r"): rank, size_symbol("k1"): columns}
    tokens = size_symbol("L")
    forms = []
    for polynomial in (
        *(plan.cost.multiplications for plan in exact_plans()),
        counts()["almost-linear"].multiplications,
    ):
        made = sympy.Poly(polynomial.xreplace(values), tokens)
        forms.append(tuple(int(made.coeff_monomial(tokens**power)) for power in (2, 1, 0)))
    return tuple((form[0], form[1], form[2]) for form in forms)


def multiplications(width: int, rank: int, columns: int, tokens: int) -> tuple[int, int]:
    """Exactly, for the cheapest exact order and for the fast way."""
    *exact, fast = (a * tokens**2 + b * tokens + c for a, b, c in _coefficients(width, rank, columns))
    return min(exact), fast


def wins_from(width: int, rank: int, columns: int) -> int:
    """The least L from which on the fast way makes fewer multiplications with this many columns.

    >>> exact, fast = multiplications(64, 8, 65, wins_from(64, 8, 65))
    >>> fast < exact
    True
    """
    high = 1
    while not _is_won(width, rank, columns, high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_won(width, rank, columns, middle) else (middle, high)
    return high


def _is_won(width: int, rank: int, columns: int, tokens: int) -> bool:
    exact, fast = multiplications(width, rank, columns, tokens)
    return fast < exact


def first_win(width: int, bound: Fraction, accuracy: str = "1/L", rank: int = RANK) -> Start:
    """From how many tokens on the fast way wins; the accuracy (relative, of exp) is `1/L` or a number.

    >>> first_win(64, Fraction(1), "1/1000").text
    'd = 64, B = 1, eps = 1/1000: degree 4, from L = 6.62e+07 on, never below 6.23e+07'

    Raises ValueError when no degree up to MAX_DEGREE wins.
    """
    if accuracy != "1/L":
        degree = least_degree(bound, accuracy).degree
        won = wins_from(width, rank, comb(width + degree, degree))
        least = wins_from(width, rank, comb(width + degree - 1, degree))
        return Start(width, str(bound), accuracy, won, degree, comb(width + degree, degree), least)

    @lru_cache
    def error(degree: int) -> Enclosure:
        return least_error(-bound, bound, degree, "relative")

    won, degree = _least(width, rank, lambda g: comb(width + g, g), lambda g: floor(1 / error(g).high))
    least, _ = _least(width, rank, lambda g: comb(width + g - 1, g), lambda g: ceil(1 / error(g).low))
    return Start(width, str(bound), accuracy, won, degree, comb(width + degree, degree), least)


def _least(width: int, rank: int, columns: Callable[[int], int], reach: Callable[[int], int]) -> tuple[int, int]:
    """The least L that some degree serves and wins at; a degree serves all L up to its reach."""
    for degree in range(1, MAX_DEGREE):
        won = wins_from(width, rank, columns(degree))
        if won <= reach(degree):
            return won, degree
    raise ValueError(f"width {width}: no degree below {MAX_DEGREE} wins")

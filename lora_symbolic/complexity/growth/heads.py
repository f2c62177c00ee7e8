"""Heads of a real width: from how many tokens on does the almost linear gradient make fewer multiplications?

Both ways are counted exactly: the best exact order of Theorem F.1, and U1 to V4 with both gradients. The polynomial is
the best of its degree, its error certified from both sides. For a width d, a bound B on the logits and an accuracy, a
degree serves all L up to some L (for eps = 1/L) or all L (for a fixed eps), and wins from some L on; the least L that
both allow is the answer, a whole number.

Dictionary
    Start           the answer, and a number of tokens below which no polynomial of any kind wins
    first_win       computes it
    wins_from       the least L at which a given number of columns wins
    written_from    the least L at which writing that many columns is not dearer already
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, comb, floor

import sympy

from lora_symbolic.approximation import Enclosure, least_degree, least_error
from lora_symbolic.language.size import symbol

from ..cost.paper import counts, exact_plans

MAX_DEGREE = 160
RANK = 8


@dataclass(frozen=True)
class Start:
    """The fast way makes fewer multiplications at `tokens`, with the best polynomial of this degree and its columns.

    No polynomial whatever wins below `never_below`; the two differ because columns of low degree might be spared.
    Below `written_from` writing U1 alone, an operation an entry, is dearer than the exact gradient, so that no
    algorithm wins that writes such a factor, however it goes on.
    """

    width: int
    bound: str
    accuracy: str
    tokens: int
    degree: int
    columns: int
    never_below: int
    written_from: int

    @property
    def text(self) -> str:
        """The answer in a line."""
        where = f"d = {self.width}, B = {self.bound}, eps = {self.accuracy}"
        return (
            f"{where}: degree {self.degree}, from L = {self.tokens:.2e} on, never below {self.never_below:.2e}, "
            f"with any algorithm that writes U1 never below {self.written_from:.2e}"
        )


@lru_cache
def _coefficients(width: int, rank: int, columns: int) -> tuple[tuple[int, int, int], ...]:
    """Multiplications a L^2 + b L + c: the exact orders that may be cheapest, then the fast way."""
    values = {symbol("d"): width, symbol("r"): rank, symbol("k1"): columns}
    tokens = symbol("L")
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


def written_from(width: int, rank: int, columns: int) -> int:
    """The least L at which L * columns, the entries of U1, are fewer than the exact gradient's multiplications."""
    return _least_tokens(width, lambda tokens: tokens * columns < multiplications(width, rank, columns, tokens)[0])


def wins_from(width: int, rank: int, columns: int) -> int:
    """The least L from which on the fast way makes fewer multiplications with this many columns.

    >>> exact, fast = multiplications(64, 8, 65, wins_from(64, 8, 65))
    >>> fast < exact
    True
    """
    return _least_tokens(width, lambda tokens: _is_won(width, rank, columns, tokens))


def _is_won(width: int, rank: int, columns: int, tokens: int) -> bool:
    exact, fast = multiplications(width, rank, columns, tokens)
    return fast < exact


def _least_tokens(width: int, holds: Callable[[int], bool]) -> int:
    """The least number of tokens, not below the width, at which it holds; it goes on holding."""
    low, high = width - 1, width
    while not holds(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def first_win(width: int, bound: Fraction, accuracy: str = "1/L", rank: int = RANK) -> Start:
    """From how many tokens on the fast way wins; the accuracy (relative, of exp) is `1/L` or a number.

    >>> start = first_win(64, Fraction(1), "1/1000")
    >>> f"{start.tokens:.2e} {start.never_below:.2e} {start.written_from:.2e}"
    '6.62e+07 6.23e+07 3.60e+03'

    Raises ValueError when no degree up to MAX_DEGREE wins.
    """
    if accuracy != "1/L":
        degree = least_degree(bound, accuracy).degree
        won = wins_from(width, rank, comb(width + degree, degree))
        top = comb(width + degree - 1, degree)
        least, written = wins_from(width, rank, top), written_from(width, rank, top)
        return Start(width, str(bound), accuracy, won, degree, comb(width + degree, degree), least, written)

    @lru_cache
    def error(degree: int) -> Enclosure:
        return least_error(-bound, bound, degree, "relative")

    def served(degree: int) -> int:
        return ceil(1 / error(degree).low)

    won, degree = _least(lambda g: wins_from(width, rank, comb(width + g, g)), lambda g: floor(1 / error(g).high))
    least, _ = _least(lambda g: wins_from(width, rank, comb(width + g - 1, g)), served)
    written, _ = _least(lambda g: written_from(width, rank, comb(width + g - 1, g)), served)
    return Start(width, str(bound), accuracy, won, degree, comb(width + degree, degree), least, written)


def _least(start: Callable[[int], int], reach: Callable[[int], int]) -> tuple[int, int]:
    """The least L that some degree serves and wins at; a degree serves all L up to its reach."""
    for degree in range(1, MAX_DEGREE):
        won = start(degree)
        if won <= reach(degree):
            return won, degree
    raise ValueError(f"no degree below {MAX_DEGREE} wins")

"""What the planner predicts for a head that is known by its numbers alone: no array is at hand.

Dictionary
    Forecast        seconds of both algorithms on a stored machine, and from how many tokens on the fast one wins
    head_work       the sizes that the fast algorithm's time depends on
    forecast        the forecast for L tokens, a head of width d whose logits have inner width w, and a degree
"""

from __future__ import annotations

from dataclasses import dataclass

from ..features.monomials import count_up_to
from .cost import crossover, exact_seconds, fast_seconds
from .strategy import fits
from .work import Work

THREADS = 2
MOST_MONOMIALS = 10**12
NEVER = 2**40


@dataclass(frozen=True)
class Forecast:
    """Predicted seconds for these tokens, and the crossover; None where no number of tokens below 2^40 is enough.

    fits says whether the planner would make such a plan: whether its sums fit into memory.
    """

    fast: float
    exact: float
    crossover: int | None
    fits: bool

    @property
    def gain(self) -> float:
        """How many times longer the exact algorithm is predicted to take."""
        return self.exact / self.fast


def head_work(tokens: int, width: int, rank: int, degree: int) -> Work:
    """Heads of width `width` throughout, whose logits have the inner width `rank`."""
    narrow = rank < width
    return Work(
        queries=tokens,
        keys=tokens,
        left=width,
        right=width,
        values=width,
        width=rank,
        degree=degree,
        left_wide=narrow,
        right_wide=narrow,
    )


def forecast(tokens: int, width: int, rank: int, degree: int) -> Forecast | None:
    """The forecast; None when the monomials are too many at any number of tokens that a machine holds.

    >>> found = forecast(65536, 4, 4, 5)
    >>> found.crossover < 65536, found.gain > 10, forecast(65536, 64, 64, 30)
    (True, True, None)
    """
    if count_up_to(rank, degree + 1) > MOST_MONOMIALS:
        return None
    work = head_work(tokens, width, rank, degree)
    wins = crossover(work, THREADS)
    return Forecast(
        fast=fast_seconds(work, THREADS),
        exact=exact_seconds(tokens, tokens, width, width, THREADS),
        crossover=None if wins >= NEVER else wins,
        fits=fits(work),
    )

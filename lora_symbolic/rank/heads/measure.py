"""All that is measured of one head.

Dictionary
    Head            the numbers of a head
    measure_head    computes them
"""

from __future__ import annotations

from dataclasses import dataclass

from .arrays import HeadArrays
from .degree import Need, need_for
from .directions import directions_for, logit_directions, rank_within, width_of
from .premise import Premise, premise_of
from .sizes import LogitSizes, attention_of, logits_of, sizes_of

SHARE = 0.99
MOST_TOKENS_FOR_RANK = 2048  # singular values of f cost L^3


@dataclass(frozen=True)
class Head:
    """Sizes of the logits, the premise, and what f needs for a relative error eps.

    width is the inner width in force, directions how many of them hold 99% of the squared logits, rank the number of
    singular values of f above eps times the largest; None above MOST_TOKENS_FOR_RANK tokens.
    """

    tokens: int
    head_width: int
    sizes: LogitSizes
    premise: Premise
    width: int
    directions: int
    need: Need
    rank: int | None


def measure_head(head: HeadArrays, eps: float = 1e-3) -> Head:
    """The numbers of a head; two arrays of all its pairs are formed, one head at a time.

    Raises ApproximationError for an eps that is no relative error.
    """
    logits = logits_of(head)
    sizes = sizes_of(head, logits)
    parts = logit_directions(head)
    width = width_of(parts)
    few = head.tokens <= MOST_TOKENS_FOR_RANK
    return Head(
        tokens=head.tokens,
        head_width=head.head_width,
        sizes=sizes,
        premise=premise_of(head, sizes.half_range),
        width=width,
        directions=directions_for(parts, SHARE),
        need=need_for(sizes.half_range, width, eps),
        rank=rank_within(attention_of(head, logits), eps) if few else None,
    )

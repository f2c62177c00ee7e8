"""The premise of the almost linear algorithm, beside what a head has: as printed, as repaired, and in its logits.

The paper asks for entries of C1 W and C2 below Gamma with Gamma = o(sqrt(log L)). That is a statement about growth; at
one L this room gives the quotient, and below 1 it calls the premise kept.

Dictionary
    Premise         largest entries, and by which factor each form of the premise is exceeded
    premise_of      the premise of a head
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .arrays import HeadArrays


@dataclass(frozen=True)
class Premise:
    """Largest entries, and quotients that are at most 1 where a form of the premise is kept.

    printed is max(gamma_q, gamma_k) / sqrt(log L). repaired is sqrt(entry_bound / log L) with entry_bound =
    scale d gamma_q gamma_k, the largest logit that such entries allow: Gamma = o(sqrt(log L / d)), with Gamma^2 the
    product of the largest entries, scale included. logits is half_range / log L, what entries bound and what counts.
    """

    gamma_q: float
    gamma_k: float
    entry_bound: float
    printed: float
    repaired: float
    logits: float


def premise_of(head: HeadArrays, half_range: float) -> Premise:
    """The premise of a head whose logits have this half-range; L is the number of keys, at least 2 for the logarithm.

    >>> found = premise_of(HeadArrays(np.full((3, 4), 2.0), np.full((3, 4), 3.0), scale=0.5), 1.0)
    >>> found.gamma_q, found.gamma_k, found.entry_bound
    (2.0, 3.0, 12.0)
    >>> round(found.printed, 4) == round(3 / math.sqrt(math.log(3)), 4)
    True
    """
    log = math.log(max(2, head.tokens))
    gamma_q, gamma_k = float(np.abs(head.Q).max()), float(np.abs(head.K).max())
    bound = abs(head.scale) * head.head_width * gamma_q * gamma_k
    return Premise(
        gamma_q=gamma_q,
        gamma_k=gamma_k,
        entry_bound=bound,
        printed=max(gamma_q, gamma_k) / math.sqrt(log),
        repaired=math.sqrt(bound / log),
        logits=half_range / log,
    )

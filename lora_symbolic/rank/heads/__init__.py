"""What is measured of one attention head, from its arrays alone: sizes of logits, premise, directions, degree, ranks.

>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> found = measure_head(HeadArrays(rng.normal(size=(20, 4)), rng.normal(size=(20, 4)), scale=0.5))
>>> found.width, found.sizes.half_range < found.premise.entry_bound, found.need.degree > 4
(4, True, True)
"""

from .arrays import HeadArrays, causal
from .degree import Need, need_for
from .directions import directions_for, logit_directions, rank_within, width_of
from .measure import Head, measure_head
from .premise import Premise, premise_of
from .sizes import LogitSizes, attention_of, logits_of, sizes_of

__all__ = [
    "Head",
    "HeadArrays",
    "LogitSizes",
    "Need",
    "Premise",
    "attention_of",
    "causal",
    "directions_for",
    "logit_directions",
    "logits_of",
    "measure_head",
    "need_for",
    "premise_of",
    "rank_within",
    "sizes_of",
    "width_of",
]

"""How the fast way goes through tokens under a causal mask: chunks, as long as one costs about what its length does.

A chunk costs one contraction however short it is, and its length squared. All queries meet one polynomial, that of the
highest degree: groups would cost a contraction each.

Dictionary
    chunk_length    tokens of a chunk
    masked          the strategy under the mask
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from .cost import exact_seconds, fast_seconds, group_seconds, key_load
from .groups import Group, Grouping
from .machine import Machine
from .strategy import Strategy
from .work import Work

SHORTEST, LONGEST = 32, 1024
LEAST_CHUNKS = 2  # of a thread: what a thread starts with costs a pass over the keys
CHUNK = 2e-3  # seconds of a chunk beside what a group costs: sums put in order and spread, calls


def chunk_length(work: Work, machine: Machine) -> int:
    """A power of two: the seconds of a chunk's contraction over those of a pair of tokens, the root of it.

    >>> from .machine import STORED
    >>> narrow = Work(4096, 4096, 4, 4, 4, width=4, degree=4, left_wide=False, right_wide=False)
    >>> wide = replace(narrow, left=8, right=8, values=8, width=8, degree=7)
    >>> chunk_length(narrow, STORED), chunk_length(wide, STORED)
    (512, 1024)
    """
    pair = exact_seconds(work.queries, work.keys, work.right, work.values, 1, machine) / (work.queries * work.keys)
    balanced = math.sqrt((CHUNK + group_seconds(work, work.degree, machine)) / pair)
    return int(min(LONGEST, max(SHORTEST, 2 ** round(math.log2(balanced)))))


def masked(strategy: Strategy, machine: Machine) -> Strategy:
    """One polynomial for all queries that have one, and the predicted seconds."""
    first, core = strategy.grouping.groups[0], strategy.analysis.core
    rows = np.setdiff1d(np.arange(core.queries), strategy.grouping.exact) if len(strategy.grouping.exact) else None
    grouping = Grouping((Group(rows, first.polynomial),), strategy.grouping.exact)
    work = replace(strategy.work, parts=grouping.parts(core.queries))
    chunk = chunk_length(work, machine)
    threads = strategy.threads if core.keys >= LEAST_CHUNKS * chunk * strategy.threads else 1
    seconds = fast_seconds(work, 1, machine)
    seconds += core.keys / chunk * (CHUNK + group_seconds(work, work.degree, machine))
    seconds += exact_seconds(core.queries, chunk, work.right, work.values, 1, machine)
    if threads > 1:  # the keys are gone through twice
        seconds = (seconds + key_load(work, work.degree, machine).seconds(1, machine)) / threads
    return replace(strategy, grouping=grouping, work=work, threads=threads, seconds=seconds, chunk=chunk)

"""A few speeds of a machine, that predicted times are made of.

Dictionary
    Machine     seconds of one entry formed, of one multiply-add of a matrix product, of one exp, of one call
    STORED      a machine to speak of when no machine is at hand
    measured()  this machine, by a probe of about 15 ms, made once a process
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..arrays.parallel import in_threads

REPETITIONS = 100  # of each kind in turn: the least of them is little disturbed by other work on the machine


@dataclass(frozen=True)
class Machine:
    """Seconds, on one thread, of work that finds everything in the cache."""

    entry: float
    product: float
    exp: float
    call: float


# An x86-64 server core at about 3 GHz with AVX-512.
STORED = Machine(entry=3.9e-10, product=4.5e-11, exp=8.0e-10, call=2.3e-6)


@lru_cache(maxsize=1)
def measured() -> Machine:
    """The speeds of this machine, the least of many repetitions."""
    rows = 512
    features, scale = np.full((128, rows), 0.5), np.full(rows, 0.5)
    out, values = np.empty_like(features), np.full((9, rows), 0.5)
    scores, exps = np.full((64, 1024), -0.5), np.empty((64, 1024))
    tiny = np.zeros(1)

    def probe(part: int) -> Machine:
        del part
        entry, product, exp, call = _least(
            lambda: np.multiply(features, scale, out=out),
            lambda: features @ values.T,
            lambda: np.exp(scores, out=exps),
            lambda: np.multiply(tiny, tiny, out=tiny),
        )
        return Machine(entry / features.size, product / (features.size * len(values)), exp / scores.size, call + PYTHON)

    return in_threads(probe, 1)[0]


PYTHON = 5e-7  # what stands around a call


def _least(*works: Callable[[], object]) -> list[float]:
    """The least seconds of each, in turn."""
    found = [float("inf")] * len(works)
    for _ in range(REPETITIONS):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            found[place] = min(found[place], time.perf_counter() - start)
    return [max(seconds, 1e-8) for seconds in found]

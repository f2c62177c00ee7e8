"""The numbers of an audit once more, in NumPy and by other formulas: whole matrices in place of factors, loops of rows.

Dictionary
    numbers_of      the numbers of one head by the names of the audit's JSON
    largest_gap     the largest relative or absolute difference of two sets of numbers, whichever is less
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from benchmarks.lowrank.models.forward import Seen, softmax


def numbers_of(seen: Seen, head: int, eps: float) -> dict[str, Any]:
    """The numbers of one head."""
    Q, K = seen.Q[head], seen.K[head // (len(seen.Q) // len(seen.K))]
    scores = seen.scale * Q @ K.T
    rows = [row[mask] for row, mask in zip(scores, seen.allowed, strict=True)]
    halves = np.array([np.ptp(row) / 2 for row in rows])
    apart = np.sort(np.abs(np.concatenate([row - (row.max() + row.min()) / 2 for row in rows])))
    centred = np.linalg.svd(scores - scores.mean(axis=1, keepdims=True), compute_uv=False)
    share = np.cumsum(centred**2) / (centred**2).sum()
    f = softmax(np.where(seen.allowed, scores, -np.inf))
    singular = np.linalg.svd(f, compute_uv=False)
    log, bound = math.log(len(K)), seen.scale * Q.shape[1] * np.abs(Q).max() * np.abs(K).max()
    return {
        "gamma_q": np.abs(Q).max(),
        "gamma_k": np.abs(K).max(),
        "largest_logit": max(np.abs(row).max() for row in rows),
        "half_range": halves.max(),
        "quantiles": {
            f"{p:g}": np.interp(p * (len(apart) - 1), np.arange(len(apart)), apart) for p in (0.5, 0.9, 0.99)
        },
        "row_quantiles": {f"{p:g}": np.quantile(halves, p) for p in (0.5, 0.9, 0.99)},
        "premise": {
            "entry_bound": bound,
            "printed": max(np.abs(Q).max(), np.abs(K).max()) / math.sqrt(log),
            "repaired": math.sqrt(bound / log),
            "logits": halves.max() / log,
        },
        "head_width": Q.shape[1],
        "width": int((centred > 1e-10 * centred[0]).sum()),
        "directions": int((share < 0.99 * (1 - 1e-12)).sum()) + 1,
        "rank": int((singular > eps * singular[0]).sum()),
    }


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, float(value)


def largest_gap(found: Mapping[str, Any], independent: Mapping[str, Any]) -> tuple[float, str]:
    """The largest |a - b| / max(1, |b|) over the numbers of `independent`, and its name."""
    other = dict(_flat({name: found[name] for name in independent}))
    gaps = [(abs(other[name] - value) / max(1.0, abs(value)), name) for name, value in _flat(independent)]
    return max(gaps)

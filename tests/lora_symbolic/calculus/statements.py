"""Small statements that several tests of the calculus differentiate, and values to try them at."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lora_symbolic.evaluation import evaluate, shape_at
from lora_symbolic.language import Term, variables

Sizes = Mapping[str, int]


def values_of(term: Term, sizes: Sizes, seed: int = 7, low: float = 0.5, high: float = 1.5) -> dict[str, np.ndarray]:
    """Positive entries for every variable of a term, so that log and reciprocal are defined."""
    rng = np.random.default_rng(seed)
    shapes = {v.name: shape_at(v, sizes) for v in variables(term)}
    return {name: rng.uniform(low, high, shape) for name, shape in shapes.items()}


def central_differences(loss: Term, variable: Term, values: Mapping[str, np.ndarray], sizes: Sizes) -> np.ndarray:
    """The derivative of a scalar by central differences, entry by entry."""
    step = 1e-5
    point = values[variable.name]
    found = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        ends = []
        for sign in (1, -1):
            moved = point.copy()
            moved[place] += sign * step
            ends.append(evaluate(loss, {**values, variable.name: moved}, sizes).item())
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def largest_gap(gradient: Term, loss: Term, variable: Term, sizes: Sizes, seed: int = 7) -> float:
    """The largest entry of gradient minus central differences, relative to the larger of 1 and the gradient."""
    values = values_of(loss, sizes, seed)
    expected = central_differences(loss, variable, values, sizes)
    found = evaluate(gradient, values, sizes)
    return float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))

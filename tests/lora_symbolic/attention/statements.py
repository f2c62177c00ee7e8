"""Values and comparisons for the attention statements, at shapes with sizes 1 among them."""

from __future__ import annotations

import numpy as np

from lora_symbolic.evaluation import evaluate, shape_at
from lora_symbolic.language import Term, variables

SHAPES = [
    {"L": 3, "d": 2, "r": 2, "k1": 2, "k2": 3, "alpha": 3},
    {"L": 2, "d": 3, "r": 1, "k1": 1, "k2": 2, "alpha": 2},
    {"L": 1, "d": 2, "r": 2, "k1": 3, "k2": 1, "alpha": 1},
    {"L": 1, "d": 1, "r": 1, "k1": 1, "k2": 1, "alpha": 2},
]


def values_of(*terms: Term, sizes: dict[str, int], seed: int = 11) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    found = {v.name: shape_at(v, sizes) for term in terms for v in variables(term)}
    return {name: rng.normal(size=shape) for name, shape in found.items()}


def gap(left: Term, right: Term, sizes: dict[str, int]) -> float:
    """The largest difference of two terms at random values of their variables."""
    values = values_of(left, right, sizes=sizes)
    return float(np.abs(evaluate(left, values, sizes) - evaluate(right, values, sizes)).max())


def agree(left: Term, right: Term) -> bool:
    """Whether two terms agree numerically at every shape."""
    return all(gap(left, right, sizes) < 1e-9 for sizes in SHAPES)

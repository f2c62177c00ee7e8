"""Values: every subterm at two points, in floating point, to find out which may be equal.

Dictionary
    values_at_points(nodes, names)   the arrays that each node stands for, one for each point
    alike(a, b)                      whether two lists of arrays may be those of equal terms
    apart(a, b, values)              whether they differ by far more than rounding in all these values can explain
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lora_symbolic.evaluation import SCREEN, evaluate_all, shape_at
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language.term import Term, subterms, variables

from ..small_sizes import small_sizes
from .names import Names

RANGES = ((-0.6, 0.6), (0.1, 0.7))  # signs of both kinds; positive entries for logarithms
CHOICES = 24
MOST_NESTED = 2
TOLERANCE = 1e-9
FAR = 1e-4  # of the largest value on the way, whose rounding errors may be all that is left after it has cancelled


def values_at_points(nodes: Sequence[Term], names: Names) -> dict[Term, list[Array]]:
    """The arrays that nodes stand for at each point; nan outside a domain, no array for what nests many derivatives."""
    meanings = tuple(names.meaning.values())
    given = [variable for variable in variables(*nodes, *meanings) if variable not in names.meaning]
    sizes = _sizes((*nodes, *meanings))
    random = np.random.default_rng(0)
    found: dict[Term, list[Array]] = {node: [] for node in nodes}
    known = _shallow(nodes)
    for low, high in RANGES:
        values: dict[str, Any] = {
            variable.name: random.uniform(low, high, shape_at(variable, sizes)) for variable in given
        }
        with np.errstate(all="ignore"):
            for name, meaning in names.meaning.items():
                values[name.name] = evaluate_all((meaning,), values, sizes, SCREEN)[0]
            for node, value in zip(known, evaluate_all(known, values, sizes, SCREEN), strict=True):
                found[node].append(value)
    return found


def _shallow(nodes: Sequence[Term]) -> tuple[Term, ...]:
    """The nodes that nest few derivatives: each multiplies the cost by the number of entries of its variable."""
    depth: dict[Term, int] = {}
    for node in subterms(*nodes):
        depth[node] = max((depth[child] for child in node.args), default=0) + (node.op == "grad")
    return tuple(node for node in nodes if depth[node] <= MOST_NESTED)


def _sizes(terms: Sequence[Term]) -> dict[str, int]:
    """Small sizes, if possible none of them 1 and no two alike."""
    choices = list(small_sizes(terms, CHOICES))
    return max(choices, key=lambda sizes: (min(sizes.values(), default=2) > 1, len(set(sizes.values()))), default={})


def alike(one: Sequence[Array], other: Sequence[Array]) -> bool:
    """Whether two lists of arrays agree wherever both are numbers, and are numbers somewhere."""
    seen = False
    for a, b in zip(one, other, strict=False):
        if a.shape != b.shape or abs(a[0, 0] - b[0, 0]) > TOLERANCE * (1 + abs(a[0, 0])):
            return False
        if np.isfinite(a).all() and np.isfinite(b).all():
            seen = True
            if np.max(np.abs(a - b)) > TOLERANCE * (1 + np.max(np.abs(a))):
                return False
    return seen


def apart(one: Sequence[Array], other: Sequence[Array], values: Iterable[Sequence[Array]]) -> bool:
    """Whether two lists of arrays differ somewhere by far more than rounding in all values on the way can explain."""
    met = [[value for value in each if np.isfinite(value).all()] for each in zip(*filter(None, values), strict=False)]
    for a, b, seen in zip(one, other, met, strict=False):
        if a.shape == b.shape and np.isfinite(a).all() and np.isfinite(b).all():
            largest = max((float(np.max(np.abs(value), initial=0)) for value in seen), default=0.0)
            if np.max(np.abs(a - b), initial=0) > FAR * (1 + largest):
                return True
    return False

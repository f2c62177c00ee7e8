"""Rows of a family of instances, in closed form: two atoms, or four, in which the halves of q have equal masses.

Dictionary
    rows        (log a, 0, 0, ...) or t (1, -1, -1, ...); of four, (0, log a, log a, 0) or t (1, 1, -1, -1)
    moves       (1, -1, -1, ...); of four, (1, -1, -1, 1)
    kinds_of    which matrices have which rows
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import sympy

from lora_symbolic.language.term import Term, subterms, variables

ATOM = sympy.Dummy("a", positive=True)
SMALL = sympy.Dummy("t", positive=True)  # a scalar of the reader may have this name
WIDE = 4
FREE = ("atoms", "moves")
SAID: Mapping[int, Mapping[str, str]] = {
    2: {"atoms": "(log a, 0)", "moves": "t (1, -1)"},
    WIDE: {"atoms": "(0, log a, log a, 0)", "moves": "t (1, 1, -1, -1)"},
}
MOVED: Mapping[int, str] = {2: "(1, -1)", WIDE: "(1, -1, -1, 1)"}
MOST_FREE = 3


def rows(kind: str, shape: tuple[int, int]) -> Any:
    """The rows of a matrix that is free."""
    if kind == "moves":
        return (_alike(shape, 1, 1, -1, -1) if shape[1] == WIDE else moves(shape)) * SMALL
    if shape[1] == WIDE:
        return _alike(shape, 0, 1, 1, 0) * sympy.log(ATOM)
    return _alike(shape, *([1] + [0] * (shape[1] - 1))) * sympy.log(ATOM)


def moves(shape: tuple[int, int]) -> Any:
    """The rows by which a matrix moves that hypotheses bound.

    >>> moves((1, 2)).tolist(), moves((1, 4)).tolist()
    ([[1, -1]], [[1, -1, -1, 1]])
    """
    return _alike(shape, 1, -1, -1, 1) if shape[1] == WIDE else _alike(shape, *([1] + [-1] * (shape[1] - 1)))


def _alike(shape: tuple[int, int], *row: int) -> Any:
    return np.array([[sympy.Integer(entry) for entry in row]] * shape[0], dtype=object)


def kinds_of(free: Sequence[Term], terms: Sequence[Term], wide: bool) -> Iterator[dict[str, str]]:
    """The rows of each free matrix; of four entries those in an exponential have atoms, the others moves."""
    if wide:
        inside = {v for node in subterms(*terms) if node.op in ("softmax", "exp") for v in variables(node)}
        yield {v.name: "atoms" if v in inside else "moves" for v in free}
        return
    for kinds in product(FREE, repeat=min(len(free), MOST_FREE)):
        yield dict(zip((v.name for v in free), kinds, strict=False))

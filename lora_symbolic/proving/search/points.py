"""Points: small matrices in a fixed order, for a search that depends on nothing but the statement.

Dictionary
    Point, Batch          a matrix for each name; many of them at once, a further axis in front
    every_small(shapes)   all matrices with entries among the first of LEVELS, as many levels as there is room for
    constant(shapes)      matrices of equal entries, among the first of CONSTANTS
    random_point(...)     integers, or sixteenths
    as_text(point)        the entries as integers and fractions

Entries are dyadic, so floats hold them exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from lora_symbolic.evaluation.numbers import Array

Point: TypeAlias = dict[str, Array]
Batch: TypeAlias = dict[str, Array]
Shapes: TypeAlias = Mapping[str, tuple[int, int]]
Matrices: TypeAlias = Mapping[str, tuple[tuple[str, ...], ...]]

LEVELS = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 1.5, -1.5, 4.0, -4.0, 0.25, -0.25, 5.0, -5.0)
CONSTANTS = (1.0, 2.0, 0.5, 3.0, -1.0, 0.0, 10.0, 0.125, -2.0, 100.0, -10.0, 1.0 / 64, 1000.0, -100.0)


def every_small(shapes: Shapes, most: int) -> Batch | None:
    """All matrices of these shapes with entries among two or more of LEVELS, simplest first; None if over `most`.

    >>> every_small({"x": (1, 1)}, 4)["x"].ravel().tolist()
    [0.0, 1.0, -1.0, 2.0]
    """
    ranks = _ranks(sum(rows * cols for rows, cols in shapes.values()), len(LEVELS), most)
    if ranks is None:
        return None
    entries = np.array(LEVELS)[ranks]
    batch: Batch = {}
    begin = 0
    for name, (rows, cols) in shapes.items():
        batch[name] = entries[:, begin : begin + rows * cols].reshape(-1, rows, cols)
        begin += rows * cols
    return batch


def constant(shapes: Shapes, most: int) -> Batch:
    """Matrices of equal entries among the first of CONSTANTS, in every combination for which there is room."""
    ranks = _ranks(len(shapes), len(CONSTANTS), most)
    if ranks is None:
        ranks = np.zeros((1, len(shapes)), dtype=np.int64)
    values = np.array(CONSTANTS)[ranks]
    return {
        name: np.broadcast_to(values[:, place, None, None], (len(values), *shape))
        for place, (name, shape) in enumerate(shapes.items())
    }


def _ranks(places: int, levels: int, most: int) -> Array | None:
    """Every choice of a level for each place, by their sum; as many levels as fit, None where not even two do."""
    fitting = [count for count in range(2, levels + 1) if count**places <= most]
    if not fitting:
        return None
    choices = np.indices((fitting[-1],) * places).reshape(places, -1).T
    ordered: Array = choices[np.argsort(choices.sum(axis=1), kind="stable")]
    return ordered


def at(batch: Batch, number: int) -> Point:
    """One point of a batch."""
    return {name: entries[number] for name, entries in batch.items()}


def as_text(point: Point) -> Matrices:
    """The entries as integers and fractions."""
    return {name: tuple(tuple(str(_exact(entry)) for entry in line) for line in value) for name, value in point.items()}


def _exact(entry: object) -> Fraction:
    return entry if isinstance(entry, Fraction) else Fraction(float(entry))  # type: ignore[arg-type]

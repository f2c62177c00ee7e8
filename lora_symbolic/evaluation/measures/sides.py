"""Sides of a comparison at numbers: in floats for many instances at once, exactly or in balls for one.

Dictionary
    Point            sizes, matrices and scalars
    float_sides      both sides of a link as arrays of floats, batches in front
    certain_sides    both sides of a link exactly where they are rational, else in balls
    holds_at         True when a link certainly holds at a point, False when it certainly fails, None when unknown
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lora_symbolic.language.statement.comparison import Link, Measure, Side

from ..balls import ball_numbers
from ..errors import EvaluationError
from ..exact import RATIONAL
from ..expressions import BALLS, EXACT, FLOATS, Arithmetic, value
from ..interpreter import evaluate_all
from ..numbers import SCREEN, Numbers
from ..rationals import fraction
from .spectral import largest_singular_value

BITS = 256


@dataclass(frozen=True)
class Point:
    """Numbers for everything that a claim speaks of; exact rationals, or floats with batches in front."""

    sizes: Mapping[str, int]
    matrices: Mapping[str, Any]
    scalars: Mapping[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        """The matrices, a scalar as a 1 x 1 one."""
        return {**self.matrices, **{name: [[number]] for name, number in self.scalars.items()}}


def float_sides(link: Link, point: Point) -> tuple[Any, Any]:
    """Both sides in floats; the values of a scalar are arrays of shape (batch, 1, 1)."""
    values = {**point.matrices, **point.scalars}
    left, right = (_side(side, values, point, SCREEN, FLOATS) for side in (link.left, link.right))
    return left, right


def certain_sides(link: Link, point: Point) -> tuple[Any, Any, bool]:
    """Both sides as arrays of objects, and whether they are exact rationals; else they are balls.

    Raises EvaluationError where a side is not defined.
    """
    try:
        exact = [_side(side, point.values, point, RATIONAL, EXACT) for side in (link.left, link.right)]
        return exact[0], exact[1], True
    except (EvaluationError, ValueError):  # a value that is irrational
        numbers = ball_numbers(BITS)
        with numbers.activated():
            left, right = (_side(side, point.values, point, numbers, BALLS) for side in (link.left, link.right))
        return left, right, False


def holds_at(link: Link, point: Point) -> bool | None:
    """Whether a link certainly holds at a point, certainly fails, or neither can be said."""
    left, right, _ = certain_sides(link, point)
    with ball_numbers(BITS).activated():
        pairs = [(a, b) for a, b in zip(*_flat(left, right), strict=True)]
        if link.relation == "=":
            return True if all(_zero(a - b) for a, b in pairs) else False if any(a != b for a, b in pairs) else None
        if link.relation == "<":
            return True if all(a < b for a, b in pairs) else False if any(a >= b for a, b in pairs) else None
        return True if all(a <= b for a, b in pairs) else False if any(a > b for a, b in pairs) else None


def _zero(difference: Any) -> bool:
    return bool(difference == 0)


def _flat(left: Any, right: Any) -> tuple[list[Any], list[Any]]:
    one, other = np.broadcast_arrays(left, right)
    return list(one.ravel()), list(other.ravel())


def _side(side: Side, values: Mapping[str, Any], point: Point, numbers: Numbers, kind: Arithmetic) -> Any:
    """One side as an array; a number is 1 x 1."""
    terms = tuple(dict.fromkeys(side.terms))
    arrays = dict(zip(terms, evaluate_all(terms, values, point.sizes, numbers), strict=True)) if terms else {}
    at: dict[str, Any] = {}
    for name, size in point.sizes.items():
        at[name] = kind.rational(Fraction(size))
    for name, number in point.scalars.items():
        at[name] = np.asarray(number) if kind is FLOATS else kind.rational(Fraction(number))
    for symbol, measure in side.measures.items():
        at[symbol.name] = _measure(measure, arrays[measure.term], kind)
    total: Any = None
    for part in side.parts:
        coefficient = value(part.coefficient, at, kind)
        if part.term is None:
            piece = np.array(coefficient, dtype=float if kind is FLOATS else object)
            piece = piece if piece.ndim >= 2 else piece.reshape(1, 1)
        else:
            array = arrays[part.term]
            if kind is EXACT:
                array = _fractions(array)
            piece = (np.abs(array) if part.absolute else array) * coefficient
        total = piece if total is None else total + piece
    return total


def _fractions(array: Any) -> Any:
    found = np.empty(array.shape, dtype=object)
    found.ravel()[:] = [fraction(entry) for entry in array.ravel()]
    return found


def _measure(measure: Measure, array: Any, kind: Arithmetic) -> Any:
    """A measure of one array; of a batch of arrays of floats as (batch, 1, 1)."""
    if kind is FLOATS:
        return _float_measure(measure.kind, array)[..., None, None]
    entries = _fractions(array) if kind is EXACT else array
    if measure.kind == "value":
        return entries[0, 0]
    size = np.abs(entries)
    if measure.kind == "maxabs":
        return _largest(size.ravel(), kind)
    if measure.kind == "norm-inf":
        return _largest(size.sum(axis=1), kind)
    if measure.kind == "norm-1":
        return _largest(size.sum(axis=0), kind)
    if measure.kind == "norm":
        return kind.root((entries * entries).sum())
    if kind is EXACT:
        raise ValueError("a spectral norm is no rational number")
    return largest_singular_value(entries)


def _float_measure(kind: str, array: Any) -> Any:
    size = np.abs(array)
    if kind == "value":
        return array[..., 0, 0]
    if kind == "maxabs":
        return size.max(axis=(-1, -2))
    if kind == "norm-inf":
        return size.sum(axis=-1).max(axis=-1)
    if kind == "norm-1":
        return size.sum(axis=-2).max(axis=-1)
    if kind == "norm":
        return np.sqrt((array * array).sum(axis=(-1, -2)))
    finite = np.nan_to_num(array)
    return np.linalg.svd(finite, compute_uv=False).max(axis=-1)


def _largest(entries: Any, kind: Arithmetic) -> Any:
    largest = entries[0]
    for entry in entries[1:]:
        largest = kind.larger(largest, entry)
    return largest

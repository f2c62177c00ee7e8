"""Traced tensors: terms with the number of axes that the tensor has.

Dictionary
    Traced          a term and 0, 1 or 2 axes: a scalar, a column that stands for a vector, a matrix
    traced          a tensor, a size or an exact number as one of them
    exact           a number of a program as the rational number that was meant
    together        two operands as PyTorch broadcasts them: a vector beside a matrix is a row
    axis            an axis counted from either end, from 0
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from lora_symbolic.language.operations import scalar
from lora_symbolic.language.size import Size
from lora_symbolic.language.term import Term

from ..errors import ConversionError

FINEST = 2**20  # halves, quarters, ... are what they look like; 0.1 is not


@dataclass(frozen=True)
class Traced:
    """A tensor of the traced function as a term."""

    term: Term
    axes: int

    @property
    def shape(self) -> tuple[Size, ...]:
        """The sizes along its axes."""
        return self.term.shape[: self.axes]

    @property
    def as_matrix(self) -> Term:
        """The term as it stands beside a matrix: a vector is a row."""
        return self.term.T if self.axes == 1 else self.term


def exact(value: object) -> Fraction:
    """A number as the rational that it is; ConversionError for one that only comes near what was meant.

    >>> exact(0.25)
    Fraction(1, 4)
    """
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, float) and isfinite(value) and Fraction(value).denominator <= FINEST:
        return Fraction(value)
    raise ConversionError(f"{value!r}: expected an integer or an exact fraction such as 0.25; or make it an argument")


def traced(value: object) -> Traced:
    """A tensor as it is; a size or a number as a scalar; ConversionError for anything else."""
    if isinstance(value, Traced):
        return value
    return Traced(scalar(value if isinstance(value, Size) else exact(value)), 0)


def together(left: object, right: object) -> tuple[Term, Term, int]:
    """Two operands, and the number of axes of what is made of them entry by entry."""
    one, other = traced(left), traced(right)
    axes = max(one.axes, other.axes)
    if axes == 2:
        return one.as_matrix, other.as_matrix, axes
    return one.term, other.term, axes


def axis(dim: object, axes: int) -> int:
    """An axis counted from 0; ConversionError where there is none."""
    if type(dim) is not int or not -axes <= dim < axes:
        raise ConversionError(f"dim = {dim!r} of a tensor with {axes} axes; expected one of them")
    return dim % axes

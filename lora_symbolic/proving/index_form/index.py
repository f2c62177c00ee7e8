"""Indices and references: how an entry of a matrix is named in the index form.

Dictionary
    Index           a summation index or a free one, with its range
    UNIT            the only position of an axis of size 1
    Digits          a position of an axis of size m n given by its digits (i, j): i n + j
    Part            a position of an axis that is cut into parts: which part, and where in it
    Ref             any of these
    leaves(ref)     the indices in a reference
    skeleton(ref)   the reference with its indices replaced by their ranges: what a template depends on
    fresh(ref)      the same reference with free indices of its own
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import reduce
from itertools import count
from operator import mul
from typing import NamedTuple, TypeAlias

from lora_symbolic.errors import LoraSymbolicError
from lora_symbolic.language.size import ONE, Size, total

_serial = count()


class OutsideFragment(LoraSymbolicError):
    """The statement lies outside what the canonical form covers; the answer is then `undecided`."""


class TooLarge(OutsideFragment):
    """The canonical form would take too long, or too much memory."""


class Index:
    """An index over a range; `free` until it has been summed over."""

    __slots__ = ("free", "serial", "size")

    def __init__(self, range_size: Size, free: bool = True) -> None:
        self.size = range_size
        self.free = free
        self.serial = next(_serial)

    def __repr__(self) -> str:
        return f"i{self.serial}"


class Digits(NamedTuple):
    """Mixed-radix digits, the most significant first."""

    refs: tuple[Ref, ...]


class Part(NamedTuple):
    """A position in one part of an axis cut into parts of these sizes."""

    sizes: tuple[Size, ...]
    position: int
    ref: Ref


Ref: TypeAlias = Index | Digits | Part | None
UNIT: Ref = None


def leaves(ref: Ref) -> Iterator[Index]:
    """The indices in a reference, from left to right."""
    if type(ref) is Index:
        yield ref
    elif type(ref) is Digits:
        for digit in ref.refs:
            yield from leaves(digit)
    elif type(ref) is Part:
        yield from leaves(ref.ref)


def ref_size(ref: Ref) -> Size:
    """The size of the axis that a reference points into."""
    if type(ref) is Index:
        return ref.size
    if type(ref) is Digits:
        return reduce(mul, (ref_size(digit) for digit in ref.refs))
    if type(ref) is Part:
        return total(ref.sizes)
    return ONE


def digits(refs: tuple[Ref, ...]) -> Ref:
    """The reference with these digits; nested digits are spliced, digits of an axis of size 1 dropped."""
    flat: list[Ref] = []
    for ref in refs:
        if type(ref) is Digits:
            flat.extend(ref.refs)
        elif ref is not UNIT:
            flat.append(ref)
    if not flat:
        return UNIT
    return flat[0] if len(flat) == 1 else Digits(tuple(flat))


def map_ref(ref: Ref, mapping: Mapping[Index, Ref]) -> Ref:
    """The reference with its indices replaced."""
    if type(ref) is Index:
        return mapping.get(ref, ref)
    if type(ref) is Digits:
        return digits(tuple(map_ref(digit, mapping) for digit in ref.refs))
    if type(ref) is Part:
        return Part(ref.sizes, ref.position, map_ref(ref.ref, mapping))
    return UNIT


def skeleton(ref: Ref) -> Hashable:
    """The reference with its indices replaced by their ranges."""
    if type(ref) is Index:
        found: Hashable = ref.size
        return found
    if type(ref) is Digits:
        return ("digits", *(skeleton(digit) for digit in ref.refs))
    if type(ref) is Part:
        return ("part", ref.sizes, ref.position, skeleton(ref.ref))
    return None


def fresh(ref: Ref) -> Ref:
    """The same reference with free indices of its own."""
    if type(ref) is Index:
        return Index(ref.size)
    if type(ref) is Digits:
        return Digits(tuple(fresh(digit) for digit in ref.refs))
    if type(ref) is Part:
        return Part(ref.sizes, ref.position, fresh(ref.ref))
    return UNIT

"""Small sizes: the choices of integers for the size symbols of some terms, in the order in which to try them.

Dictionary
    small_sizes(terms, count)      by total first, and before the end some where no size is 1
    smaller_sizes(terms, sizes)    every choice that is nowhere larger, by total
    coinciding(choices)            how many pairs of sizes are equal in every choice
    Possible(terms, names)         the test that a choice gives every matrix a row and a column
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product
from math import ceil
from operator import add
from typing import cast

from lora_symbolic.evaluation import EvaluationError, size_at
from lora_symbolic.evaluation.sizes import rational_at
from lora_symbolic.language.size import Size
from lora_symbolic.language.term import Term, subterms

from .naming import size_order

LARGEST = 3
LARGEST_MATRIX = 20_000
MOST_LARGER = 5_000
MOST_RAISES = 200


def coinciding(choices: Sequence[tuple[int, ...]]) -> int:
    """The number of pairs of sizes that are equal in every choice: a claim true only for equal sizes hides there.

    >>> coinciding([(1, 1, 1), (2, 2, 3)])
    1
    """
    columns = list(zip(*choices, strict=True))
    return sum(one == other for one, other in combinations(columns, 2))


def small_sizes(terms: Sequence[Term], count: int, largest_matrix: int = LARGEST_MATRIX) -> Iterator[dict[str, int]]:
    """At most `count` choices of sizes at which every matrix has at least one row and one column.

    >>> from lora_symbolic.language import matrix
    >>> list(small_sizes((matrix("X", "d - r", "r"),), 2))
    [{'d': 2, 'r': 1}, {'d': 3, 'r': 1}]

    The last quarter of the choices have no size 1, so that a claim with many sizes is tried there too.
    Where no small choice will do, as for a side d - 10, the choices begin where every side becomes positive.
    """
    names = size_order(*terms)
    largest = LARGEST if len(names) <= 7 else 2
    every = sorted(
        product(range(1, largest + 1), repeat=len(names)),
        key=lambda choice: (sum(choice), max(choice, default=0), choice),
    )
    possible = Possible(terms, names, largest_matrix)
    first = count - count // 4
    chosen = [choice for choice in every[: 40 * count] if possible(choice)][:first]
    beyond = [choice for choice in every if min(choice, default=2) >= 2 and choice not in chosen]
    chosen += [choice for choice in beyond[: 40 * count] if possible(choice)][: count - len(chosen)]
    yield from (dict(zip(names, choice, strict=True)) for choice in chosen[:count] or _larger(possible, count))


def _larger(possible: Possible, count: int) -> list[tuple[int, ...]]:
    """Choices that begin where every side becomes positive, by their total."""
    least = _least(possible)
    if least is None:
        return []
    steps = next((steps for steps in (30, 10, 6, 4, 3) if steps ** len(least) <= MOST_LARGER), 2)
    offsets = sorted(
        islice(product(range(steps), repeat=len(least)), MOST_LARGER), key=lambda choice: (sum(choice), choice)
    )
    choices = (tuple(map(add, least, offset)) for offset in offsets)
    return list(islice(filter(possible, choices), count))


def _least(possible: Possible) -> tuple[int, ...] | None:
    """Sizes found by raising, again and again, the one that helps most a side that is not yet positive."""
    sizes = dict.fromkeys(possible.names, 1)
    sides = tuple(dict.fromkeys(side for shape in possible.shapes for side in shape))
    for _ in range(MOST_RAISES):
        short = next(((side, value) for side in sides if (value := rational_at(side, sizes)) < 1), None)
        if short is None:
            return tuple(sizes.values())
        side, value = short
        gains = {name: rational_at(side, {**sizes, name: sizes[name] + 1}) - value for name in sizes}
        best = max(gains, key=lambda name: gains[name], default=None)
        if best is None or gains[best] <= 0:
            return None
        sizes[best] += ceil((1 - value) / gains[best])
    return None


def smaller_sizes(terms: Sequence[Term], sizes: dict[str, int], count: int = 60) -> Iterator[dict[str, int]]:
    """Choices that are nowhere larger and somewhere smaller, smallest total first."""
    names = tuple(sizes)
    possible = Possible(terms, names)
    below = sorted(
        product(*(range(1, value + 1) for value in sizes.values())), key=lambda choice: (sum(choice), choice)
    )
    yield from (dict(zip(names, choice, strict=True)) for choice in below[:-1][:count] if possible(choice))


class Possible:
    """Whether a choice of sizes gives every matrix a size of at least 1 x 1, and none is huge."""

    def __init__(self, terms: Sequence[Term], names: tuple[str, ...], largest_matrix: int = LARGEST_MATRIX) -> None:
        self.names = names
        self.largest_matrix = largest_matrix
        self.shapes = dict.fromkeys(node.shape for node in subterms(*terms))
        self.scalars = {node.data[0] for node in subterms(*terms) if node.op == "size"}

    def __call__(self, choice: tuple[int, ...]) -> bool:
        sizes = dict(zip(self.names, choice, strict=True))
        try:
            for expression in self.scalars:
                rational_at(cast(Size, expression), sizes)
            return all(size_at(m, sizes) * size_at(n, sizes) <= self.largest_matrix for m, n in self.shapes)
        except EvaluationError:
            return False

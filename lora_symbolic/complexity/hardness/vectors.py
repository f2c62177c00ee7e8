"""Problems on two lists of n vectors in {0,1}^m: orthogonal vectors, and bichromatic closest pair with a gap.

Dictionary
    OrthogonalVectors   is there a pair with <a, b> = 0?
    ClosestPair         is there a pair at Hamming distance <= near, when all pairs else are at distance >= far?
    by_all_pairs        the answer by looking at all n^2 pairs: the independent answer
    by_enumeration      ClosestPair for small distances: list the ball around each a, look each point up among the b
    ball_size           the number of points of {0,1}^m within a distance
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from random import Random

Vector = tuple[int, ...]
Vectors = tuple[Vector, ...]


def _check(left: Vectors, right: Vectors) -> None:
    widths = {len(vector) for vector in (*left, *right)}
    if not left or len(left) != len(right) or len(widths) != 1:
        raise ValueError(
            f"{len(left)} and {len(right)} vectors of widths {sorted(widths)}; expected as many, of one width"
        )
    if any(entry not in (0, 1) for vector in (*left, *right) for entry in vector):
        raise ValueError("an entry other than 0 and 1")


@dataclass(frozen=True)
class OrthogonalVectors:
    """Two lists of as many vectors of one width; ValueError otherwise."""

    left: Vectors
    right: Vectors

    def __post_init__(self) -> None:
        _check(self.left, self.right)


@dataclass(frozen=True)
class ClosestPair:
    """The same with two distances near < far: every instance has a pair within `near`, or none below `far`."""

    left: Vectors
    right: Vectors
    near: int
    far: int

    def __post_init__(self) -> None:
        _check(self.left, self.right)
        if not 0 <= self.near < self.far <= len(self.left[0]):
            raise ValueError(f"distances {self.near} and {self.far} in width {len(self.left[0])}")


def inner(a: Vector, b: Vector) -> int:
    """<a, b>."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def distance(a: Vector, b: Vector) -> int:
    """The Hamming distance, the sum of a + b - 2 a b."""
    return sum(x != y for x, y in zip(a, b, strict=True))


def by_all_pairs(problem: OrthogonalVectors | ClosestPair) -> bool:
    """The answer, from all pairs.

    >>> by_all_pairs(OrthogonalVectors(((1, 0),), ((0, 1),))), by_all_pairs(OrthogonalVectors(((1, 0),), ((1, 1),)))
    (True, False)

    Raises ValueError when a closest-pair instance breaks its promise.
    """
    if isinstance(problem, OrthogonalVectors):
        return any(inner(a, b) == 0 for a in problem.left for b in problem.right)
    least = min(distance(a, b) for a in problem.left for b in problem.right)
    if problem.near < least < problem.far:
        raise ValueError(f"least distance {least}, between {problem.near} and {problem.far}")
    return least <= problem.near


def by_enumeration(problem: ClosestPair) -> bool:
    """The same by n times the ball's size look-ups: for small distances this is below n^2.

    >>> by_enumeration(ClosestPair(((1, 0, 0),), ((0, 0, 0),), 1, 3))
    True
    """
    known = set(problem.right)
    width = len(problem.left[0])
    for a in problem.left:
        for size in range(problem.near + 1):
            for places in combinations(range(width), size):
                if tuple(1 - x if k in places else x for k, x in enumerate(a)) in known:
                    return True
    return False


def ball_size(width: int, radius: int) -> int:
    """sum_(k <= radius) C(width, k)."""
    return sum(comb(width, k) for k in range(radius + 1))


def random_closest_pair(random: Random, count: int, width: int, gap: int, near: bool) -> ClosestPair:
    """Random vectors whose least distance is the near one, or the far one, as asked; there is always such an instance.

    Raises ValueError for a gap that does not fit the width.
    """
    if not 1 <= gap < width:
        raise ValueError(f"gap {gap} in width {width}")
    while True:
        left = tuple(tuple(random.randrange(2) for _ in range(width)) for _ in range(count))
        right = tuple(tuple(random.randrange(2) for _ in range(width)) for _ in range(count))
        least = min(distance(a, b) for a in left for b in right)
        if near and least + gap <= width:
            return ClosestPair(left, right, least, least + gap)
        if not near and least >= gap:
            return ClosestPair(left, right, least - gap, least)
        if not near:  # ask for more distance: the right side is drawn near the complement of one of the left
            centre = left[0]
            left = tuple(_flipped(random, centre) for _ in range(count))
            right = tuple(_flipped(random, tuple(1 - x for x in centre)) for _ in range(count))
            least = min(distance(a, b) for a in left for b in right)
            if least >= gap:
                return ClosestPair(left, right, least - gap, least)


def _flipped(random: Random, vector: Vector) -> Vector:
    place = random.randrange(len(vector))
    return tuple(1 - x if k == place else x for k, x in enumerate(vector))

"""Signs: what is known of the sign of a number, and what follows for sums and products.

Dictionary
    Signs          the signs that a number may have: a subset of {-1, 0, 1}
    plus, times    the signs of a sum, of a product of two numbers
    square         the signs of a square
    total          the signs of a sum of one or more such numbers
"""

from __future__ import annotations

Signs = frozenset[int]

ANY: Signs = frozenset({-1, 0, 1})
ZERO: Signs = frozenset({0})
POSITIVE: Signs = frozenset({1})
NOT_NEGATIVE: Signs = frozenset({0, 1})


def plus(left: Signs, right: Signs) -> Signs:
    """The signs of a sum.

    >>> sorted(plus(POSITIVE, NOT_NEGATIVE)), sorted(plus(POSITIVE, frozenset({-1})))
    ([1], [-1, 0, 1])
    """
    return frozenset(sign for one in left for other in right for sign in (ANY if one * other < 0 else (one or other,)))


def times(left: Signs, right: Signs) -> Signs:
    """The signs of a product."""
    return frozenset(one * other for one in left for other in right)


def square(signs: Signs) -> Signs:
    """The signs of a square."""
    return frozenset(sign * sign for sign in signs)


def total(signs: Signs) -> Signs:
    """The signs of a sum of one or more numbers with these signs."""
    return plus(signs, signs)

"""Names set aside: what is the same for two statements that differ only in what matrices and sizes are called.

Dictionary
    size_order(t, ...)    the names of the size symbols, in an order that does not depend on the names
    fingerprint(t, ...)   a text that two statements share exactly when a renaming turns one into the other
    seed_of(t, ...)       a seed for random choices, a function of the fingerprint

Sizes are told apart by where they occur and with which coefficients and exponents; the names decide only between sizes
that this leaves alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from lora_symbolic.language.size import Size
from lora_symbolic.language.term import Term, subterms

Powers: TypeAlias = tuple[tuple[str, int], ...]
Monomials: TypeAlias = tuple[tuple[int, Fraction, Powers], ...]  # above (0) or below (1) the line, coefficient, powers


def size_order(*terms: Term) -> tuple[str, ...]:
    """The names of the size symbols: those that occur first come first, those with a plus before those with a minus.

    >>> from lora_symbolic.language import matrix
    >>> [size_order(matrix("X", "L", side)) for side in ("d - r", "a - b", "b - a")]
    [('L', 'd', 'r'), ('L', 'a', 'b'), ('L', 'b', 'a')]
    """
    expressions = [_monomials(expression) for expression in _expressions(terms)]
    names = sorted({name for expression in expressions for _, _, powers in expression for name, _ in powers})
    return tuple(sorted(names, key=lambda name: tuple(_role(name, expression) for expression in expressions)))


def _expressions(terms: tuple[Term, ...]) -> tuple[Size, ...]:
    found: dict[Size, None] = {}
    for node in subterms(*terms):
        found.update(dict.fromkeys(node.shape))
        found.update(dict.fromkeys(item for item in node.data if isinstance(item, Size)))
    return tuple(expression for expression in found if expression.names)


def _role(name: str, expression: Monomials) -> tuple[object, ...]:
    """How a size occurs in an expression, in numbers that sort; where it does not occur, it comes last."""
    roles = sorted(
        (part, -coefficient, -power, sorted(other for _, other in powers))
        for part, coefficient, powers in expression
        for symbol, power in powers
        if symbol == name
    )
    return (0, roles) if roles else (1,)


@lru_cache(maxsize=4096)
def _monomials(expression: Size) -> Monomials:
    """The monomials above and below the line; of the two signs that a fraction may have, one whatever the names are."""
    above, below = expression.numerator, expression.denominator
    signs = [_part(0, sign * above) + _part(1, sign * below) for sign in (1, -1)]
    return min(signs, key=lambda found: sorted((part, -c, sorted(power for _, power in p)) for part, c, p in found))


def _part(part: int, value: Size) -> Monomials:
    return tuple((part, Fraction(coefficient), monomial) for monomial, coefficient in value.above)


def fingerprint(*terms: Term) -> str:
    """A text that two statements share exactly when a renaming of matrices and of sizes turns one into the other.

    >>> from lora_symbolic.language import matrix
    >>> X, Y, Z = matrix("X", "m", "n"), matrix("Y", "n", "m"), matrix("Z", "m", "n")
    >>> fingerprint(X @ Y) == fingerprint(matrix("P", "a", "b") @ matrix("Q", "b", "a"))
    True
    >>> fingerprint(X * X) == fingerprint(X * Z)
    False
    """
    ranks = {name: rank for rank, name in enumerate(size_order(*terms))}
    matrices: dict[str, int] = {}
    places: dict[Term, int] = {}
    lines = []
    for node in subterms(*terms):
        places[node] = len(places)
        data = [matrices.setdefault(node.name, len(matrices))] if node.op == "var" else []
        shown = [_shown(item, ranks) for item in node.data[len(data) :]]
        lines.append((node.op, [places[child] for child in node.args], data, shown, node.is_scalar))
    return repr((lines, [places[term] for term in terms]))


def _shown(item: object, ranks: Mapping[str, int]) -> object:
    if not isinstance(item, Size):
        return str(item)
    return sorted(
        (part, str(coefficient), sorted((ranks[name], power) for name, power in powers))
        for part, coefficient, powers in _monomials(item)
    )


def seed_of(*terms: Term) -> int:
    """A seed of 32 bits for random choices about these terms, whatever they are called."""
    return int.from_bytes(hashlib.sha256(fingerprint(*terms).encode()).digest()[:4], "big")

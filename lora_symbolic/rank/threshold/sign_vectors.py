"""The family of all sign vectors: logits of width log2 L whose softmax no thin product approximates.

L = 2^m tokens are the sign vectors of length m, C1 = C2 = gamma X, W = 1, so |C1 W| = |C2| = gamma and d = m = log2 L.
Adding a bit is a Kronecker product, so f is the m-th Kronecker power of [[1 - p, p], [p, 1 - p]], p = 1/(1 + e^(2 s)),
s = beta gamma^2. Hence its eigenvalues are tanh(s)^k, C(m, k) times each, and

    every L x L matrix within less than tanh(s)^m / L of f, entry by entry, is invertible,

while f - tanh(s)^m v v^T, v = (1, -1)^(x m) / sqrt(L), is singular and exactly that far from f.

Dictionary
    sign_vectors        the L rows
    softmax_of          f from its definition, in balls
    distance_to_singular    certified lower bound on the distance, from the inverse of f, by elimination alone
    closed_distance     tanh(s)^m / L as an enclosure
    nearest_singular    the singular matrix at that distance, in balls
    forced_exponent     1 - log2 tanh(s): accuracy L^-c with a larger c forces rank L
    rank_window         for each rank the smallest error possible lies between two numbers
    forced_rank         the rank that an error forces at least
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from flint import arb, arb_mat, ctx

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.approximation.polynomials.polynomial import Enclosure
from lora_symbolic.evaluation.rationals import as_ball, fraction

MAX_BITS_OF_TOKENS = 9
WORKING = 192


def sign_vectors(bits: int) -> tuple[tuple[int, ...], ...]:
    """All sign vectors of this length, 2^bits of them."""
    if not 1 <= bits <= MAX_BITS_OF_TOKENS:
        raise ApproximationError(f"{bits} bits; expected 1 to {MAX_BITS_OF_TOKENS}")
    return tuple(product((1, -1), repeat=bits))


def softmax_of(rows: tuple[tuple[int, ...], ...], scale: Fraction) -> arb_mat:
    """softmax(scale X X^T) from its definition, as an arb_mat at the precision in force."""
    values = [[(as_ball(scale) * sum(a * b for a, b in zip(u, v, strict=True))).exp() for v in rows] for u in rows]
    return arb_mat([[value / sum(row, arb(0)) for value in row] for row in values])


def distance_to_singular(matrix: arb_mat) -> Fraction:
    """A number that every singular matrix differs from this one by at least, in some entry.

    If M v = 0 with |v| = 1 then v = F^-1 (F - M) v, so 1 <= |F^-1|_row * L * |F - M|.
    """
    tokens = matrix.nrows()
    inverse = matrix.inv()
    largest = arb(0)
    for i in range(tokens):
        largest = largest.max(sum((abs(inverse[i, j]) for j in range(tokens)), arb(0)))
    return fraction((1 / (tokens * largest)).lower())


def enclosure_of(value: arb) -> Enclosure:
    """A ball as two exact numbers."""
    return Enclosure(fraction(value.lower()), fraction(value.upper()))


def closed_distance(bits: int, scale: Fraction) -> Enclosure:
    """tanh(scale)^bits / 2^bits, certified.

    >>> found = closed_distance(3, Fraction(1))
    >>> 0.0552 < found.low <= found.high < 0.0553
    True
    """
    with ctx.workprec(WORKING + 8 * bits):
        return enclosure_of(as_ball(scale).tanh() ** bits / arb(2) ** bits)


def nearest_singular(bits: int, scale: Fraction) -> arb_mat:
    """f - tanh(scale)^bits v v^T: singular, and exactly closed_distance from f in every entry."""
    rows = sign_vectors(bits)
    step = as_ball(scale).tanh() ** bits / len(rows)
    matrix = softmax_of(rows, scale)
    signs = [math.prod(row) for row in rows]
    return arb_mat([[matrix[i, j] - step * signs[i] * signs[j] for j in range(len(rows))] for i in range(len(rows))])


def forced_exponent(scale: Fraction) -> Enclosure:
    """1 - log2 tanh(scale), certified: tanh(scale)^m / 2^m = L^-exponent at every L = 2^m.

    >>> found = forced_exponent(Fraction(1))
    >>> 1.3928 < found.low <= found.high < 1.3930
    True

    Raises ApproximationError unless the scale is positive.
    """
    if scale <= 0:
        raise ApproximationError(f"beta gamma^2 is {scale}; expected a positive number")
    with ctx.workprec(WORKING):
        return enclosure_of(1 - as_ball(scale).tanh().log() / arb(2).log())


@dataclass(frozen=True)
class RankWindow:
    """At this rank the smallest possible largest error lies between `low` and `high`."""

    rank: int
    low: Fraction
    high: Fraction


def rank_window(bits: int, scale: Fraction) -> tuple[RankWindow, ...]:
    """For the ranks C(m, 0) + ... + C(m, k) - the largest eigenvalues kept - two bounds on the least error.

    Below: a matrix of smaller or equal rank is at least the root of the sum of the squares of the other eigenvalues
    away in Frobenius norm, and L times the largest entry is at least that. Above: the kept part itself.

    >>> [window.rank for window in rank_window(3, Fraction(1))]
    [1, 4, 7, 8]
    """
    windows, rank = [], 0
    with ctx.workprec(WORKING + 8 * bits):
        t, tokens = as_ball(scale).tanh(), arb(2) ** bits
        for kept in range(bits + 1):
            rank += math.comb(bits, kept)
            rest = range(kept + 1, bits + 1)
            squares = sum((math.comb(bits, k) * t ** (2 * k) for k in rest), arb(0))
            sums = sum((math.comb(bits, k) * t**k for k in rest), arb(0))
            low, high = squares.sqrt() / tokens, sums / tokens
            windows.append(RankWindow(rank, fraction(low.lower()), fraction(high.upper())))
    return tuple(windows)


def forced_rank(bits: int, scale: Fraction, error: Fraction) -> int:
    """A rank that every matrix within this error of f has at least, certified.

    >>> forced_rank(3, Fraction(1), Fraction(1, 20)), forced_rank(3, Fraction(1), Fraction(1, 2))
    (8, 1)
    """
    if error < closed_distance(bits, scale).low:
        return 1 << bits
    too_small = [window.rank for window in rank_window(bits, scale) if window.low > error]
    return 1 + max(too_small, default=0)

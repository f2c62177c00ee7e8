"""Ranks: what the rank of a polynomial of a logit matrix is, exactly, with certificates.

Dictionary
    rank_bound          C(w + g, g), the number of monomials; tight for every width w and degree g
    sources_rank        C(2(g + w), 2g), the larger number of the literature
    RankCertificate     one cell of a table: at the lattice points the matrix has this determinant, which is not 0
    certify_rank        makes the certificate of a cell; `confirm_rank` checks one by other arithmetic
    generic_rank        the exact rank at given integer points, modulo a prime: a lower bound for almost all points
    width_in_force      the rank of a weight, exactly: the inner width that counts
    split_weight        W = P Q through that rank, exactly
    RankGap             singular values in many digits on both sides of the claimed rank
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat, nmod, nmod_mat

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.evaluation.rationals import fraction, rational

from .features import (
    Array,
    Exponent,
    Polynomial,
    Rows,
    checked_sides,
    coefficients_of,
    exponents,
    features,
    multinomial,
    rank_bound,
)

Points: TypeAlias = Sequence[Sequence[int]]
PRIME = 2**61 - 1
MAX_CERTIFIED = 400


def sources_rank(width: int, degree: int) -> int:
    """C(2(g + w), 2g), the bound of the paper's sources.

    >>> sources_rank(2, 3), rank_bound(2, 3)
    (210, 10)
    """
    checked_sides(width, degree)
    return math.comb(2 * (degree + width), 2 * degree)


def lattice(width: int, degree: int) -> tuple[Exponent, ...]:
    """The points of N^width with coordinates that sum to at most the degree: as many as there are monomials."""
    return tuple(exponent for exponent, _, _ in exponents(width, degree))


def vandermonde_determinant(width: int, degree: int) -> int:
    """The determinant of all monomials at all lattice points: the product over the lattice of a_1! ... a_w!.

    The falling factorial x_1 (x_1 - 1) ... of exponent b vanishes at the point a unless a >= b in every coordinate, so
    in that basis the matrix is triangular; its diagonal is a_1! ... a_w!, and the change of basis has determinant 1.

    >>> vandermonde_determinant(1, 3) == 1 * 1 * 2 * 6
    True
    """
    return math.prod(math.prod(math.factorial(part) for part in point) for point in lattice(width, degree))


def polynomial_determinant(coefficients: Sequence[Fraction], width: int) -> Fraction:
    """det P(A A^T) at the lattice points A, by Phi diag(weights) Phi^T: not 0 as long as no coefficient is.

    >>> polynomial_determinant([Fraction(1), Fraction(1)], 1)
    Fraction(1, 1)
    """
    degree = len(coefficients) - 1
    weights = (coefficients[sum(point)] * multinomial(point) for point in lattice(width, degree))
    return math.prod(weights, start=Fraction(1)) * vandermonde_determinant(width, degree) ** 2


@dataclass(frozen=True)
class RankCertificate:
    """A cell of the table: at the lattice points of N^width the matrix sum_t <a, b>^t / t! has full rank.

    `determinant` is its residue modulo `prime`; since it is not 0, the rank over Q is `rank`, and it is so for almost
    all points. No matrix of inner width `width` has a larger one, because `rank` monomials suffice.
    """

    width: int
    degree: int
    rank: int
    determinant: int
    prime: int = PRIME


def taylor_coefficients(degree: int) -> tuple[Fraction, ...]:
    """1/t! for t = 0, ..., degree: none is zero."""
    return tuple(Fraction(1, math.factorial(t)) for t in range(degree + 1))


def certify_rank(width: int, degree: int) -> RankCertificate:
    """The certificate of one cell, from the determinant in closed form.

    >>> certify_rank(2, 3).rank
    10
    """
    rank = rank_bound(width, degree)
    exact = polynomial_determinant(taylor_coefficients(degree), width)
    residue = exact.numerator * pow(exact.denominator, -1, PRIME) % PRIME
    return RankCertificate(width, degree, rank, residue)


def confirm_rank(certificate: RankCertificate) -> str | None:
    """None when elimination modulo the prime finds the same determinant and rank, else what differs."""
    width, degree, prime = certificate.width, certificate.degree, certificate.prime
    if certificate.rank != rank_bound(width, degree) or certificate.rank > MAX_CERTIFIED:
        return f"rank {certificate.rank}; expected C({width} + {degree}, {degree}), at most {MAX_CERTIFIED}"
    points = lattice(width, degree)
    matrix = polynomial_modulo(taylor_coefficients(degree), points, points, prime)
    if int(matrix.det()) != certificate.determinant % prime:
        return f"the determinant is {int(matrix.det())} modulo {prime}, not {certificate.determinant}"
    if matrix.rank() != certificate.rank:
        return f"the rank modulo {prime} is {matrix.rank()}, not {certificate.rank}"
    return None


def polynomial_modulo(coefficients: Sequence[Fraction], left: Points, right: Points, prime: int = PRIME) -> nmod_mat:
    """P applied to the entries of left @ right.T, for integer points, modulo a prime."""
    residues = [nmod(value.numerator, prime) / nmod(value.denominator, prime) for value in coefficients]

    def value(logit: int) -> nmod:
        total, x = nmod(0, prime), nmod(logit, prime)
        for residue in reversed(residues):
            total = total * x + residue
        return total

    rows = [[value(sum(a * b for a, b in zip(u, v, strict=True))) for v in right] for u in left]
    return nmod_mat(len(left), len(right), [entry for row in rows for entry in row], prime)


def polynomial_exact(coefficients: Sequence[Fraction], left: Rows, right: Rows) -> fmpq_mat:
    """P applied to the entries of left @ right.T, over Q, as an fmpq_mat."""

    def value(logit: Fraction) -> fmpq:
        total = Fraction(0)
        for coefficient in reversed(coefficients):
            total = total * logit + coefficient
        return rational(total)

    rows = [[value(Fraction(sum(a * b for a, b in zip(u, v, strict=True)))) for v in right] for u in left]
    return fmpq_mat(rows)


def generic_points(tokens: int, width: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """Integer points from a linear congruence: the same on every machine."""
    state, points = seed * 2 + 1, []
    for _ in range(tokens):
        point = []
        for _ in range(width):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            point.append((state >> 33) % 199 - 99)
        points.append(tuple(point))
    return tuple(points)


def generic_rank(coefficients: Sequence[Fraction], width: int, tokens: int, seed: int = 1, prime: int = PRIME) -> int:
    """The rank modulo a prime of P at this many generic integer points; the rank over Q is at least as large.

    >>> generic_rank(taylor_coefficients(2), 2, 9)
    6
    """
    left, right = generic_points(tokens, width, seed), generic_points(tokens, width, seed + 1)
    return int(polynomial_modulo(coefficients, left, right, prime).rank())


def generic_rank_exact(coefficients: Sequence[Fraction], width: int, tokens: int, seed: int = 1) -> int:
    """The same rank over Q."""
    left, right = generic_points(tokens, width, seed), generic_points(tokens, width, seed + 1)
    scaled, _ = polynomial_exact(coefficients, left, right).numer_denom()
    return int(fmpz_mat(scaled).rank())


def as_exact_matrix(weight: Rows) -> fmpq_mat:
    """A matrix of integers, fractions or floats as an fmpq_mat; a float is exactly what it is."""
    rows = np.asarray(weight, dtype=object)
    if rows.ndim != 2 or 0 in rows.shape:
        raise ApproximationError(f"a weight of shape {rows.shape}; expected a matrix")
    return fmpq_mat([[fmpq(*Fraction(value).as_integer_ratio()) for value in row] for row in rows.tolist()])


def width_in_force(weight: Rows) -> int:
    """The exact rank of a weight W: logits C1 W C2^T have this inner width, whatever the width d of the heads.

    >>> width_in_force([[1, 2], [2, 4]])
    1
    """
    return int(as_exact_matrix(weight).rank())


def split_weight(weight: Rows) -> tuple[Array, Array]:
    """W = P Q with P d x w, Q w x d, w the rank of W: C1 P and C2 Q^T are the rows of inner width w.

    P holds the pivot columns of W and Q the rows of its reduced echelon form, exactly.
    """
    exact = as_exact_matrix(weight)
    echelon, rank = exact.rref()
    pivots: list[int] = []
    for row in range(rank):
        pivots.append(next(col for col in range(echelon.ncols()) if echelon[row, col] != 0))
    left = [[fraction(exact[row, col]) for col in pivots] for row in range(exact.nrows())]
    right = [[fraction(echelon[row, col]) for col in range(echelon.ncols())] for row in range(rank)]
    return np.array(left, dtype=object).reshape(-1, rank), np.array(right, dtype=object).reshape(rank, -1)


@dataclass(frozen=True)
class RankGap:
    """Singular values of P(U V^T) in many digits, as decimal strings.

    `last` is the one at the claimed rank, `beyond` the next one (rounding alone), and `above_error` counts those that
    exceed `error` times the number of tokens: an approximation that accurate could do without the others.
    """

    rank: int
    last: str
    beyond: str
    above_error: int
    error: str


def rank_gap(polynomial: Polynomial, left: Rows, right: Rows, error: Fraction, digits: int = 60) -> RankGap:
    """The singular values about the claimed rank, for rational rows left and right of one width.

    Raises ApproximationError when there are no more tokens than the claimed rank.
    """
    width = len(left[0])
    coefficients = coefficients_of(polynomial)
    rank = features(coefficients, width).rank
    if min(len(left), len(right)) <= rank:
        raise ApproximationError(f"{min(len(left), len(right))} tokens; expected more than the rank {rank}")
    exact = polynomial_exact(coefficients, left, right)
    with mpmath.workdps(digits):
        rows = [
            [mpmath.mpf(int(exact[i, j].p)) / int(exact[i, j].q) for j in range(exact.ncols())]
            for i in range(exact.nrows())
        ]
        values = mpmath.svd_r(mpmath.matrix(rows), compute_uv=False)
        level = mpmath.mpf(error.numerator) / error.denominator * len(left)
        above = sum(1 for value in values if value > level)
        shown = (mpmath.nstr(values[rank - 1], 6), mpmath.nstr(values[rank], 6))
    return RankGap(rank, *shown, above, f"{float(error):.3e}")

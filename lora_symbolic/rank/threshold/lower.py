"""Why logits of order log L leave no thin factors: two arguments about the family of all sign vectors.

Dictionary
    distance_steps          for every s = beta gamma^2, every matrix within tanh(s)^m / L of f has rank L
    full_rank_argument      at constant s: accuracy L^-c with c > 1 - log2 tanh(s) forces rank L
    any_power_argument      at s = sqrt(log L): accuracy L^-c, any c > 0, forces rank L^min(1, 2c) / 10 at least
    power_of_two_rank       that last bound at an explicit L, certified
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.ranges import rises
from lora_symbolic.arguments.steps import Setting, algebra, computed, matrices, nonnegative, tends, textbook
from lora_symbolic.evaluation.rationals import fraction, rational
from lora_symbolic.language import block, diag, exp, kron, matrix, ones, reciprocal, rowsum, softmax
from lora_symbolic.language.propositions import Proposition, comparisons, every
from lora_symbolic.language.propositions.factors import NEAR

from .sign_vectors import (
    WORKING,
    closed_distance,
    distance_to_singular,
    forced_exponent,
    nearest_singular,
    sign_vectors,
    softmax_of,
)
from .trace import trace_rank, trace_steps

FIRST_BITS = 4  # from here on m e^(-2 sqrt(m log 2)) is at most 1/4
CHECKED_BITS = (1, 2, 3, 4, 5)
_s = sympy.Symbol("s", positive=True)
_m = sympy.Symbol("m", positive=True)
_L = sympy.Symbol("L", positive=True)


def kronecker_steps() -> tuple[Step, ...]:
    """One symbol more of a word of independent symbols is one Kronecker factor more of the softmax."""
    X, x = matrix("X", "m", "d"), matrix("x", "n", "k")
    bit = block([[kron(X, ones("n", 1)), kron(ones("m", 1), x)]])
    S, R, T, A, B = (matrix(name, size, size) for name, size in zip("SRTAB", "mnlmn", strict=True))
    a, b = matrix("a", "m", 1), matrix("b", "n", 1)
    return (
        matrices(
            "with one symbol more, the logits are S (x) 1 1^T + 1 1^T (x) x x^T, x the rows of the symbols",
            "the rows of the next matrix are those of X with those of x appended, in Kronecker order",
            (bit @ bit.T, kron(X @ X.T, ones("n", "n")) + kron(ones("m", "m"), x @ x.T)),
        ),
        matrices(
            "softmax(S (x) 1 1^T + 1 1^T (x) R) = softmax(S) (x) softmax(R)",
            "exp turns the sum into a Kronecker product, whose row sums and scaled rows are Kronecker products too",
            (exp(kron(S, ones("n", "n")) + kron(ones("m", "m"), R)), kron(exp(S), exp(R))),
            (rowsum(kron(A, B)), kron(rowsum(A), rowsum(B))),
            (diag(reciprocal(kron(a, b))) @ kron(A, B), kron(diag(reciprocal(a)) @ A, diag(reciprocal(b)) @ B)),
            (softmax(T), diag(reciprocal(rowsum(exp(T)))) @ exp(T)),
        ),
    )


def family_steps() -> tuple[Step, ...]:
    """The softmax of the sign vectors is a Kronecker power of a 2 x 2 matrix."""
    p = 1 / (1 + sympy.exp(2 * _s))
    return (
        *kronecker_steps(),
        algebra(
            "for one bit f is [[1 - p, p], [p, 1 - p]] with p = 1/(1 + e^(2 s)), and 1 - 2p = tanh(s); "
            "so f is its m-th Kronecker power",
            "the logits of one bit are s and -s; induction over the bits",
            sympy.exp(-_s) / (sympy.exp(_s) + sympy.exp(-_s)) - p,
            (1 - 2 * p - sympy.tanh(_s)).rewrite(sympy.exp),
        ),
    )


TWO_BY_TWO = Setting(
    ("n",),
    {"p": "1, 1"},
    {
        "o": "ones(1, 1)",
        "one": "block([[o - p, p], [p, o - p]])",
        "other": "block([[o - p, -1 * p], [-1 * p, o - p]])",
        "absolute": "block([[o - p, p], [p, o - p]])",
    },
)


def distance_steps(*scales: Fraction) -> tuple[Step, ...]:
    """Why a singular matrix is at least tanh(s)^m / L away from f, for every s; confirmed at some."""
    A, C = matrix("A", "m", "m"), matrix("C", "m", "m")
    B, D = matrix("B", "n", "n"), matrix("D", "n", "n")
    F, G, M, v = matrix("F", "L", "L"), matrix("G", "L", "L"), matrix("M", "L", "L"), matrix("v", "L", 1)
    return (
        *family_steps(),
        matrices(
            "(A (x) B)(C (x) D) = AC (x) BD, and row sums of Kronecker products are Kronecker products",
            "so f^-1 is the m-th Kronecker power of the inverse of the 2 x 2 matrix, and so are its row sums of |.|",
            (kron(A, B) @ kron(C, D), kron(A @ C, B @ D)),
            (rowsum(kron(A, B)), kron(rowsum(A), rowsum(B))),
        ),
        TWO_BY_TWO.equality(
            "p < 1/2, so that 1 - 2p is positive",
            "one @ other",
            "kron(o - 2 * p, eye(2))",
            "(1 - 2p)^-1 [[1 - p, -p], [-p, 1 - p]] inverts the 2 x 2 matrix",
        ),
        TWO_BY_TWO.equality(
            "so those of |f^-1|, the m-th Kronecker power, are 1/(1 - 2p)^m = 1/tanh(s)^m",
            "rowsum(absolute)",
            "ones(2, 1)",
            "the row sums of absolute values of [[1 - p, -p], [-p, 1 - p]]",
        ),
        matrices(
            "if M v = 0 then v = f^-1 (f - M) v",
            "f^-1 f = 1; G stands for f^-1",
            (G @ (F - M) @ v + G @ (M @ v), G @ F @ v),
        ),
        textbook(
            "hence 1 <= tanh(s)^-m * L * |f - M| for a singular M",
            "take |v| = 1: |N v| <= (largest row sum of |N|) |v|, and each row of f - M has L entries",
            (agree for scale in scales for agree in _distances_agree(scale)),
            f"L = 2^m, m = {', '.join(map(str, CHECKED_BITS))}, by elimination on f as defined"
            + (f", s = {', '.join(map(str, scales))}" if len(scales) > 1 else ""),
        ),
    )


def full_rank_argument(scale: Fraction) -> Argument:
    """Accuracy L^-c with c > 1 - log2 tanh(scale) forces rank L, at every L = 2^m.

    >>> full_rank_argument(Fraction(1)).holds
    True
    """
    exponent = forced_exponent(scale)
    shown = f"{float(exponent.low):.6f}..."
    steps = (
        *distance_steps(scale),
        algebra(
            f"so |f - M| < tanh(s)^m / L = L^-c with c = 1 - log2 tanh(s) = {shown}, makes M invertible: its rank is L",
            "L = 2^m",
            sympy.log(sympy.tanh(_s) ** _m / 2**_m)
            + (1 - sympy.log(sympy.tanh(_s)) / sympy.log(2)) * _m * sympy.log(2),
        ),
        computed(
            "the number cannot be larger: a singular matrix lies at exactly that distance",
            "f minus its smallest eigenvalue times v v^T, v the Kronecker power of (1, -1)/sqrt(2)",
            all(_is_singular_at_the_distance(bits, scale) for bits in CHECKED_BITS),
            f"in balls at m = {', '.join(map(str, CHECKED_BITS))}: it maps the sign vector of parities to 0",
        ),
    )
    exponent_text = f"1 - log(tanh({scale})) / log(2)"
    claim = Proposition(
        every("m > 0", "c > 0"),
        comparisons(f"beta * Gamma**2 = {scale}", "L = 2**m", "d = m", f"c > {exponent_text}", NEAR),
        comparisons("k1 >= L"),
    )
    return Argument(claim, steps)


def _distances_agree(scale: Fraction) -> Iterable[bool]:
    for bits in CHECKED_BITS:
        closed = closed_distance(bits, scale)
        with ctx.workprec(WORKING):
            found = distance_to_singular(softmax_of(sign_vectors(bits), scale))
        yield closed.low * (1 - Fraction(1, 10**12)) <= found <= closed.high


def _is_singular_at_the_distance(bits: int, scale: Fraction) -> bool:
    rows = sign_vectors(bits)
    with ctx.workprec(WORKING):
        matrix_, closed = nearest_singular(bits, scale), closed_distance(bits, scale)
        f = softmax_of(rows, scale)
        parities = [math.prod(row) for row in rows]
        tokens = range(len(rows))
        image = [sum((matrix_[i, j] * parities[j] for j in tokens), arb(0)) for i in tokens]
        gaps = [abs(f[i, j] - matrix_[i, j]) for i in tokens for j in tokens]
        slack = arb(2) ** -100
        near = all(gap > rational(closed.low) - slack and gap < rational(closed.high) + slack for gap in gaps)
        return near and all(value.contains(0) and abs(value) < slack for value in image)


def any_power_argument() -> Argument:
    """At s = sqrt(log L) an accuracy of L^-c forces rank L^min(1, 2c) / 10, for every c > 0.

    >>> any_power_argument().holds
    True
    """
    y, p = sympy.symbols("y p", positive=True)  # y = sqrt(m log 2)
    steps = (
        *family_steps(),
        tends(
            "gamma = (log L)^(1/4) is o(sqrt(log L)) when beta = 1, and beta gamma^2 = sqrt(log L)",
            "the ratio tends to 0",
            _L ** sympy.Rational(1, 4) / sympy.sqrt(_L),
            _L,
            sympy.oo,
            0,
        ),
        nonnegative(
            "p <= e^(-2 s)",
            "p = 1/(1 + e^(2 s)); both sides times (1 + e^(2 s))",
            sympy.expand((1 + sympy.exp(2 * _s)) * sympy.exp(-2 * _s)) - 1,
        ),
        rises(
            f"so m p <= m e^(-2 sqrt(m log 2)) <= 1/4 for all m >= {FIRST_BITS}",
            "the logarithm of 1/(4 m p); put m = y^2/log 2",
            2 * y - sympy.log(y**2 / sympy.log(2)) - sympy.log(4),
            y,
            sympy.sqrt(FIRST_BITS * sympy.log(2)),
        ),
        algebra(
            "the diagonal of f is (1 - p)^m >= 1 - m p >= 3/4 for all m >= 1",
            "Bernoulli's inequality, by induction: (1 - m p)(1 - p) exceeds 1 - (m + 1) p by m p^2",
            ((1 - _m * p) * (1 - p), 1 - (_m + 1) * p + _m * p**2),
        ),
        *trace_steps(),
        computed(
            "at explicit L the bound is above any fixed small power",
            "for L = 2^m with m = 20, 60, 200 and c = 1/10, 1/4, 1",
            all(
                power_of_two_rank(m, c_) >= floor
                for m, c_, floor in ((20, Fraction(1, 4), 10), (60, Fraction(1, 10), 10), (200, Fraction(1), 2**190))
            ),
            "certified in balls",
        ),
    )
    claim = Proposition(
        every("m > 0", "c > 0"),
        comparisons("beta * Gamma**2 = sqrt(log(L))", "L = 2**m", "d = m", f"m >= {FIRST_BITS}", NEAR),
        comparisons("k1 >= L**min(1, 2 * c) / 10"),
    )
    return Argument(claim, steps)


def power_of_two_rank(bits: int, exponent: Fraction) -> int:
    """The least rank within L^-exponent of f at L = 2^bits and s = sqrt(log L), at least; certified.

    >>> power_of_two_rank(40, Fraction(1, 4)) > 2**17
    True
    """
    with ctx.workprec(WORKING + 4 * bits):
        log_tokens = bits * arb(2).log()
        p = 1 / (1 + (2 * log_tokens.sqrt()).exp())
        found = trace_rank(arb(2) ** bits, log_tokens, (1 - p) ** bits, exponent)
        return max(1, math.ceil(fraction(found.lower())))

"""Why the constant decides at Gamma = sqrt(kappa log L): a bound for all factorisations below, Taylor's above.

Dictionary
    constant_argument   at B = kappa log L, d = C log L, accuracy L^-c the least width is L^e with forced <= e <= enough
    forced_steps        the sign vectors' softmax has many eigenvalues above L^(1 - c)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import sympy
from flint import arb

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import algebra, at_most, matrices, tends, textbook
from lora_symbolic.evaluation.rationals import as_ball, rational
from lora_symbolic.language import kron, matrix, ones, size, softmax
from lora_symbolic.language.propositions import Proposition, compared, comparisons, every, some
from lora_symbolic.language.propositions.factors import FACTORS, NEAR
from lora_symbolic.rank.threshold.lower import TWO_BY_TWO, family_steps
from lora_symbolic.rank.threshold.sign_vectors import rank_window
from lora_symbolic.rank.threshold.upper import thin_factors_argument

from .width import working

SCALES = (Fraction(1, 10), Fraction(1, 2), Fraction(1))
BITS = (1, 2, 3, 4, 5, 6)


def forced_steps() -> tuple[Step, ...]:
    """A factorisation within L^-c of f has a rank of at least the number of eigenvalues above L^(1 - c)."""
    p, s, n, ell = sympy.symbols("p s n ell", positive=True)
    A, u = matrix("A", "m", "m"), matrix("u", "m", 1)
    B, v = matrix("B", "n", "n"), matrix("v", "n", 1)
    S = matrix("S", "n", "n")
    return (
        *family_steps(),
        TWO_BY_TWO.equality(
            "so (1, 1) and (1, -1) are orthogonal eigenvectors with eigenvalues 1 and 1 - 2p",
            "one @ block([[o, o], [o, -1 * o]])",
            "block([[o, o - 2 * p], [o, 2 * p - o]])",
            "multiplied out",
        ),
        matrices(
            "(A (x) B)(u (x) v) = Au (x) Bv: the d-th power has the eigenvalue tanh(s)^k C(d, k) times, k = 0, ..., d",
            "eigenvectors of a Kronecker product are Kronecker products, and orthogonal when their parts are",
            (kron(A, B) @ kron(u, v), kron(A @ u, B @ v)),
        ),
        matrices(
            "with every token m times, f is that matrix (x) 1 1^T / m, which has the same nonzero eigenvalues",
            "so L = m 2^d for any m; 1 1^T / m is a projection",
            (softmax(kron(S, ones("m", "m"))), kron(softmax(S), ones("m", "m")) / size("m")),
        ),
        textbook(
            "a matrix of rank k is at least sigma_(k+1)(f) / L from f in some entry",
            "Eckart and Young in the spectral norm, which is at most L times the largest entry",
            _never_nearer(),
            "d = 1, ..., 6, s = 1/10, 1/2, 1: the best matrix known at each rank is not nearer",
        ),
        *_entropy_steps(),
        at_most(
            "tanh(s)^k > L^(1 - c) as long as k < (c - 1) log L / log(1/tanh(s))",
            "logarithms: with a = log(1/tanh(s)) and k = (c - 1) log L/(a (1 + p)), p > 0, k a is below (c - 1) log L",
            s * (n * ell / (s * (1 + p))),
            n * ell,
        ),
        tends("log(d + 1) / d tends to 0, so the exponent is C H(min(share, 1/2)) in the limit", "d = C log L",
              sympy.log(n + 1) / n, n, sympy.oo, 0),
    )  # fmt: skip


def _never_nearer() -> Iterator[bool]:
    for scale in SCALES:
        for bits in BITS:
            for kept, window in enumerate(rank_window(bits, scale)[:-1]):
                with working():
                    least = as_ball(scale).tanh() ** (kept + 1) / arb(2) ** bits
                    yield bool(least <= rational(window.high) * (1 + arb(2) ** -100))


def _entropy_steps() -> tuple[Step, ...]:
    """C(d, k) >= e^(d H(k/d)) / (d + 1), for all d and k: one term of a sum of d + 1, and the largest."""
    d, j, k, a, b, share = sympy.symbols("d j k a b s", positive=True)
    return (
        at_most(
            "C(d, j) (k/d)^j (1 - k/d)^(d - j) does not fall from j to j + 1 for all j < k <= d",
            "(j + 1)(d - k) <= (d - j) k: put k = j + 1 + a, d = k + b",
            (j + 1) * b,
            (1 + a + b) * (j + 1 + a),
        ),
        at_most(
            "and does not grow from j to j + 1 for all j >= k, j < d",
            "(d - j) k <= (j + 1)(d - k): put j = k + a, d = j + 1 + b",
            (1 + b) * k,
            (k + a + 1) * (a + 1 + b),
        ),
        algebra(
            "so C(d, k) >= e^(d H(k/d)) / (d + 1), H the entropy",
            "the largest of d + 1 numbers that add up to 1 is at least 1/(d + 1); logarithms, s = k/d",
            (
                sympy.log(share ** (d * share) * (1 - share) ** (d * (1 - share))),
                d * (share * sympy.log(share) + (1 - share) * sympy.log(1 - share)),
            ),
        ),
    )


@cache
def constant_argument() -> Argument:
    """Both bounds; their values are those of `growth_constant`.

    >>> constant_argument().holds
    True
    """
    given = comparisons("maxabs(S) <= kappa * log(L)", "d = C * log(L)", "C <= 1/log(2)", "f = softmax(S)")
    near = compared(NEAR)
    upper = Proposition(some(*FACTORS), then=(near, compared("k1 <= L**(enough(kappa, C, c) + o(1))")))
    lower = Proposition(every(*FACTORS), (near,), comparisons("k1 >= L**(forced(kappa, C, c) + o(1))"))
    return Argument(
        Proposition(
            every("kappa > 0", "C > 0", "c > 0"),
            then=(Proposition(every("S: L, L"), given, (upper,)), Proposition(some("S: L, L"), given, (lower,))),
        ),
        (*forced_steps(), *thin_factors_argument().steps),
    )

"""From a diagonal of f of at least 3/4 to the rank: accuracy L^-c forces rank L^min(1, 2c) / 10, for every c > 0.

Dictionary
    trace_steps     the steps, by Cauchy-Schwarz for the trace
    trace_rank      the bound at an explicit L, certified
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import sympy
from flint import arb

from lora_symbolic.arguments.argument import Step
from lora_symbolic.arguments.steps import algebra, matrices, nonnegative, tends, textbook
from lora_symbolic.evaluation.rationals import rational
from lora_symbolic.language import matrix, ones, rowsum, softmax, trace

from ..ranks import generic_points

_L = sympy.Symbol("L", positive=True)


def trace_steps() -> tuple[Step, ...]:
    """The steps, once the diagonal of f is at least 3/4."""
    c, eps, tokens = sympy.Symbol("c", positive=True), sympy.Symbol("epsilon", positive=True), _L
    U, V, P = matrix("U", "L", "k"), matrix("V", "L", "k"), matrix("P", "L", "L")
    f, e = matrix("f", "L", "L"), matrix("e", "L", "L")
    squares = rowsum(f * f) + 2 * rowsum(f * e) + rowsum(e * e)
    a = sympy.Symbol("a", nonnegative=True)
    return (
        matrices(
            "row i of (f + e) .* (f + e) sums to sum f^2 + 2 sum f e + sum e^2; the rows of f sum to 1",
            "expand the square; so ||M||_F^2 <= L (1 + 2 eps + L eps^2) when |M - f| <= eps, since 0 <= f <= 1",
            (rowsum((f + e) * (f + e)), squares),
            (rowsum(softmax(f)), ones("L", 1)),
        ),
        matrices(
            "tr(P M) = tr M + tr((P U - U) V^T) for M = U V^T",
            "with P the projector onto the columns of U the last term is 0; ||P||_F^2 = k",
            (trace(P @ U @ V.T), trace(U @ V.T) + trace((P @ U - U) @ V.T)),
        ),
        textbook(
            "(tr M)^2 <= k ||M||_F^2 for M = U V^T of rank k",
            "Cauchy-Schwarz for tr(P M)",
            _traces(),
            "random integer factors, exactly",
        ),
        algebra(
            "with eps <= 1/4: k >= L (3/4 - eps)^2 / (1 + 2 eps + L eps^2) >= L / (6 + 4 L eps^2)",
            "3/4 - eps >= 1/2 and 1 + 2 eps <= 3/2",
            (tokens / 4) / (sympy.Rational(3, 2) + tokens * eps**2) - tokens / (6 + 4 * tokens * eps**2),
        ),
        nonnegative(
            "at eps = L^-c: L / (6 + 4 L^(1 - 2c)) >= L^min(1, 2c) / 10",
            "for c <= 1/2 put L^(1 - 2c) = 1 + a: 10 (1 + a) >= 6 + 4 (1 + a); else 1/(1 + a): 10 >= 6 + 4/(1 + a)",
            10 * (1 + a) - 6 - 4 * (1 + a),
            10 - 6 - 4 / (1 + a),
        ),
        tends(
            "L^(2c) / 10 is not L^o(1) for any c > 0",
            "its exponent, log(L^(2c)/10) / log L, tends to 2c",
            (2 * c * _L - sympy.log(10)) / _L,
            _L,
            sympy.oo,
            2 * c,
        ),
    )


def _traces() -> Iterable[bool]:
    for seed in range(12):
        left, right = generic_points(6, 1 + seed % 3, seed), generic_points(6, 1 + seed % 3, seed + 50)
        product = [[sum(a * b for a, b in zip(u, v, strict=True)) for v in right] for u in left]
        trace_ = sum(product[i][i] for i in range(6))
        yield trace_**2 <= (1 + seed % 3) * sum(x * x for row in product for x in row)


def trace_rank(tokens: arb, log_tokens: arb, diagonal: arb, exponent: Fraction) -> arb:
    """A ball whose lower end the rank of every matrix within L^-exponent of f exceeds; balls in, at their precision."""
    eps = (-rational(exponent) * log_tokens).exp()
    room = diagonal - eps
    if not room > 0:
        return arb(0)
    return tokens * room**2 / (1 + 2 * eps + tokens * eps**2)

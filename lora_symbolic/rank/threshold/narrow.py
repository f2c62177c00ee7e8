"""Heads narrower than log L do not help: words of points on a circle, d = 2 log L / log q = o(log L).

The symbols are q equally spaced points on a circle of radius Gamma in the plane, the tokens all words of m symbols:
L = q^m, d = 2m, W = 1, C1 = C2 = X. Adding a symbol is a Kronecker product, so f is the m-th Kronecker power of the
softmax of q points. With beta Gamma^2 = q^4 and m = q^8 (for every q >= 3) its diagonal is at least 3/4.

Dictionary
    narrow_argument     the steps: beta = 1 gives Gamma = q^2 <= (log L)^(1/4) and d = 2 q^8 = o(log L)
    circle_mass         p, the mass off the diagonal of one symbol's softmax, in balls
    narrow_exponent     log_L of the rank that an accuracy forces at an explicit q, certified
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.arguments.steps import at_most, computed, nonnegative, tends, textbook
from lora_symbolic.evaluation.rationals import fraction
from lora_symbolic.language.propositions import Proposition, comparisons, every
from lora_symbolic.language.propositions.factors import NEAR

from .lower import kronecker_steps
from .trace import trace_rank, trace_steps

WORKING = 256
CHECKED = (3, 4, 5)
SHOWN = Fraction(1, 4)  # the accuracy L^-1/4 forces about L^1/2


def narrow_argument() -> Argument:
    """Accuracy L^-c forces rank L^min(1, 2c) / 10 with d = o(log L) and Gamma = o(sqrt(log L)).

    >>> narrow_argument().holds
    True
    """
    q, t, a = sympy.symbols("q t a", positive=True)
    log_tokens = q**8 * sympy.log(q)
    h = q**9 * sympy.exp(-8 * q**2)
    u = sympy.Symbol("u", nonnegative=True)
    steps = (
        tends("d = 2 q^8 is o(log L)", "log L = q^8 log q", 2 * q**8 / log_tokens, q, sympy.oo, 0),
        tends(
            "beta Gamma^2 = q^4, so at beta = 1 Gamma = q^2 is o(sqrt(log L)), and below (log L)^(1/4)",
            "log L = q^8 log q and log q >= 1 for q >= 3",
            q**2 / sympy.sqrt(log_tokens),
            q,
            sympy.oo,
            0,
        ),
        *kronecker_steps(),
        textbook(
            "1 - cos t >= 2 t^2 / pi^2 for |t| <= pi",
            "concavity of the sine: sin(t/2) >= t/pi",
            _cosines(),
            "200 points",
        ),
        at_most(
            "so the mass off the diagonal of one symbol is p <= q e^(-8 q^2)",
            "each of its q - 1 entries is e^(-q^4 (1 - cos t)), |t| = 2 pi (1 + a)/q at least 2 pi/q: the exponent",
            8 * q**2,
            (q**4 * 2 * t**2 / sympy.pi**2).subs(t, 2 * sympy.pi * (1 + a) / q),
        ),
        nonnegative(
            "m p <= q^9 e^(-8 q^2), which falls in q >= 1",
            "the logarithm has the derivative 9/q - 16 q",
            sympy.expand((-sympy.simplify(sympy.diff(sympy.log(h), q) * q)).subs(q, 1 + u)),
        ),
        computed(
            "so m p <= 1/4 and the diagonal of f is (1 - p)^m >= 1 - m p >= 3/4, by Bernoulli's inequality",
            "it is below 1/4 at q = 2, and p as defined is within its bound",
            _small(),
            f"certified in balls; p from the softmax at q = {', '.join(map(str, CHECKED))}",
        ),
        *trace_steps(),
        computed(
            "at q = 3, L = 3^6561, an accuracy of L^-1/4 forces a rank of more than L^0.49",
            "the bound above",
            narrow_exponent(3, SHOWN) > Fraction(49, 100),
            "certified in balls",
        ),
    )
    return Argument(
        Proposition(
            every("q >= 3", "c > 0"),
            comparisons("beta * Gamma**2 = q**4", "L = q**q**8", "d = 2 * q**8", NEAR),
            comparisons("k1 >= L**min(1, 2 * c) / 10"),
        ),
        steps,
    )


def _cosines() -> Iterable[bool]:
    with ctx.workprec(WORKING):
        pi = arb.pi()
        for k in range(1, 201):
            x = pi * k / 201
            yield bool(1 - x.cos() >= 2 * x**2 / pi**2)


def circle_mass(symbols: int) -> arb:
    """The mass off the diagonal of softmax(q^4 cos(2 pi (a - b)/q)), from the definition."""
    weights = [(symbols**4 * (2 * arb.pi() * a / symbols).cos()).exp() for a in range(symbols)]
    return sum(weights[1:], arb(0)) / sum(weights, arb(0))


def _small() -> bool:
    with ctx.workprec(WORKING):
        start = 2**9 * arb(-32).exp()
        masses = all(bool(circle_mass(q) <= q * arb(-8 * q * q).exp()) for q in CHECKED)
        return bool(start <= arb(1) / 4) and masses


def narrow_exponent(symbols: int, exponent: Fraction) -> Fraction:
    """log_L of the rank forced within L^-exponent of f, at L = q^(q^8); at least this.

    >>> narrow_exponent(3, Fraction(1, 4)) > Fraction(49, 100)
    True
    """
    words = symbols**8
    with ctx.workprec(WORKING + 8 * words.bit_length()):
        log_tokens = words * arb(symbols).log()
        diagonal = (1 - circle_mass(symbols)) ** words
        rank = trace_rank(arb(symbols) ** words, log_tokens, diagonal, exponent)
        return fraction((rank.log() / log_tokens).lower()) if rank > 0 else Fraction(0)

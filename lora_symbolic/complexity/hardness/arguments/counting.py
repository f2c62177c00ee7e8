"""From SETH alone: with gradients of accuracy L^-p, entries bounded by a constant are hard (see `counting.py`).

With z = log n, m = C z, D = 2m: log Lambda <= D log(2e/Theta), kappa = log 8 + 3 z + 2 Theta m + log Lambda, so

    Gamma = tau/m -> 3 Theta + 3/C + 2 log(2e/Theta),      p -> 8 + 6 Theta C + 6 C log(2e/Theta).

Dictionary
    counting_chain      Q from losses of accuracy 1/(16 Lambda R^2), step by step
    accurate_hardness   the lower bound for Gamma = O(1) and eps = L^-p
    against_accurate    Theorem 3.1 as printed against SETH alone
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import algebra, at_most, outside, part, tends_to
from lora_symbolic.language.propositions import Equivalence, Proposition, compared, comparisons, every, formula, some
from lora_symbolic.language.propositions.algebra import as_sympy

from ..quadrature import PHI
from .claims import ADAPTERS, lower_bound, restricted
from .consequences import claim_against, few_calls
from .directions import lora_at_least_as_hard
from .gap import row_steps, score_steps, split_chain
from .nodes import derivative_steps
from .quantifiers import LOG_L, SETH, TIME, VECTORS, WIDTH, C, Z, order_of_time, quantified
from .weights import difference_steps, factorial_step, leading_steps, weight_steps

THETA = sympy.Symbol("Theta", positive=True)
DEGREE = 2 * C * Z
LOG_LAMBDA = DEGREE * sympy.log(2 * sympy.E / THETA)
KAPPA = sympy.log(8) + 3 * Z + 2 * THETA * C * Z + LOG_LAMBDA
TAU = THETA * C * Z + KAPPA
LOG_TOLERANCE = sympy.log(16) + LOG_LAMBDA + 2 * Z + 2 * TAU  # of 1/tolerance


@cache
def counting_chain() -> Argument:
    """The integer Q = sum N_i^2 within 3/8, from D + 1 losses."""
    s = sympy.Symbol("s", positive=True)
    within = comparisons(f"maxabs(error(losses)) <= {TOLERANCE}", "count(losses) = 2 * m + 1")
    reading = Proposition(some("w: 1, 2 * m + 1"), then=comparisons("abs(w @ losses - sum(N_i**2)) < 1 / 2"))
    iff = Equivalence(compared("sum(N_i**2) = 0"), compared("min(P @ R.T) > 0"))
    return Argument(
        Proposition(every("P: n, m", "R: n, m", "Theta > 0"), within, (reading, iff)),
        lambda: (
            *score_steps("orthogonal"),
            *row_steps(),
            *leading_steps(),
            at_most(
                "s^2/2 - o^2/2 <= s^3 for o = s/(1 + s)", "S/(S + R), s = S/R", s**2 / 2 - (s / (1 + s)) ** 2 / 2, s**3
            ),
            at_most("s^2/2 - o^2/2 >= 0", "the same", (s / (1 + s)) ** 2 / 2, s**2 / 2),
            *difference_steps(),
            *weight_steps(),
            *error_steps(),
        ),
    )


TOLERANCE = "1 / (16 * Lambda * R**2)"


def error_steps() -> tuple[Step, ...]:
    """The two errors of the sum, with the sizes in full: e^kappa = 8 n^3 e^(2 Theta m) Lambda (1 + t)."""
    n, weight, large, t = sympy.symbols("n Lambda R t", positive=True)
    scale, steep = sympy.symbols("G k", positive=True)  # e^(2 Theta m), e^kappa
    cubes = 2 * weight * (n**2 * scale * steep**2) * n / (steep * (1 + t)) ** 3  # R = n e^(Theta m + kappa)
    first = 2 * weight * n**3 * scale / (8 * n**3 * scale * weight * (1 + t))
    tolerance = as_sympy(formula(TOLERANCE))
    second = 2 * large**2 * weight * tolerance / (1 + t)
    return (
        at_most(
            "n terms s^3 <= e^(3 (Theta m - tau)), weighted by 2 Lambda R^2, add to at most "
            "2 Lambda n^3 e^(2 Theta m - kappa)",
            "R = n e^tau, tau = Theta m + kappa; with k = e^kappa, G = e^(2 Theta m) and s = 1/(k (1 + t))",
            cubes,
            2 * weight * n**3 * scale / steep,
        ),
        at_most("that is at most 1/4", "e^kappa >= 8 n^3 e^(2 Theta m) Lambda", first, sympy.Rational(1, 4)),
        at_most(
            "the losses' errors add to at most 2 R^2 Lambda tolerance = 1/8",
            f"an error of {TOLERANCE} over 1 + t",
            second,
            sympy.Rational(1, 8),
        ),
        at_most(
            "together less than 1/2", "1/4 + 1/8", sympy.Rational(3, 8), sympy.Rational(1, 2) - sympy.Rational(1, 9)
        ),
    )


def _growth() -> tuple[Step, ...]:
    phi = sympy.Rational(PHI.numerator, PHI.denominator)
    nodes = TAU * (Z + 2 * sympy.log(TAU) + 8 + LOG_TOLERANCE) / (8 * phi)
    logarithm = sympy.log(2 * sympy.E / THETA)
    slope = 3 * THETA * C + 3 + 2 * C * logarithm  # of tau/z
    tolerance = 2 * C * logarithm + 2 + 2 * slope  # of log(1/tolerance)/z
    gamma = 3 * THETA + 3 / C + 2 * sympy.log(2 * sympy.E / THETA)
    power = 8 + 6 * THETA * C + 6 * C * sympy.log(2 * sympy.E / THETA)
    degree = sympy.Symbol("D", positive=True)
    return (
        factorial_step(),
        algebra(
            "so Lambda = (2 D/Theta)^D/D! <= (2 D/Theta)^D (e/D)^D = (2 e/Theta)^D",
            "logarithms, and that of the bound as it is used",
            (
                sympy.log((2 * degree / THETA) ** degree * (sympy.E / degree) ** degree),
                degree * sympy.log(2 * sympy.E / THETA),
            ),
        ),
        tends_to("Gamma = max(1, Theta, tau/m) = O(1)", "tau = Theta m + kappa", TAU / (C * Z), Z, gamma),
        tends_to(
            "eps = tolerance/(2 r) is at least L^-p, p above the limit of -log eps/log L, from some L on",
            "R = n e^tau",
            (LOG_TOLERANCE + sympy.log(4 * C * Z)) / LOG_L,
            Z,
            power,
        ),
        tends_to(
            "N = O((log L)^2) Gauss-Legendre nodes bring the quadrature below the tolerance",
            "N = M (log n + 2 log M + 8 + log(1/tolerance))/(8 phi), M = tau",
            nodes / Z**2,
            Z,
            slope * (1 + tolerance) / (8 * phi),
        ),
    )


@cache
def accurate_hardness() -> Argument:
    """For every delta > 0 there are C, c and p: no O(L^(2 - delta)) algorithm with Gamma <= c and eps = L^-p."""
    bounds = (f"d <= {WIDTH}", "maxabs(C1 @ B @ A) <= c", "maxabs(C2) <= c", "W0 = 0", "Y = 0")
    prefix = (*every("delta > 0"), *some("C", "c", "p > 0"))
    return Argument(
        lower_bound(restricted(ADAPTERS, bounds, formula("L**-p")), TIME, prefix),
        lambda: (
            quantified(prefix, prefix),
            outside("k-SAT on v variables takes 2^((1 - o(1)) v) steps as k grows", SETH),
            outside("under SETH, k-SAT with O(v) clauses is as hard, so m = C log n is enough", VECTORS),
            part(split_chain()),
            part(counting_chain()),
            *derivative_steps(),
            part(lora_at_least_as_hard("0", "printed")),
            *_growth(),
            order_of_time("accurate"),
        ),
    )


@cache
def against_accurate() -> Argument:
    """Time L^(1 + o(1)) for every eps = 1/poly(L) at Gamma = o(sqrt(log L)), beta = 1, contradicts SETH alone."""
    return Argument(
        claim_against("printed", "some"),
        lambda: (
            *accurate_hardness().steps,
            tends_to(
                "the instances have Gamma = O(1) = o(sqrt(log L)) and Wbar* = 0: they satisfy the hypothesis",
                "Gamma^2/log L",
                (TAU / (C * Z)) ** 2 / LOG_L,
                Z,
                sympy.Integer(0),
            ),
            few_calls(),
        ),
    )
